/**
 * The RPC's server: who may ask (Host, Origin, token), how much, and which path leads where (operations.md, HTTP).
 *
 * <pre>
 *   http -> AccessPolicy -> RpcServer -> JsonRpc (on workers)
 *                                    \-> Dashboard
 * </pre>
 *
 * <p>Nothing here runs on an I/O thread for longer than a look at a head. May depend on {@code node.rpc} and what is below
 * it, on {@code node.http}, {@code node.dashboard}, and {@code node.runtime}'s {@code NodeService}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.rpc.server;
