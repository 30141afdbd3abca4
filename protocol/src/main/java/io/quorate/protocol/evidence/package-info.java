/**
 * The evidence that is not on chain yet: one piece for each fault, bounded, and when it is this replica's turn to submit it.
 *
 * <pre>
 *   consensus, peers -> verified evidence -> EvidencePool -> told to peers, kept in the journal
 *                                                         -> submitted, in turns -> dropped once recorded
 * </pre>
 *
 * Pure: no clock, no chance; time is counted in the replica's ticks. May depend on {@code types}, {@code codec} and {@code
 * crypto}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.evidence;
