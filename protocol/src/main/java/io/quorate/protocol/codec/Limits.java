package io.quorate.protocol.codec;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorSet;

/**
 * How long an encoded message of each kind may be, derived from what it is made of: the longest signature of the
 * chain's scheme, the largest set, and the body that genesis allows. Judged before anything is allocated (network.md,
 * Defence). Immutable, thread-safe.
 *
 * <p>The sums are upper bounds: a field costs its tag (1 byte) and a length (at most 5) or a number (at most 10).
 */
public final class Limits {
    /** The least that any genesis must allow for a body, in bytes: the longest transaction, evidence too, has to fit. */
    public static final int MIN_BODY_BYTES = Transaction.MAX_EVIDENCE_BYTES;

    /** The largest body that any genesis may allow, in bytes. */
    public static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

    /** The shortest transaction, in bytes: the fixed parts and one empty operation. */
    public static final int MIN_TRANSACTION_BYTES = 158;

    /** The most transactions that one {@code Pass} holds. */
    public static final int MAX_PASSED = 1_000;

    /** The most bytes of transactions that one {@code Pass} holds. */
    public static final int MAX_PASSED_BYTES = 512 * 1024;

    /** The most blocks that one {@code RangeRequest} asks for. */
    public static final int MAX_RANGE = 1_000;

    /** The longest Merkle path: a header's count has 31 bits. */
    static final int MAX_PATH = 31;

    /** Every chain's: the longest signature of any scheme, and the largest body. */
    public static final Limits WIDEST =
            new Limits(Signature.MAX_BYTES, MAX_BODY_BYTES, MAX_BODY_BYTES / MIN_TRANSACTION_BYTES, ValidatorSet.LIMIT);

    private static final int NUMBER = 1 + 10;

    private final int signatureBytes;
    private final int bodyBytes;
    private final int transactions;
    private final int validators;
    private final Schema schema;

    private Limits(int signatureBytes, int bodyBytes, int transactions, int validators) {
        this.signatureBytes = signatureBytes;
        this.bodyBytes = bodyBytes;
        this.transactions = transactions;
        this.validators = validators;
        this.schema = Schema.within(this);
    }

    /**
     * Those of one chain.
     *
     * @throws IllegalArgumentException if the body that genesis allows is not within {@link #MIN_BODY_BYTES} and
     *     {@link #MAX_BODY_BYTES}, or holds no transaction
     */
    public static Limits of(Genesis genesis, SignatureScheme scheme) {
        if (genesis.maxBlockBytes() < MIN_BODY_BYTES
                || genesis.maxBlockBytes() > MAX_BODY_BYTES
                || genesis.maxBlockTransactions() < 1) {
            throw new IllegalArgumentException(
                    "a chain's blocks hold 1 or more transactions in " + MIN_BODY_BYTES + " to " + MAX_BODY_BYTES
                            + " bytes, not " + genesis.maxBlockTransactions() + " in " + genesis.maxBlockBytes());
        }
        int transactions =
                Math.min(genesis.maxBlockTransactions(), genesis.maxBlockBytes() / MIN_TRANSACTION_BYTES + 1);
        return new Limits(scheme.signatureLength(), genesis.maxBlockBytes(), transactions, ValidatorSet.LIMIT);
    }

    /** The most bytes that an encoded message of a kind has. */
    public int bytes(MessageKind kind) {
        return field(
                switch (kind) {
                    case PROPOSE -> field(proposal()) + field(certificate());
                    case CAST_VOTE -> vote();
                    case CERTIFY -> certificate();
                    case PASS -> field(round()) + MAX_PASSED * field(0) + MAX_PASSED_BYTES;
                    case REPORT -> status();
                    case VOTE_REQUEST -> round();
                    case BLOCK_REQUEST -> field(Hash.SIZE);
                    case RANGE_REQUEST -> 2 * NUMBER;
                    case DELIVER -> field(block()) + field(certificate());
                    case ACCUSE -> evidence();
                });
    }

    /** The most bytes of any kind. */
    public int bytes() {
        int most = 0;
        for (MessageKind kind : MessageKind.values()) {
            most = Math.max(most, bytes(kind));
        }
        return most;
    }

    Schema schema() {
        return schema;
    }

    int signatureBytes() {
        return signatureBytes;
    }

    int transactions() {
        return transactions;
    }

    int validators() {
        return validators;
    }

    int round() {
        return 2 * NUMBER;
    }

    int subject() {
        return 2 * NUMBER + field(round()) + field(Hash.SIZE);
    }

    int vote() {
        return field(subject()) + NUMBER + field(signatureBytes);
    }

    int signers() {
        return NUMBER + field(Signers.byteLength(validators));
    }

    int certificate() {
        return field(subject()) + field(signers()) + validators * field(signatureBytes);
    }

    int block() {
        return field(BlockHeader.BYTES) + transactions * field(0) + bodyBytes;
    }

    int proposal() {
        return field(block()) + field(vote());
    }

    /** The longest evidence: a path from the longest transaction to a header. */
    private int evidence() {
        return field(field(vote())
                + field(BlockHeader.BYTES)
                + NUMBER
                + MAX_PATH * field(Hash.SIZE)
                + field(Transaction.MAX_BYTES));
    }

    int voteHoldings() {
        return field(subject()) + field(signers());
    }

    int viewHoldings() {
        return 5 * NUMBER + ViewHoldings.MAX_VOTES * field(voteHoldings());
    }

    private int status() {
        return 2 * field(round()) + NUMBER + Status.MAX_VIEWS * field(viewHoldings()) + field(signers());
    }

    private static int field(int bytes) {
        return 1 + 5 + bytes;
    }
}
