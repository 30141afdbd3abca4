package io.quorate.protocol.codec;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.codec.Shape.Field;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorSet;
import java.util.EnumMap;
import java.util.Map;

/** The shapes of {@code wire.proto} within given limits. */
final class Schema {
    private final Map<MessageKind, Shape> messages = new EnumMap<>(MessageKind.class);
    private final Shape block;
    private final Shape certificate;
    private final Shape vote;
    private final Shape proposal;
    private final Shape validatorSet;
    private final Shape receipts;
    private final Shape evidence;
    private final Shape chainReceipt;

    private Schema(Limits limits) {
        Shape round = Shape.of("round", Field.number(1), Field.number(2));
        Shape subject = Shape.of(
                "subject", Field.number(1), Field.message(2, round), Field.number(3), Field.bytes(4, Hash.SIZE));
        Shape signers = Shape.of("signers", Field.number(1), Field.bytes(2, Signers.byteLength(limits.validators())));
        Shape viewHoldings = Shape.of(
                "view's holdings",
                Field.number(1),
                Field.number(2),
                Field.number(3),
                Field.number(4),
                Field.number(5),
                Field.messages(
                        6,
                        Shape.of("vote's holdings", Field.message(1, subject), Field.message(2, signers)),
                        ViewHoldings.MAX_VOTES));

        vote = Shape.of("vote", Field.message(1, subject), Field.number(2), Field.bytes(3, limits.signatureBytes()));
        certificate = Shape.of(
                "certificate",
                Field.message(1, subject),
                Field.message(2, signers),
                Field.bytes(3, limits.signatureBytes(), limits.validators()));
        block = Shape.of(
                "block",
                Field.bytes(1, BlockHeader.BYTES),
                Field.bytes(2, Transaction.MAX_EVIDENCE_BYTES, limits.transactions()));
        proposal = Shape.of("proposal", Field.message(1, block), Field.message(2, vote));
        validatorSet = Shape.of(
                "validator set",
                Field.messages(
                        1,
                        Shape.of("validator", Field.bytes(1, PublicKey.MAX_BYTES), Field.number(2), Field.number(3)),
                        ValidatorSet.LIMIT));
        // Receipts are our own, read back from disk: what bounds them is what execution gave.
        receipts = Shape.of("list of receipts", Field.bytes(1, Integer.MAX_VALUE, limits.transactions()));

        chainReceipt = ReceiptForm.shape(certificate, validatorSet);

        Field header = Field.bytes(2, BlockHeader.BYTES);
        evidence = Shape.of(
                "piece of evidence",
                Field.message(1, Shape.of("pair of votes", Field.message(1, vote), Field.message(2, vote))),
                Field.message(2, Shape.of("invalid header", Field.message(1, vote), header)),
                Field.message(
                        3,
                        Shape.of(
                                "invalid transaction",
                                Field.message(1, vote),
                                header,
                                Field.number(3),
                                Field.bytes(4, Hash.SIZE, Limits.MAX_PATH),
                                Field.bytes(5, Transaction.MAX_BYTES))));

        add(MessageKind.PROPOSE, Shape.of("propose", Field.message(1, proposal), Field.message(2, certificate)));
        add(MessageKind.CAST_VOTE, vote);
        add(MessageKind.CERTIFY, certificate);
        add(
                MessageKind.PASS,
                Shape.of(
                        "pass",
                        Field.message(1, round),
                        Field.bytes(2, Transaction.MAX_EVIDENCE_BYTES, Limits.MAX_PASSED)));
        add(
                MessageKind.REPORT,
                Shape.of(
                        "status",
                        Field.message(1, round),
                        Field.number(2),
                        Field.message(3, round),
                        Field.messages(4, viewHoldings, Status.MAX_VIEWS),
                        Field.message(5, signers)));
        add(MessageKind.VOTE_REQUEST, round);
        add(MessageKind.BLOCK_REQUEST, Shape.of("block request", Field.bytes(1, Hash.SIZE)));
        add(MessageKind.RANGE_REQUEST, Shape.of("range request", Field.number(1), Field.number(2)));
        add(MessageKind.DELIVER, Shape.of("deliver", Field.message(1, block), Field.message(2, certificate)));
        add(MessageKind.ACCUSE, evidence);
    }

    static Schema within(Limits limits) {
        return new Schema(limits);
    }

    private void add(MessageKind kind, Shape body) {
        messages.put(kind, Shape.of("message", Field.message(kind.number(), body)));
    }

    /** A whole message of one kind. */
    Shape message(MessageKind kind) {
        Shape shape = messages.get(kind);
        if (shape == null) {
            throw new IllegalStateException("no shape of " + kind);
        }
        return shape;
    }

    Shape block() {
        return block;
    }

    Shape certificate() {
        return certificate;
    }

    Shape vote() {
        return vote;
    }

    Shape proposal() {
        return proposal;
    }

    Shape validatorSet() {
        return validatorSet;
    }

    Shape receipts() {
        return receipts;
    }

    Shape evidence() {
        return evidence;
    }

    Shape chainReceipt() {
        return chainReceipt;
    }
}
