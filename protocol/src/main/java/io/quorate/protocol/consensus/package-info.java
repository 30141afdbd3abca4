/**
 * The rules of {@code consensus.md} as one pure machine: weighted Simplex with views that end in a notarization or a
 * nullification, and finality beside them.
 *
 * <pre>
 *   proposals, votes, certificates, blocks, timers
 *        |
 *        v
 *   Consensus ---- EpochState -- ViewState -- VoteTally      what is known of each view
 *        |    \--- BlockTree ------- Application             blocks above the head, and what executing them gives
 *        |    \--- Proposer, Voter, Finalizer                the rules, one class each
 *        |    \--- Pacemaker, Heard                          when a view has had its time, and whose is over at once
 *        v
 *   Effects: cast, propose, hold, store, want, arm, commit
 * </pre>
 *
 * <p>Invariant: every input is total, and what leaves is a function of the inputs so far. A vote leaves through {@link
 * io.quorate.protocol.consensus.Effects#cast} alone, which signs, persists and sends as one effect. May depend on {@code
 * types}, {@code verify}, {@code port} and {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.consensus;
