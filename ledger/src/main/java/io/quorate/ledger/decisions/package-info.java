/**
 * Decisions: their fixed rules, the votes in their order, and the count that makes a result. See ledger.md, Decisions.
 *
 * <pre>
 *   DecisionRules (Electorate, Quorum, Weighting, BallotRule)     what a decision is opened with
 *   Decision (Rules, Opening, Count)                              what is kept of it: one proven entry
 *   Ballot, SealedBallot, Elector                                 its votes, each an entry; its list, one
 *   Decisions                                                     how all of these lie in the state
 *   Deadlines, Prunings                                           what blocks come back to: a heap and a queue
 * </pre>
 *
 * <p>What is behind each value, the place of an instance's vote, the weight of a listed instance and the heap of deadlines
 * are derived. Counting a vote costs the same, however many there are; closing a decision counts nothing again. Depends on
 * {@code state}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.ledger.decisions;
