/**
 * JSON-RPC 2.0 over HTTP, as in ledger.md and operations.md: who may ask (Host, Origin, token), how much, what the methods
 * are, and the calls that the node signs with its instance keys.
 *
 * <pre>
 *   http -> Access -> RpcServer -> JsonRpc (on workers) -> RpcMethod -> NodeService
 *                                                            |
 *                                                       Submissions: sign, submit, wait without a thread
 * </pre>
 *
 * <p>Methods are values ({@link io.quorate.node.rpc.RpcMethod}) that describe themselves. A client's mistake is an
 * {@link io.quorate.node.rpc.RpcError}, never a logged exception. May depend on {@code node.http}, on
 * {@code node.runtime}'s {@code NodeService}, and on the modules below.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.rpc;
