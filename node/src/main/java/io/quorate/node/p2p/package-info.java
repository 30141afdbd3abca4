/**
 * The transport: finds peers, keeps connected to them, carries messages (network.md).
 *
 * <pre>
 *   socket - SslHandler - IdleStateHandler - FrameDecoder - Handshake, replaced by PeerConnection - Listener
 *            TLS 1.3,     silence ends it    limits before  hello, accept,  decodes messages,
 *            both certified                  allocation     or refuse       scores faults
 *
 *   send, broadcast (any thread) - OutboundQueue: VOTES | PROPOSALS | BULK - PeerConnection.drain (event loop) - socket
 *            encoded once           bounded; drop order by lane                while writable, votes first, chunks between
 *
 *   Dialer (one event loop): reserved nodes, bootnodes, PeerBook  - dials with back-off, within the Roster's slots
 *   Exchange: signed peer records from peer to peer               - fills the PeerBook
 *   Reputation: faults become points, points become bans
 * </pre>
 *
 * <p>Invariants. Who a peer is, is proven by the TLS session and never by what it says. A peer that has not greeted holds
 * a small, fixed amount of memory, and one that has no more than its queues and one message in each lane. Nothing waits:
 * not for a name server (a thread of its own looks up names), not for a slow peer (its queue drops, or it is cut off), not
 * for the listener (which must not block). One peer has one connection.
 *
 * <p>Flushes are consolidated by the drain, which writes all that waits (up to what the socket takes) before it flushes.
 *
 * <p>May depend on {@code protocol}'s types, codec and ports and on {@code crypto}; on no other package of the node.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.p2p;
