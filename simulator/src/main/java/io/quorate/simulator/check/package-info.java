/**
 * The invariants, checked from outside: knows what left each node and what each made final, and nothing of how. May depend
 * on {@code scenario}, {@code protocol} and {@code ledger}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.check;
