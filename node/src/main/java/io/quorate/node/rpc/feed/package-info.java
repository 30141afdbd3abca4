/**
 * Subscriptions: what became final, told in order and without gaps over WebSockets, from any height on.
 *
 * <pre>
 *   NodeService.onFinal --wakes--> Feed (one thread): for each subscription, from its height to the durable one,
 *                                    block store -> FinalBlock -> Topic -> notification -> SocketPeer's bounded queue
 * </pre>
 *
 * <p>A subscription is a height in a chain that never changes, and a topic: nothing is kept for a subscriber but the queue of
 * its connection. A subscriber that has fallen behind is served from the store as fast as it reads; one that does not read
 * is cut off. The replica's thread does no more than set a flag. May depend on {@code node.rpc}, {@code node.http}'s
 * sockets, {@code node.runtime}'s {@code NodeService}, and on the modules below.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.rpc.feed;
