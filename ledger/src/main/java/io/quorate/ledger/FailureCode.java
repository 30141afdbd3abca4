package io.quorate.ledger;

/**
 * Why an operation failed: the code of a {@code Receipt.Failed}. Where several apply, the first in this order is given
 * (ledger.md, Decisions: codes have a fixed order of precedence); the names never change.
 *
 * <p>Before anything of a transaction is applied, all its operations are decoded: a malformed one is reported even if an
 * operation before it would fail too. The operations are then applied in their order, and the first to fail ends the
 * transaction.
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
    /** {@code totalInstances} differs from what the first vote fixed. */
    RULES_MISMATCH,
    /** The decision is closed. Given also to those who had voted: it no longer matters, and votes may be pruned. */
    DECISION_CLOSED,
    /** The instance has voted on this decision, for the same value or another. */
    ALREADY_VOTED,
    /** The key of the store has no value. */
    NO_SUCH_KEY,
    /** The value of the key is not the expected one. */
    VALUE_MISMATCH,
    /** The sender has as many instances as it may. */
    TOO_MANY_INSTANCES,
    /** The sender has as many decisions open as it may. */
    TOO_MANY_OPEN_DECISIONS,
    /** The sender owns as many keys of the store as it may. */
    TOO_MANY_KEYS,
    /** The sender's entries take as many bytes of state as they may. */
    STATE_QUOTA_EXCEEDED
}
