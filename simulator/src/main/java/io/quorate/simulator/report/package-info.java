/**
 * What a run gave, for people and programs. May depend on {@code cluster}, {@code scenario} and {@code ledger}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.report;
