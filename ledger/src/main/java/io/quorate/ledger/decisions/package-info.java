/**
 * Decisions: their fixed rules, the votes in their order, and the count that makes a result. See ledger.md, Decisions.
 *
 * <p>A decision is one proven entry (rules, count, leading value, result) and each vote another; the weight behind each
 * value and the place of an instance's vote are derived from the votes. So counting a vote costs the same, however many
 * there are. Depends on {@code state}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.ledger.decisions;
