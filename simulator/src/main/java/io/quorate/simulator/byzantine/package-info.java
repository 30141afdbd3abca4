/**
 * The ways to lie: one class a character. A character sees what its validator is about to send, and sends what it likes
 * instead, with its own keys alone; it forges nothing. May depend on {@code time}, {@code scenario}, {@code protocol} and
 * {@code ledger}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.simulator.byzantine;
