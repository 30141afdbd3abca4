package io.quorate.ledger;

/**
 * Why an operation failed: the code of a {@code Receipt.Failed}. Where several apply, the first in this order is given
 * (ledger.md, Decisions: codes have a fixed order of precedence); the names never change.
 *
 * <p>Before anything of a transaction is applied, all its operations are decoded: a malformed one is reported even if an
 * operation before it would fail too. The operations are then applied in their order, and the first to fail ends the
 * transaction.
 *
 * <p>The message beside the code is consensus data like the code itself: both are in the receipt, and every header has the
 * root of its receipts. So a message is made of fixed words of ours and of numbers, ids and keys of the operation or the
 * state, never of what a library or the Java machine says; and it is changed as a rule is changed, for all nodes at one
 * height. The test resource {@code refusals.txt} has all of them.
 */
public enum FailureCode {
    /** The operation's bytes are not an operation, or a part of it is outside its limits. */
    MALFORMED_OPERATION,
    /** No instance of that id is registered. */
    NOT_REGISTERED,
    /** The instance, or the key of the store, belongs to another sender. */
    NOT_OWNER,
    /** The instance id is registered by another sender. */
    INSTANCE_TAKEN,
    /** {@code totalInstances} is not from 1 to 1,000. */
    INVALID_TOTAL,
    /** There is no decision on that topic. */
    NO_SUCH_DECISION,
    /** The rules differ from those that the decision was opened with, or the operation is not of its kind of ballot. */
    RULES_MISMATCH,
    /** The decision is closed. Given also to those who had voted: it no longer matters, and votes may be pruned. */
    DECISION_CLOSED,
    /** There is a decision with these rules on that topic, and it is open. */
    ALREADY_OPENED,
    /** The votes of the decision are dropped. */
    ALREADY_PRUNED,
    /** A decision to be opened has a deadline that is not after the time of the block. */
    DEADLINE_PASSED,
    /**
     * It is too early to reveal a vote, as others may still commit themselves; to drop the votes of a decision, which is
     * open, or closed for less than the retention; or to be let in again, by a sender that was jailed, not for good, in this
     * epoch.
     */
    TOO_EARLY,
    /** The deadline of commits has passed, and that of reveals has not. */
    TOO_LATE,
    /** The votes of all the instances of a list weigh nothing. */
    NO_WEIGHT,
    /** The votes of the instances of a list together weigh more than any sum may be. */
    WEIGHT_LIMIT,
    /** The decision lists who may vote, and the instance is not among them. */
    NOT_IN_ELECTORATE,
    /** The instance did not commit itself to a vote on this decision. */
    NO_COMMITMENT,
    /** The instance has voted on this decision, for the same value or another; or committed itself; or revealed. */
    ALREADY_VOTED,
    /** As many instances as there may be have committed themselves. */
    ELECTORATE_FULL,
    /** The value and the nonce are not those of the instance's commitment. */
    INVALID_REVEAL,
    /** The key of the store has no value. */
    NO_SUCH_KEY,
    /** The value of the key is not the expected one. */
    VALUE_MISMATCH,
    /** The sender has no stake, or is no validator. */
    NOT_A_VALIDATOR,
    /** The sender, or the account of a grant, is jailed for good. */
    JAILED_FOR_GOOD,
    /** The sender is jailed: it may ask to be let in again. */
    JAILED,
    /** The sender waits in line, or its key is about to be replaced: one change at a time. */
    CHANGE_PENDING,
    /** The sender is a validator, and asks to become one. */
    ALREADY_A_VALIDATOR,
    /** The sender is not jailed, and asks to be let in again. */
    NOT_JAILED,
    /** The sender has no stake left. */
    NO_STAKE,
    /** So many wait already that nobody else is let into the line. */
    LINE_FULL,
    /** The consensus key serves a validator, or served one. */
    KEY_TAKEN,
    /** The consensus key is not canonical or not of full order. */
    INVALID_KEY,
    /** A signature by a consensus key is bad. */
    INVALID_PROOF,
    /** The id is that of a grant to another account, or of another amount. */
    GRANT_MISMATCH,
    /** The grant is executed. */
    ALREADY_GRANTED,
    /** The sender has signed the grant. */
    ALREADY_SIGNED,
    /** All stake together would be above its limit. */
    STAKE_LIMIT,
    /** The evidence is of an epoch that has not begun. */
    FUTURE_EVIDENCE,
    /** The evidence is of an epoch that the window has passed. */
    EVIDENCE_TOO_OLD,
    /** The fault is punished, or there is no stake left that it could cost. */
    ALREADY_PUNISHED,
    /** The evidence does not prove what it says. */
    INVALID_EVIDENCE,
    /** The sender has as many instances as it may. */
    TOO_MANY_INSTANCES,
    /** The sender has as many decisions open as it may. */
    TOO_MANY_OPEN_DECISIONS,
    /** The sender owns as many keys of the store as it may. */
    TOO_MANY_KEYS,
    /** The sender's entries take as many bytes of state as they may. */
    STATE_QUOTA_EXCEEDED
}
