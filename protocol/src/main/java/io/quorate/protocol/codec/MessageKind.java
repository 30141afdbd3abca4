package io.quorate.protocol.codec;

import io.quorate.protocol.types.Message;

/** The kinds of messages: what limits, rates and counters go by. The number is the field in {@code wire.proto}. */
public enum MessageKind {
    /** {@link Message.Propose}. */
    PROPOSE(1, "propose"),
    /** {@link Message.CastVote}. */
    CAST_VOTE(2, "vote"),
    /** {@link Message.Certify}. */
    CERTIFY(3, "certificate"),
    /** {@link Message.Pass}. */
    PASS(4, "pass"),
    /** {@link Message.Report}. */
    REPORT(5, "status"),
    /** {@link Message.VoteRequest}. */
    VOTE_REQUEST(6, "vote-request"),
    /** {@link Message.BlockRequest}. */
    BLOCK_REQUEST(7, "block-request"),
    /** {@link Message.RangeRequest}. */
    RANGE_REQUEST(8, "range-request"),
    /** {@link Message.Deliver}. */
    DELIVER(9, "deliver"),
    /** {@link Message.Accuse}. */
    ACCUSE(10, "accuse");

    private static final int LENGTH_DELIMITED = 2;

    private final int number;
    private final String label;

    MessageKind(int number, String label) {
        this.number = number;
        this.label = label;
    }

    int number() {
        return number;
    }

    /** Its name in metrics and logs. */
    public String label() {
        return label;
    }

    /** The first byte of every encoded message of this kind: a protobuf tag. */
    public int firstByte() {
        return number << 3 | LENGTH_DELIMITED;
    }

    /** The kind of a message. */
    public static MessageKind of(Message message) {
        if (message instanceof Message.Propose) {
            return PROPOSE;
        } else if (message instanceof Message.CastVote) {
            return CAST_VOTE;
        } else if (message instanceof Message.Certify) {
            return CERTIFY;
        } else if (message instanceof Message.Pass) {
            return PASS;
        } else if (message instanceof Message.Report) {
            return REPORT;
        } else if (message instanceof Message.VoteRequest) {
            return VOTE_REQUEST;
        } else if (message instanceof Message.BlockRequest) {
            return BLOCK_REQUEST;
        } else if (message instanceof Message.RangeRequest) {
            return RANGE_REQUEST;
        } else if (message instanceof Message.Deliver) {
            return DELIVER;
        } else if (message instanceof Message.Accuse) {
            return ACCUSE;
        }
        throw new IllegalStateException("a message of no kind: " + message);
    }

    /**
     * The kind that an encoded message's first byte (0 to 255) announces, so that its length can be judged before the
     * rest is read.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static MessageKind ofFirstByte(int first) {
        for (MessageKind kind : values()) {
            if (kind.firstByte() == first) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no message begins with byte " + first);
    }
}
