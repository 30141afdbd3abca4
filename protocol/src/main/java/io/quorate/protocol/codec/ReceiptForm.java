package io.quorate.protocol.codec;

import com.google.protobuf.ByteString;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.protocol.codec.Shape.Field;
import io.quorate.protocol.codec.wire.Wire;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.TransactionId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A chain receipt to protobuf and back. */
final class ReceiptForm {
    private static final Field HASHES_OF_PATH = Field.bytes(3, Hash.SIZE, Limits.MAX_PATH);

    private ReceiptForm() {}

    static Shape shape(Shape certificate, Shape validatorSet) {
        Field header = Field.bytes(1, BlockHeader.BYTES);
        Shape leaf = Shape.of("leaf", Field.bytes(1, Hash.SIZE), Field.bytes(2, Hash.SIZE));
        Shape entry = Shape.of(
                "claim of an entry",
                Field.bytes(1, ChainReceipt.MAX_KIND_BYTES),
                Field.bytes(2, ChainReceipt.MAX_NAME_BYTES),
                Field.bytes(3, ChainReceipt.MAX_CONTENT_BYTES),
                Field.bytes(4, Hash.SIZE, SparseMerkleProof.MAX_DEPTH),
                Field.message(5, leaf));
        return Shape.of(
                "receipt",
                Field.message(1, Shape.of("checkpoint", header, Field.message(2, validatorSet))),
                Field.messages(
                        2,
                        Shape.of("step", header, Field.message(2, certificate), Field.message(3, validatorSet)),
                        ChainReceipt.MAX_STEPS),
                Field.bytes(3, BlockHeader.BYTES, ChainReceipt.MAX_DESCENT),
                Field.message(4, entry),
                Field.message(
                        5,
                        Shape.of(
                                "claim of an execution",
                                Field.bytes(1, ChainReceipt.MAX_CONTENT_BYTES),
                                Field.number(2),
                                HASHES_OF_PATH)),
                Field.bytes(6, Hash.SIZE),
                Field.message(
                        7,
                        Shape.of(
                                "claim of what was not executed",
                                Field.bytes(1, Hash.SIZE),
                                Field.number(2),
                                Field.message(3, entry),
                                Field.messages(
                                        4,
                                        Shape.of(
                                                "gap",
                                                Field.bytes(1, Hash.SIZE, SparseMerkleProof.MAX_DEPTH),
                                                Field.message(2, leaf)),
                                        ChainReceipt.MAX_GAPS))));
    }

    // ---- to protobuf

    /** Everything but the seal: what the seal covers. */
    static Wire.ChainReceipt.Builder unsealed(ChainReceipt receipt) {
        Wire.ChainReceipt.Builder wire = Wire.ChainReceipt.newBuilder();
        receipt.checkpoint()
                .ifPresent(checkpoint -> wire.setCheckpoint(Wire.Checkpoint.newBuilder()
                        .setHeader(bytes(checkpoint.header()))
                        .setSet(ToWire.validatorSet(checkpoint.set()))));
        for (ChainReceipt.Step step : receipt.steps()) {
            wire.addSteps(Wire.Step.newBuilder()
                    .setHeader(bytes(step.header()))
                    .setCertificate(ToWire.certificate(step.certificate()))
                    .setSet(ToWire.validatorSet(step.set())));
        }
        receipt.descent().forEach(header -> wire.addDescent(bytes(header)));
        if (receipt.claim() instanceof ChainReceipt.Entry entry) {
            wire.setEntry(entry(entry));
        } else if (receipt.claim() instanceof ChainReceipt.Execution execution) {
            wire.setExecution(Wire.ExecutionClaim.newBuilder()
                    .setReceipt(ByteString.copyFrom(execution.receipt().toBytes()))
                    .setIndex(execution.index())
                    .addAllSiblings(execution.siblings().stream()
                            .map(ReceiptForm::bytes)
                            .toList()));
        } else if (receipt.claim() instanceof ChainReceipt.Unexecuted unexecuted) {
            wire.setUnexecuted(unexecuted(unexecuted));
        }
        return wire;
    }

    private static Wire.UnexecutedClaim unexecuted(ChainReceipt.Unexecuted unexecuted) {
        Wire.UnexecutedClaim.Builder wire = Wire.UnexecutedClaim.newBuilder()
                .setId(bytes(unexecuted.id().hash()))
                .setExpiry(unexecuted.expiry().millis())
                .setEntry(entry(unexecuted.entry()));
        for (SparseMerkleProof gap : unexecuted.gaps()) {
            Wire.Gap.Builder each = Wire.Gap.newBuilder().addAllSiblings(hashes(gap));
            gap.other().ifPresent(leaf -> each.setOther(leaf(leaf)));
            wire.addGaps(each);
        }
        return wire.build();
    }

    static Wire.ChainReceipt toWire(ChainReceipt receipt) {
        return unsealed(receipt).setSeal(bytes(receipt.seal())).build();
    }

    private static Wire.EntryClaim entry(ChainReceipt.Entry entry) {
        Wire.EntryClaim.Builder wire = Wire.EntryClaim.newBuilder()
                .setKind(entry.kind())
                .setName(entry.name())
                .addAllSiblings(hashes(entry.proof()));
        entry.value().ifPresent(value -> wire.setValue(ByteString.copyFrom(value)));
        entry.proof().other().ifPresent(leaf -> wire.setOther(leaf(leaf)));
        return wire.build();
    }

    private static List<ByteString> hashes(SparseMerkleProof proof) {
        return proof.siblings().stream().map(ReceiptForm::bytes).toList();
    }

    private static Wire.Leaf leaf(SparseMerkleProof.Leaf leaf) {
        return Wire.Leaf.newBuilder()
                .setKeyHash(bytes(leaf.keyHash()))
                .setValueHash(bytes(leaf.valueHash()))
                .build();
    }

    private static ByteString bytes(BlockHeader header) {
        return ByteString.copyFrom(header.toBytes());
    }

    private static ByteString bytes(Hash hash) {
        return ByteString.copyFrom(hash.toBytes());
    }

    // ---- from protobuf

    static ChainReceipt fromWire(Wire.ChainReceipt wire) {
        return new ChainReceipt(
                wire.hasCheckpoint() ? Optional.of(checkpoint(wire.getCheckpoint())) : Optional.empty(),
                wire.getStepsList().stream().map(ReceiptForm::step).toList(),
                wire.getDescentList().stream().map(ReceiptForm::header).toList(),
                claim(wire),
                hash(wire.getSeal()));
    }

    private static ChainReceipt.Checkpoint checkpoint(Wire.Checkpoint wire) {
        FromWire.require(wire.hasSet(), "a checkpoint has no set");
        return new ChainReceipt.Checkpoint(header(wire.getHeader()), FromWire.validatorSet(wire.getSet()));
    }

    private static ChainReceipt.Step step(Wire.Step wire) {
        FromWire.require(wire.hasCertificate() && wire.hasSet(), "a step has no certificate or no set");
        return new ChainReceipt.Step(
                header(wire.getHeader()),
                FromWire.certificate(wire.getCertificate()),
                FromWire.validatorSet(wire.getSet()));
    }

    private static ChainReceipt.Claim claim(Wire.ChainReceipt wire) {
        return switch (wire.getClaimCase()) {
            case ENTRY -> entry(wire.getEntry());
            case EXECUTION ->
                new ChainReceipt.Execution(
                        receipt(wire.getExecution().getReceipt().toByteArray()),
                        wire.getExecution().getIndex(),
                        hashes(wire.getExecution().getSiblingsList()));
            case UNEXECUTED -> unexecuted(wire.getUnexecuted());
            case CLAIM_NOT_SET -> throw new IllegalArgumentException("a receipt claims nothing");
        };
    }

    /** One form here too: a text that is no UTF-8 would be read as another. */
    private static Receipt receipt(byte[] bytes) {
        Receipt receipt = Receipt.fromBytes(bytes);
        FromWire.require(
                Arrays.equals(receipt.toBytes(), bytes), "the result of a transaction is not in canonical form");
        return receipt;
    }

    private static ChainReceipt.Entry entry(Wire.EntryClaim wire) {
        return new ChainReceipt.Entry(
                wire.getKind(),
                wire.getName(),
                wire.hasValue() ? Optional.of(wire.getValue().toByteArray()) : Optional.empty(),
                new SparseMerkleProof(
                        hashes(wire.getSiblingsList()),
                        wire.hasOther() ? Optional.of(leaf(wire.getOther())) : Optional.empty()));
    }

    private static ChainReceipt.Unexecuted unexecuted(Wire.UnexecutedClaim wire) {
        FromWire.require(wire.hasEntry(), "no entry tells what was executed");
        return new ChainReceipt.Unexecuted(
                new TransactionId(hash(wire.getId())),
                new BlockTime(wire.getExpiry()),
                entry(wire.getEntry()),
                wire.getGapsList().stream()
                        .map(gap -> new SparseMerkleProof(
                                hashes(gap.getSiblingsList()),
                                gap.hasOther() ? Optional.of(leaf(gap.getOther())) : Optional.empty()))
                        .toList());
    }

    private static SparseMerkleProof.Leaf leaf(Wire.Leaf wire) {
        return new SparseMerkleProof.Leaf(hash(wire.getKeyHash()), hash(wire.getValueHash()));
    }

    private static List<Hash> hashes(List<ByteString> wire) {
        return wire.stream().map(ReceiptForm::hash).toList();
    }

    private static Hash hash(ByteString wire) {
        return Hash.of(wire.toByteArray());
    }

    private static BlockHeader header(ByteString wire) {
        return BlockHeader.fromBytes(wire.toByteArray());
    }
}
