/**
 * What a run is made of, as data: nodes, powers, faults, characters, network. A run is a function of it. May depend on
 * {@code time}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.scenario;
