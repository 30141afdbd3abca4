package io.quorate.protocol.codec;

import io.quorate.protocol.codec.wire.Wire;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import java.util.Optional;

/** Messages as they travel: see {@code wire.proto}. One message has one encoding, and no other is taken. Thread-safe. */
public final class WireCodec {
    private WireCodec() {}

    /**
     * The bytes of a message.
     *
     * @throws IllegalStateException if it is over {@link Limits#WIDEST}: nothing of ours may be
     */
    public static byte[] encode(Message message) {
        byte[] bytes = envelope(message).toByteArray();
        MessageKind kind = MessageKind.of(message);
        if (bytes.length > Limits.WIDEST.bytes(kind)) {
            throw new IllegalStateException(
                    "a " + kind.label() + " of " + bytes.length + " bytes is over the limit and must not be sent");
        }
        return bytes;
    }

    /** As {@link #decode(byte[], Limits)}, within {@link Limits#WIDEST}. */
    public static Message decode(byte[] bytes) {
        return decode(bytes, Limits.WIDEST);
    }

    /**
     * Reads a message. Signatures are not checked here, nor whether a body is what its header says.
     *
     * @throws IllegalArgumentException with a reason, for any bytes that are no message within the limits; never another
     */
    public static Message decode(byte[] bytes, Limits limits) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a message has no bytes");
        }
        MessageKind kind = MessageKind.ofFirstByte(Byte.toUnsignedInt(bytes[0]));
        if (bytes.length > limits.bytes(kind)) {
            throw new IllegalArgumentException(
                    "a " + kind.label() + " of " + bytes.length + " bytes is over its limit");
        }
        return message(kind, Parsing.parse(bytes, limits.schema().message(kind), Wire.Envelope.parser()));
    }

    private static Wire.Envelope envelope(Message message) {
        Wire.Envelope.Builder wire = Wire.Envelope.newBuilder();
        if (message instanceof Message.Propose propose) {
            Wire.Propose.Builder body = Wire.Propose.newBuilder().setProposal(ToWire.proposal(propose.proposal()));
            propose.entry().ifPresent(entry -> body.setEntry(ToWire.certificate(entry)));
            wire.setPropose(body);
        } else if (message instanceof Message.CastVote cast) {
            wire.setCastVote(ToWire.vote(cast.vote()));
        } else if (message instanceof Message.Certify certify) {
            wire.setCertify(ToWire.certificate(certify.certificate()));
        } else if (message instanceof Message.Pass pass) {
            Wire.Pass.Builder body =
                    Wire.Pass.newBuilder().addAllTransactions(ToWire.transactions(pass.transactions()));
            pass.round().ifPresent(round -> body.setRound(ToWire.round(round)));
            wire.setPass(body);
        } else if (message instanceof Message.Report report) {
            wire.setReport(ToWire.status(report.status()));
        } else if (message instanceof Message.VoteRequest request) {
            wire.setVoteRequest(ToWire.round(request.round()));
        } else if (message instanceof Message.BlockRequest request) {
            wire.setBlockRequest(Wire.BlockRequest.newBuilder().setBlock(ToWire.blockId(request.block())));
        } else if (message instanceof Message.RangeRequest request) {
            wire.setRangeRequest(Wire.RangeRequest.newBuilder()
                    .setFrom(request.from().number())
                    .setCount(request.count()));
        } else if (message instanceof Message.Deliver deliver) {
            Wire.Deliver.Builder body = Wire.Deliver.newBuilder().setBlock(ToWire.block(deliver.block()));
            deliver.finalization().ifPresent(certificate -> body.setFinalization(ToWire.certificate(certificate)));
            wire.setDeliver(body);
        } else if (message instanceof Message.Accuse accuse) {
            wire.setAccuse(ToWire.evidence(accuse.evidence()));
        }
        return wire.build();
    }

    private static Message message(MessageKind kind, Wire.Envelope wire) {
        return switch (kind) {
            case PROPOSE -> propose(wire.getPropose());
            case CAST_VOTE -> new Message.CastVote(FromWire.vote(wire.getCastVote()));
            case CERTIFY -> new Message.Certify(FromWire.certificate(wire.getCertify()));
            case PASS -> pass(wire.getPass());
            case REPORT -> new Message.Report(FromWire.status(wire.getReport()));
            case VOTE_REQUEST -> new Message.VoteRequest(FromWire.round(wire.getVoteRequest()));
            case BLOCK_REQUEST ->
                new Message.BlockRequest(FromWire.blockId(wire.getBlockRequest().getBlock()));
            case RANGE_REQUEST -> rangeRequest(wire.getRangeRequest());
            case DELIVER -> deliver(wire.getDeliver());
            case ACCUSE -> new Message.Accuse(FromWire.evidence(wire.getAccuse()));
        };
    }

    private static Message propose(Wire.Propose wire) {
        FromWire.require(wire.hasProposal(), "a propose has no proposal");
        return new Message.Propose(
                FromWire.proposal(wire.getProposal()),
                wire.hasEntry() ? Optional.of(FromWire.certificate(wire.getEntry())) : Optional.empty());
    }

    private static Message pass(Wire.Pass wire) {
        return new Message.Pass(
                wire.hasRound() ? Optional.of(FromWire.round(wire.getRound())) : Optional.empty(),
                FromWire.transactions(wire.getTransactionsList()));
    }

    private static Message rangeRequest(Wire.RangeRequest wire) {
        FromWire.require(
                wire.getCount() >= 1 && wire.getCount() <= Limits.MAX_RANGE,
                "a range request asks for 1 to " + Limits.MAX_RANGE + " blocks");
        return new Message.RangeRequest(new Height(wire.getFrom()), wire.getCount());
    }

    private static Message deliver(Wire.Deliver wire) {
        FromWire.require(wire.hasBlock(), "a deliver has no block");
        return new Message.Deliver(
                FromWire.block(wire.getBlock()),
                wire.hasFinalization() ? Optional.of(FromWire.certificate(wire.getFinalization())) : Optional.empty());
    }
}
