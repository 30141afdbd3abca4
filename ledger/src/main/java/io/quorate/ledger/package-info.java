/**
 * The ledger: what the network decides. See ledger.md.
 *
 * <p>A pure function of (state, block): no clock, no chance, no unordered iteration, no store of its own. It knows nothing
 * of networks, disks or views.
 *
 * <pre>
 *   Ledger (the Application)
 *     DecisionUpkeep             what a block does first: closes what is overdue, drops votes that are pruned
 *     TransactionExecutor        all operations of a transaction, or none
 *       InstanceRules, ValueRules                one class for each kind of operation: the checks, in their order
 *       OpeningRules, VoteRules, SecretBallotRules
 *       StakingRules, GrantRules, EvidenceRules
 *         decisions, instances, values, accounts, validators, window     the entries and how they lie in the state
 *           state                                             overlay, key space, sparse Merkle tree
 *     EpochEnd                   what an epoch's last block does beside: standings and the next set
 *   LedgerQueries                                the same entries, to be read
 * </pre>
 *
 * <p>Operations, results and failure codes are what travels; their bytes and names are part of the chain's format. May
 * depend on protocol's port, types, codec and verify, and crypto.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.ledger;
