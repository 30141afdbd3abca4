package io.quorate.protocol.codec;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.codec.wire.Wire;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.Vote;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The pieces that are kept on disk or handed out, as bytes: see {@code wire.proto}. Thread-safe.
 *
 * <p>Every reader throws {@code IllegalArgumentException} with a reason for bytes that are no such piece, and never
 * another exception.
 */
public final class StoredForms {
    private static final Schema SCHEMA = Limits.WIDEST.schema();

    private static final byte[] SEAL = "quorate.receipt.v1".getBytes(StandardCharsets.US_ASCII);

    private StoredForms() {}

    /** A block's bytes. */
    public static byte[] encode(Block block) {
        return ToWire.block(block).toByteArray();
    }

    /** Reads a block. Whether body and header belong together is not checked. */
    public static Block block(byte[] bytes) {
        return FromWire.block(Parsing.parse(bytes, SCHEMA.block(), Wire.Block.parser()));
    }

    /** Reads the header of a block and nothing after it: for blocks whose bytes were checked when they were written. */
    public static BlockHeader headerOf(byte[] block) {
        return BlockHeader.fromBytes(Parsing.firstField(block));
    }

    /** A certificate's bytes. */
    public static byte[] encode(Certificate certificate) {
        return ToWire.certificate(certificate).toByteArray();
    }

    /** Reads a certificate. */
    public static Certificate certificate(byte[] bytes) {
        return FromWire.certificate(Parsing.parse(bytes, SCHEMA.certificate(), Wire.Certificate.parser()));
    }

    /** A vote's bytes. */
    public static byte[] encode(Vote vote) {
        return ToWire.vote(vote).toByteArray();
    }

    /** Reads a vote. */
    public static Vote vote(byte[] bytes) {
        return FromWire.vote(Parsing.parse(bytes, SCHEMA.vote(), Wire.Vote.parser()));
    }

    /** A proposal's bytes. */
    public static byte[] encode(Proposal proposal) {
        return ToWire.proposal(proposal).toByteArray();
    }

    /** Reads a proposal. */
    public static Proposal proposal(byte[] bytes) {
        return FromWire.proposal(Parsing.parse(bytes, SCHEMA.proposal(), Wire.Proposal.parser()));
    }

    /** A validator set's bytes. */
    public static byte[] encode(ValidatorSet set) {
        return ToWire.validatorSet(set).toByteArray();
    }

    /** Reads a validator set. */
    public static ValidatorSet validatorSet(byte[] bytes) {
        return FromWire.validatorSet(Parsing.parse(bytes, SCHEMA.validatorSet(), Wire.ValidatorSet.parser()));
    }

    /** The bytes of a block's receipts, in ledger order. */
    public static byte[] encode(List<Receipt> receipts) {
        return ToWire.receipts(receipts).toByteArray();
    }

    /** Reads a block's receipts. */
    public static List<Receipt> receipts(byte[] bytes) {
        return FromWire.receipts(Parsing.parse(bytes, SCHEMA.receipts(), Wire.Receipts.parser()));
    }

    /** The bytes of evidence: one form for each proof, since who reports a fault first is told by them. */
    public static byte[] encode(Evidence evidence) {
        return ToWire.evidence(evidence).toByteArray();
    }

    /** A receipt's bytes: its protobuf form. */
    public static byte[] encode(ChainReceipt receipt) {
        return ReceiptForm.toWire(receipt).toByteArray();
    }

    /** Reads a receipt. Nothing but its form is checked. */
    public static ChainReceipt chainReceipt(byte[] bytes) {
        if (bytes.length > ChainReceipt.MAX_BYTES) {
            throw new IllegalArgumentException("a receipt has at most " + ChainReceipt.MAX_BYTES + " bytes");
        }
        return ReceiptForm.fromWire(Parsing.parse(bytes, SCHEMA.chainReceipt(), Wire.ChainReceipt.parser()));
    }

    /** What seals a receipt: SHA-256 over the tag "quorate.receipt.v1" and its bytes without the seal. */
    public static Hash seal(ChainReceipt receipt) {
        return Sha256.hash(SEAL, ReceiptForm.unsealed(receipt).build().toByteArray());
    }

    /** Reads evidence. Signatures and limits are not checked. */
    public static Evidence evidence(byte[] bytes) {
        return FromWire.evidence(Parsing.parse(bytes, SCHEMA.evidence(), Wire.Evidence.parser()));
    }
}
