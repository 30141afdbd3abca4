/**
 * Who is told what, and who is asked for what: decisions only, pure, on the replica's thread.
 *
 * <pre>
 *   Peers         what each peer has shown that it holds
 *   Forwarding    to whom a message of somebody else goes on
 *   Relay         certificates and proposals, to those that have not shown them
 *   Fetcher       what is missing, asked for one peer after another
 *   Statuses      the compact picture, and the answer to a peer's
 *   Standstill    saying again what was said, when nothing moves
 *   CatchUp       finalized blocks by height, when peers are ahead
 *   Shares        how much a peer may ask of this replica
 * </pre>
 *
 * <p>Every table is bounded by the number of peers, the window of views or a stated limit. May depend on {@code types},
 * {@code verify}, {@code port}, {@code consensus} and {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.gossip;
