package io.quorate.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VotingPower;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every encoding that is signed, sent or stored, against its golden file, forth and back. */
class GoldenTest {
    private static final ChainId CHAIN = new ChainId(filled(0xc0));
    private static final Round ROUND = Round.of(2, 9);
    private static final Transaction TRANSACTION = new Transaction.Draft(
                    CHAIN,
                    PublicKey.of(filled(0x5e).toBytes()),
                    new Transaction.Salt(0x0102030405060708L, 0x1112131415161718L),
                    new BlockTime(1_700_000_000_000L),
                    List.of("one".getBytes(StandardCharsets.US_ASCII), new byte[0]))
            .signed(signature(0x51));
    private static final BlockHeader HEADER = new BlockHeader(
            BlockHeader.VERSION,
            CHAIN,
            ROUND.epoch(),
            new Height(17),
            new BlockId(filled(0xa1)),
            new ValidatorIndex(1),
            new BlockTime(1_699_999_999_999L),
            1,
            TRANSACTION.size(),
            MerkleTree.root(List.of(TRANSACTION.bytes())),
            filled(0xb2),
            filled(0xb3),
            filled(0xb4),
            filled(0xb5));
    private static final Block BLOCK = Block.of(HEADER, List.of(TRANSACTION));
    private static final Subject NOTARIZE = Subject.notarize(ROUND, new View(7), BLOCK.id());
    private static final Subject NULLIFY = Subject.nullify(ROUND);
    private static final Subject FINALIZE = Subject.finalize(ROUND, new View(7), BLOCK.id());
    private static final Vote VOTE = new Vote(NOTARIZE, new ValidatorIndex(1), signature(0x52));
    private static final Proposal PROPOSAL = new Proposal(BLOCK, VOTE);
    private static final Signers SIGNERS =
            Signers.none(10).with(new ValidatorIndex(0)).with(new ValidatorIndex(9));
    private static final Certificate FINALIZATION =
            new Certificate(FINALIZE, SIGNERS, List.of(signature(0x53), signature(0x54)));
    private static final Certificate NULLIFICATION =
            new Certificate(NULLIFY, SIGNERS, List.of(signature(0x55), signature(0x56)));
    private static final ValidatorSet SET = ValidatorSet.of(List.of(
            new Validator(PublicKey.of(filled(0x71).toBytes()), new VotingPower(1)),
            new Validator(PublicKey.of(filled(0x72).toBytes()), new VotingPower(1L << 60), 123_456_789_012L)));
    private static final Evidence CONFLICT = Evidence.of(
                    new Vote(FINALIZE, new ValidatorIndex(3), signature(0x58)),
                    new Vote(NULLIFY, new ValidatorIndex(3), signature(0x59)))
            .orElseThrow();
    private static final Evidence INVALID_HEADER = new Evidence.InvalidHeader(VOTE, HEADER);
    private static final Evidence INVALID_TRANSACTION = new Evidence.InvalidTransaction(
            VOTE, HEADER, MerkleTree.prove(List.of(TRANSACTION.bytes()), 0), TRANSACTION);
    private static final List<Receipt> RECEIPTS = List.of(
            new Receipt.Ok(TRANSACTION.id(), List.of(new byte[] {1, 2}, new byte[0])),
            new Receipt.Failed(new TransactionId(filled(0x99)), 3, "NOT_OWNER", "the key belongs to \u00fc"));

    private static final ChainReceipt ENTRY_RECEIPT = sealed(new ChainReceipt(
            Optional.of(new ChainReceipt.Checkpoint(HEADER, SET)),
            List.of(new ChainReceipt.Step(HEADER, FINALIZATION, SET)),
            List.of(HEADER),
            new ChainReceipt.Entry(
                    "decision",
                    "gr\u00fcn?",
                    Optional.of(new byte[0]),
                    new SparseMerkleProof(
                            List.of(Hash.ZERO, filled(0xd1)),
                            Optional.of(new SparseMerkleProof.Leaf(filled(0xd2), filled(0xd3))))),
            Hash.ZERO));
    private static final ChainReceipt EXECUTION_RECEIPT = sealed(new ChainReceipt(
            Optional.empty(),
            List.of(new ChainReceipt.Step(HEADER, FINALIZATION, SET)),
            List.of(),
            new ChainReceipt.Execution(RECEIPTS.get(1), 0, List.of(filled(0xd4))),
            Hash.ZERO));

    private static ChainReceipt sealed(ChainReceipt receipt) {
        return receipt.sealed(StoredForms.seal(receipt));
    }

    @Test
    void whatIsSignedKeepsItsBytes() {
        Golden.check("signing-notarize", SigningBytes.of(CHAIN, NOTARIZE));
        Golden.check("signing-nullify", SigningBytes.of(CHAIN, NULLIFY));
        Golden.check("signing-finalize", SigningBytes.of(CHAIN, FINALIZE));
        Golden.check("signing-transaction", TRANSACTION.signingBytes());
    }

    @Test
    void whatIsHashedKeepsItsBytesAndItsHash() {
        Golden.check("header", HEADER.toBytes());
        Golden.check("block-id", HEADER.id().hash().toBytes());
        Golden.check("transaction", TRANSACTION.bytes());
        Golden.check("transaction-id", TRANSACTION.id().hash().toBytes());
        Golden.check("receipt-ok", RECEIPTS.get(0).toBytes());
        Golden.check("receipt-failed", RECEIPTS.get(1).toBytes());
        Golden.check("validator-set-hash", SET.hash().toBytes());
    }

    @Test
    void whatIsHashedIsReadBack() {
        assertThat(BlockHeader.fromBytes(Golden.read("header"))).isEqualTo(HEADER);
        assertThat(Transaction.fromBytes(Golden.read("transaction"))).isEqualTo(TRANSACTION);
        assertThat(Receipt.fromBytes(Golden.read("receipt-failed"))).isEqualTo(RECEIPTS.get(1));
        assertThat(Receipt.fromBytes(Golden.read("receipt-ok")).toBytes())
                .isEqualTo(RECEIPTS.get(0).toBytes());
    }

    static Stream<Message> messages() {
        return Stream.of(
                new Message.Propose(PROPOSAL, Optional.of(NULLIFICATION)),
                new Message.CastVote(new Vote(NULLIFY, new ValidatorIndex(999), signature(0x57))),
                new Message.Certify(FINALIZATION),
                new Message.Pass(Optional.of(ROUND), List.of(TRANSACTION)),
                new Message.Report(new Status(
                        ROUND,
                        new Height(16),
                        Round.of(2, 6),
                        List.of(
                                new ViewHoldings(
                                        new View(7),
                                        true,
                                        false,
                                        false,
                                        true,
                                        List.of(
                                                new VoteHoldings(NOTARIZE, SIGNERS),
                                                new VoteHoldings(FINALIZE, Signers.none(10)))),
                                new ViewHoldings(new View(8), false, true, true, false, List.of())),
                        SIGNERS)),
                new Message.VoteRequest(Round.of(1, Long.MAX_VALUE)),
                new Message.BlockRequest(BLOCK.id()),
                new Message.RangeRequest(new Height(300), 64),
                new Message.Deliver(BLOCK, Optional.of(FINALIZATION)),
                new Message.Accuse(CONFLICT));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatTravelsKeepsItsBytes(Message message) {
        String name = "message-" + MessageKind.of(message).label();
        Golden.check(name, WireCodec.encode(message));
        assertThat(WireCodec.decode(Golden.read(name))).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("stored")
    void whatIsStoredKeepsItsBytes(Stored<?> stored) {
        Golden.check(stored.name(), stored.bytes());
        assertThat(stored.bytesReadAndWritten(Golden.read(stored.name()))).isEqualTo(stored.bytes());
    }

    static Stream<Stored<?>> stored() {
        return Stream.of(
                new Stored<>("stored-block", BLOCK, StoredForms::encode, StoredForms::block),
                new Stored<>("stored-certificate", FINALIZATION, StoredForms::encode, StoredForms::certificate),
                new Stored<>("stored-vote", VOTE, StoredForms::encode, StoredForms::vote),
                new Stored<>("stored-proposal", PROPOSAL, StoredForms::encode, StoredForms::proposal),
                new Stored<>("stored-validator-set", SET, StoredForms::encode, StoredForms::validatorSet),
                new Stored<>("receipt-of-entry", ENTRY_RECEIPT, StoredForms::encode, StoredForms::chainReceipt),
                new Stored<>("receipt-of-execution", EXECUTION_RECEIPT, StoredForms::encode, StoredForms::chainReceipt),
                new Stored<>("evidence-conflicting-votes", CONFLICT, StoredForms::encode, StoredForms::evidence),
                new Stored<>("evidence-invalid-header", INVALID_HEADER, StoredForms::encode, StoredForms::evidence),
                new Stored<>(
                        "evidence-invalid-transaction",
                        INVALID_TRANSACTION,
                        StoredForms::encode,
                        StoredForms::evidence),
                new Stored<>("stored-receipts", RECEIPTS, StoredForms::encode, StoredForms::receipts));
    }

    private static Hash filled(int value) {
        return Hash.of(bytes(Hash.SIZE, value));
    }

    private static Signature signature(int value) {
        return Signature.of(bytes(64, value));
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
