package io.quorate.ledger.state;

import io.quorate.protocol.port.StateKey;

/**
 * The parts of the key space: a key is the space's prefix byte and what names the entry within it. The prefixes are part
 * of the chain's format and never change; a new space takes a new one.
 */
public enum Space {
    /** Derived: pages of the tree, by path. */
    TREE_PAGE(0x00),
    /** Derived: ids of the transactions in the window. */
    KNOWN_TRANSACTION(0x01),
    /** Derived: topics in the order their decisions opened. */
    DECISION_ORDER(0x02),
    /** Derived: which vote of a decision is an instance's. */
    VOTE_OF_INSTANCE(0x03),
    /** Derived: what is behind each value of a decision. */
    TALLY(0x04),
    /** Derived: accounts with stake, in the order they came. */
    STAKE_ORDER(0x05),
    /** Derived: what the vote of a listed instance weighs, by the hash of the topic and the instance's id. */
    ELECTOR(0x06),
    /** Derived: the deadlines of decisions, a heap by time. */
    DEADLINE(0x07),
    /** Derived: where in that heap a decision is, by its place in the order of all. */
    DEADLINE_PLACE(0x08),
    /** What a sender holds of the bounded resources, by key. */
    ACCOUNT('a'),
    /** Which epochs' sets are kept. */
    EPOCH_BOUNDS('b'),
    /** Whose a consensus key is, by its hash. */
    CONSENSUS_KEY('c'),
    /** Decisions, by the hash of their topic. */
    DECISION('d'),
    /** When an epoch ended and who was in its set, by number. */
    EPOCH('e'),
    /** The listed electorate of a decision with its weights, by the hash of the topic. */
    ELECTORATE('f'),
    /** Grants of stake, by id. */
    GRANT('g'),
    /** What was executed lately, as the roots of sets of ids. */
    EXECUTED('h'),
    /** Instances, by id. */
    INSTANCE('i'),
    /** Where the queue of decisions whose votes are dropped begins and ends. */
    PRUNING_BOUNDS('j'),
    /** The key-value store, by key. */
    VALUE('k'),
    /** Those who wait for the epoch's end, by their place in the order. */
    LINE('l'),
    /** Counts of the whole. */
    SUMMARY('m'),
    /** Validators' accounts, by account key. */
    VALIDATOR('n'),
    /** Ballots of a secret ballot, by the hash of the topic and their place in the order. */
    SEALED_BALLOT('o'),
    /** How many of the epoch's blocks each validator proposed, by its index. */
    PRODUCTION('p'),
    /** Where the line begins and ends. */
    LINE_BOUNDS('q'),
    /** Topics of decisions whose votes are dropped, by their place in the queue. */
    PRUNING('r'),
    /** Members of sets, by the first epoch they were the set of. */
    MEMBERS('s'),
    /** Sums of all stake. */
    STAKE_TOTALS('t'),
    /** Slashings, by their place in the order. */
    SLASH('u'),
    /** Votes, by the hash of the topic and their place in the order. */
    VOTE('v'),
    /** Ids of the transactions that executed in the last hour and a little more, a block at a time. */
    WINDOW('w'),
    /** Where the window begins and ends. */
    WINDOW_BOUNDS('x'),
    /** Which faults are punished, by validator and where it was. */
    PUNISHED('y'),
    /** Who equivocated in an epoch, by its number. */
    EQUIVOCATORS('z');

    private static final int FIRST_PROVEN = 0x20;

    /** The least key of a proven entry. */
    static final StateKey FIRST_PROVEN_KEY = StateKey.of(new byte[] {FIRST_PROVEN});

    private final byte prefix;

    Space(int prefix) {
        this.prefix = (byte) prefix;
    }

    /**
     * The key of an entry: the prefix and the parts, one after the other. All but the last part have a fixed width.
     *
     * @throws IllegalArgumentException if it would be longer than {@link StateKey#MAX_BYTES}
     */
    public StateKey key(byte[]... parts) {
        int length = 1;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] key = new byte[length];
        key[0] = prefix;
        int at = 1;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, key, at, part.length);
            at += part.length;
        }
        return StateKey.of(key);
    }

    /** Whether an entry is a leaf of the tree; if not, it can be recomputed from those that are. */
    public static boolean isProven(StateKey key) {
        return key.compareTo(FIRST_PROVEN_KEY) >= 0;
    }
}
