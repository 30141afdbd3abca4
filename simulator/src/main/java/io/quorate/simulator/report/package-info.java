/**
 * What a run gave, for people and programs. May depend on {@code scenario} and {@code check}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.report;
