/**
 * JSON-RPC 2.0 and OpenRPC: what a method is, how its arguments are checked, how calls are dispatched. Knows nothing of
 * HTTP but the bounds it is configured with, and nothing of what the methods do.
 *
 * <pre>
 *   bytes -> JsonRpc -> Arguments (each by its Shape) -> RpcMethod.Handler -> RpcAnswer -> bytes
 *                |
 *            Discovery: the same RpcMethods as an OpenRPC document
 * </pre>
 *
 * <p>A method is a value ({@link io.quorate.node.rpc.RpcMethod}): its one definition drives dispatch, checks and
 * documentation. A client's mistake is an {@link io.quorate.node.rpc.RpcError}, never a logged exception. The methods are
 * in {@code node.rpc.methods} and {@code node.rpc.feed}, the server in {@code node.rpc.server}. May depend on {@code
 * node.http} and on the modules below.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.rpc;
