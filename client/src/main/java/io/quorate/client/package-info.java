/**
 * For programs that use a Quorate network: makes and signs transactions, hands them to a node, and checks by itself what
 * came of them. The node is trusted with nothing but to be there: it never sees a key, and what it says of the chain is
 * proven by {@link io.quorate.client.OfflineVerifier} against the chain's genesis file.
 *
 * <pre>
 *   GenesisFormat, TransactionBuilder -> QuorateClient: submit, await, receipt -> OfflineVerifier -> Statement
 * </pre>
 *
 * <p>See docs/client.md. May depend on crypto, protocol, ledger, Jackson and the platform's HTTP client.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.client;
