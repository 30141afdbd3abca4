/**
 * The methods of ledger.md's JSON-RPC: questions to published snapshots and final blocks, transactions that clients
 * signed, and those that the node signs with its instance keys.
 *
 * <pre>
 *   RpcMethod -> InstanceCalls (rate, circuit) -> SignedCalls -> Submissions: sign, submit, wait without a thread
 *             -> NodeService: blocks, state, consensus, peers
 * </pre>
 *
 * <p>No method waits on the replica or holds a thread while it waits for finality. May depend on {@code node.rpc}, on
 * {@code node.runtime}'s {@code NodeService}, on {@code node.p2p}'s addresses, and on the modules below.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.rpc.methods;
