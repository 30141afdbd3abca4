/**
 * The simulator: what a run is asked for with. A run is a function of its scenario: one thread, virtual time, seeded
 * chance, the same on every machine. May depend on {@code cluster} and {@code scenario}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator;
