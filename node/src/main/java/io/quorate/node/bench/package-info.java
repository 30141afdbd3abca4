/**
 * {@code quorate bench}: load on a network through its RPC, and what the load saw.
 *
 * <pre>
 *   BenchCommand --options--> BenchRun --starts--> Load (ClosedLoop | OpenLoop)
 *                                                   | transactions of a SignedRing
 *                                                   v
 *      Report <--Measurement-- Recorder <--outcomes-- Link (RpcLink over HttpLine, one a node)
 * </pre>
 *
 * <p>Invariants: links, loads and the recorder live on one thread, which never blocks; only signing has a thread of its
 * own. Loads take their time from a {@link io.quorate.node.bench.Timeline}, so that tests run them in virtual time. A
 * latency counts from the moment a transaction was meant to be sent: one that could not be sent in time counts the wait.
 *
 * <p>May depend on the ledger's operations, protocol's types, crypto, {@code node.config} for the errors of the operator
 * and {@code node.rpc} for its error codes; shares nothing with a running node.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.bench;
