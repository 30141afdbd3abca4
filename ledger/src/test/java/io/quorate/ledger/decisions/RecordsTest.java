package io.quorate.ledger.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.decisions.Count.Leading;
import io.quorate.ledger.decisions.Count.Tally;
import io.quorate.ledger.decisions.Decision.Closing;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.Rules.Electors;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.TransactionId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The stored forms: what proofs are of. They change only on purpose, and with the format of the base path. */
class RecordsTest {
    private static final TransactionId TRANSACTION = new TransactionId(Hash.fromHex("aa".repeat(32)));
    private static final String TX = "aa".repeat(32);
    private static final Opening OPENING =
            new Opening(1, PublicKey.of(new byte[] {7}), new Height(2), new BlockTime(3), TRANSACTION);
    private static final String OPENED =
            "0000000000000001" + "0000000107" + "0000000000000002" + "0000000000000003" + TX;

    private static final Decision FRESH = new Decision(
            "t",
            new Rules(Electors.first(3), Quorum.MAJORITY, Weighting.EQUAL, BallotRule.withoutDeadline()),
            OPENING,
            Count.NONE,
            Optional.empty(),
            false);
    private static final Decision PRUNED = new Decision(
            "t",
            new Rules(
                    new Electors(2, 258, Optional.of(Hash.fromHex("bb".repeat(32)))),
                    Quorum.SUPERMAJORITY,
                    Weighting.STAKE,
                    new BallotRule.Secret(new BlockTime(4), new BlockTime(5))),
            OPENING,
            new Count(2, 1, 9, Optional.of(new Leading("v", new Tally(9, 1)))),
            Optional.of(new Closing(Status.EXPIRED, new Height(6), new BlockTime(7))),
            true);
    private static final Ballot BALLOT = new Ballot("i", "v", 5, new Height(2), TRANSACTION);
    private static final SealedBallot SEALED =
            new SealedBallot("i", 5, Hash.fromHex("cc".repeat(32)), new Height(2), TRANSACTION, Optional.empty());
    private static final SealedBallot REVEALED = SEALED.with(new SealedBallot.Reveal("v", new Height(3), TRANSACTION));
    private static final List<Elector> ELECTORS = List.of(new Elector("a", 0), new Elector("b", 1L << 61));

    @Test
    void theStoredFormsStayTheSame() {
        assertThat(hex(FRESH.toBytes()))
                .isEqualTo("02" + "0000000174" + "01" + "00000003" + "01" + "01" + "0100" + OPENED + "00000000"
                        + "00000000" + "0000000000000000" + "00" + "00" + "00");
        assertThat(hex(PRUNED.toBytes()))
                .isEqualTo("02" + "0000000174" + "02" + "00000002" + "0000000000000102" + "bb".repeat(32) + "02" + "02"
                        + "02" + "0000000000000004" + "0000000000000005" + OPENED + "00000002" + "00000001"
                        + "0000000000000009" + "01" + "0000000176" + "0000000000000009" + "00000001" + "01" + "05"
                        + "0000000000000006" + "0000000000000007" + "01");
        assertThat(hex(BALLOT.toBytes()))
                .isEqualTo("02" + "0000000169" + "0000000176" + "0000000000000005" + "0000000000000002" + TX);
        String sealed = "01" + "0000000169" + "0000000000000005" + "cc".repeat(32) + "0000000000000002" + TX;
        assertThat(hex(SEALED.toBytes())).isEqualTo(sealed + "00");
        assertThat(hex(REVEALED.toBytes())).isEqualTo(sealed + "01" + "0000000176" + "0000000000000003" + TX);
        assertThat(hex(Elector.toBytes(ELECTORS)))
                .isEqualTo("01" + "00000002" + "0000000161" + "0000000000000000" + "0000000162" + "2000000000000000");
    }

    @Test
    void whatIsWrittenIsReadAndNothingElse() {
        check(FRESH, Decision::toBytes, Decision::fromBytes);
        check(PRUNED, Decision::toBytes, Decision::fromBytes);
        check(BALLOT, Ballot::toBytes, Ballot::fromBytes);
        check(SEALED, SealedBallot::toBytes, SealedBallot::fromBytes);
        check(REVEALED, SealedBallot::toBytes, SealedBallot::fromBytes);
        check(ELECTORS, Elector::toBytes, Elector::listFromBytes);
    }

    /** Who verifies a receipt reads records that anybody may have made. */
    private static <T> void check(T record, Function<T, byte[]> write, Function<byte[], T> read) {
        byte[] bytes = write.apply(record);
        assertThat(read.apply(bytes)).isEqualTo(record);
        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThatIllegalArgumentException().isThrownBy(() -> read.apply(prefix));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> read.apply(Arrays.copyOf(bytes, bytes.length + 1)));
        Random random = new Random(5);
        for (int run = 0; run < 5_000; run++) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(write.apply(read.apply(changed)))
                        .as("%s", HexFormat.of().formatHex(changed))
                        .isEqualTo(changed);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
