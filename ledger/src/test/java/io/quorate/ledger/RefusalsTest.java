package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.Operation.SubmitEvidence;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Receipt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a failed transaction's receipt says is consensus data, word by word (ledger.md, Transactions). */
class RefusalsTest {
    private static final String MALFORMED = FailureCode.MALFORMED_OPERATION.name();

    @Test
    void everyCodeHasItsWordsInItsPlace() {
        List<String> codes = Refusals.all().stream()
                .map(line -> line.split(" ", 2)[0])
                .distinct()
                .toList();
        assertThat(codes)
                .containsExactlyElementsOf(
                        Stream.of(FailureCode.values()).map(Enum::name).toList());
        assertThat(Refusals.all()).doesNotHaveDuplicates();
    }

    /** All there is to say of bytes that are no operation, and nothing in the words of a library. */
    @Test
    void whateverTheBytesAreTheWordsAreKnown() {
        Set<String> said = new TreeSet<>();
        Stream.concat(handmade(), mutated()).forEach(bytes -> {
            try {
                var unused = Operation.decode(bytes);
            } catch (IllegalArgumentException e) {
                said.add(Refusals.lineOf(MALFORMED, String.valueOf(e.getMessage())));
            }
        });
        said.add(MALFORMED + " evidence is alone in its transaction"); // of more than one operation
        assertThat(said)
                .containsExactlyInAnyOrderElementsOf(Refusals.all().stream()
                        .filter(line -> line.startsWith(MALFORMED))
                        .toList());
    }

    private static Stream<byte[]> handmade() {
        RecordWriter longKey = new RecordWriter().octet(8).bytes(new byte[4097]);
        RecordWriter longSignature = new RecordWriter().octet(5).text("v");
        longSignature.bytes(new byte[1]).bytes(new byte[4097]);
        RecordWriter longValue = new RecordWriter()
                .octet(3)
                .text("k")
                .bytes(new byte[32 * 1024 + 1])
                .octet(0);
        RecordWriter longVote = new RecordWriter()
                .octet(2)
                .text("i")
                .text("t")
                .text("v".repeat(4097))
                .flag(false);
        RecordWriter nothing = new RecordWriter()
                .octet(9)
                .bytes(new byte[16])
                .bytes(new byte[32])
                .number(0);
        RecordWriter shortId = new RecordWriter()
                .octet(9)
                .bytes(new byte[15])
                .bytes(new byte[32])
                .number(1);
        RecordWriter shortAccount = new RecordWriter()
                .octet(9)
                .bytes(new byte[16])
                .bytes(new byte[31])
                .number(1);
        RecordWriter reordered = new RecordWriter()
                .octet(11)
                .text("t")
                .octet(2)
                .integer(2)
                .text("b")
                .text("a")
                .octet(1)
                .octet(1);
        reordered.octet(1).flag(false);
        RecordWriter twice = new RecordWriter()
                .octet(11)
                .text("t")
                .octet(2)
                .integer(2)
                .text("a")
                .text("a")
                .octet(1)
                .octet(1);
        twice.octet(1).flag(false);
        RecordWriter nobody = new RecordWriter().octet(11).text("t").octet(2).integer(0);
        RecordWriter secret = opening(1);
        secret.octet(2).number(5).number(5);
        RecordWriter byStake = opening(2);
        byStake.octet(1).flag(false);
        RecordWriter byEffect = opening(3);
        byEffect.octet(1).flag(false);
        RecordWriter before = opening(1);
        before.octet(1).flag(true).number(-1);
        RecordWriter shortNonce =
                new RecordWriter().octet(13).text("i").text("t").text("v").bytes(new byte[31]);
        return Stream.of(
                        longKey,
                        longSignature,
                        longValue,
                        longVote,
                        nothing,
                        shortId,
                        shortAccount,
                        reordered,
                        twice,
                        nobody,
                        secret,
                        byStake,
                        byEffect,
                        before,
                        shortNonce)
                .map(RecordWriter::toBytes);
    }

    private static Stream<byte[]> mutated() {
        Random random = new Random(11);
        List<byte[]> all = new ArrayList<>();
        for (Operation operation : OperationTest.operations()) {
            byte[] bytes = operation.encode();
            all.add(Arrays.copyOf(bytes, bytes.length + 1));
            all.add(Arrays.copyOf(bytes, bytes.length - 1));
            for (int i = 0; i < 8 * Math.min(bytes.length, 400); i++) {
                byte[] flipped = bytes.clone();
                flipped[i / 8] ^= (byte) (1 << (i % 8));
                all.add(flipped);
            }
            for (int i = 0; i < 500; i++) {
                byte[] changed = bytes.clone();
                changed[random.nextInt(bytes.length)] = (byte) random.nextInt();
                changed[random.nextInt(bytes.length)] = (byte) random.nextInt(4);
                all.add(changed);
            }
        }
        return all.stream();
    }

    /** The library that reads evidence has words of its own for what it cannot read: they were hashed into headers. */
    @Test
    void evidenceThatCannotBeReadIsRefusedInWordsOfTheLedger() {
        byte[] evidence = new SubmitEvidence(StakingChain.of(1, 1).equivocation("b", new Epoch(1), 4)).encode();
        int length = evidence.length - 5;
        byte[] cut = new RecordWriter()
                .octet(10)
                .bytes(Arrays.copyOfRange(evidence, 5, 5 + length - 1))
                .toBytes();
        byte[] noise =
                new RecordWriter().octet(10).bytes(new byte[] {-1, -1, -1}).toBytes();
        for (byte[] bytes : List.of(cut, noise)) {
            TestChain chain = TestChain.fresh();
            Receipt receipt = chain.block(
                            chain.transactionOf(TestChain.ANNA, chain.time().plus(TestChain.MINUTE), List.of(bytes)))
                    .get(0);
            assertThat(receipt).isInstanceOfSatisfying(Receipt.Failed.class, failed -> {
                assertThat(failed.code()).isEqualTo(MALFORMED);
                assertThat(failed.message()).isEqualTo("the bytes are no evidence");
            });
        }
    }

    @Test
    void evidenceBesideAnotherOperationIsRefusedInKnownWords() {
        TestChain chain = TestChain.fresh();
        assertThat(chain.fail(
                        TestChain.ANNA,
                        new RegisterInstance("i"),
                        new SubmitEvidence(StakingChain.of(1, 1).equivocation("b", new Epoch(1), 4))))
                .isEqualTo(FailureCode.MALFORMED_OPERATION);
    }

    /** The beginning of what opens a decision of three, up to its weighting. */
    private static RecordWriter opening(int weighting) {
        return new RecordWriter()
                .octet(11)
                .text("t")
                .octet(1)
                .integer(3)
                .octet(1)
                .octet(weighting);
    }
}
