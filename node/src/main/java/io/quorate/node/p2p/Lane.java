package io.quorate.node.p2p;

import io.quorate.protocol.codec.MessageKind;

/** The three lanes to a peer, the most urgent first. What waits in one never delays a lane above it. */
enum Lane {
    /** Votes, certificates, statuses, requests: small, sent whole. Full means that the peer is cut off. */
    VOTES(0),
    /** Proposals, in chunks. When full, the oldest go: a newer one is worth more. */
    PROPOSALS(1),
    /** Blocks asked for, transactions and evidence, in chunks. When full, what comes is dropped. */
    BULK(2);

    private final int code;

    Lane(int code) {
        this.code = code;
    }

    /** The byte that names it in a chunk. */
    int code() {
        return code;
    }

    static Lane of(MessageKind kind) {
        return switch (kind) {
            case CAST_VOTE, CERTIFY, REPORT, VOTE_REQUEST, BLOCK_REQUEST, RANGE_REQUEST -> VOTES;
            case PROPOSE -> PROPOSALS;
            case PASS, DELIVER, ACCUSE -> BULK;
        };
    }
}
