package io.quorate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.StorageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** consensus.md, Persist before send: what is torn is cut off, what is damaged stops the node. */
class JournalDamageTest {
    private static final int FIRST = SegmentHeader.BYTES;

    /** Batches of one to several sectors, and where each begins; the last entry is the end. */
    private record Written(SimulatedJournal journal, List<List<Entry>> batches, List<Integer> starts) {
        /** A batch of each count of entries, in that order. */
        static Written random(long seed, Integer... counts) {
            Random random = new Random(seed);
            SimulatedJournal journal = new SimulatedJournal();
            FileSigningJournal open = journal.open();
            List<List<Entry>> batches = new ArrayList<>();
            List<Integer> starts = new ArrayList<>(List.of(FIRST));
            for (int count : counts) {
                List<Entry> batch = Samples.entries(random, count);
                batch.forEach(open::append);
                open.sync();
                batches.add(batch);
                starts.add(endOf(journal.bytes()));
            }
            return new Written(journal, batches, starts);
        }

        List<Entry> first(int count) {
            return batches.subList(0, count).stream().flatMap(List::stream).toList();
        }

        int start(int batch) {
            return starts.get(batch);
        }

        int sectors(int batch) {
            return (starts.get(batch + 1) - starts.get(batch)) / Sector.BYTES;
        }
    }

    private static int endOf(byte[] bytes) {
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return (end + Sector.BYTES - 1) / Sector.BYTES * Sector.BYTES;
    }

    private static void zero(byte[] bytes, int sectorAt) {
        Arrays.fill(bytes, sectorAt, sectorAt + Sector.BYTES, (byte) 0);
    }

    @Test
    void aLastBatchWithAnyOfItsSectorsMissingIsCutOff() {
        Written written = Written.random(1, 1, 2, 3, 25);
        int last = 3;
        int sectors = written.sectors(last);
        assertThat(sectors).isBetween(4, 12);
        for (int missing = 1; missing < 1 << sectors; missing++) {
            SimulatedJournal torn = written.journal().copy();
            for (int i = 0; i < sectors; i++) {
                if ((missing >> i & 1) == 1) {
                    zero(torn.bytes(), written.start(last) + i * Sector.BYTES);
                }
            }
            String why = "missing sectors " + Integer.toBinaryString(missing);
            FileSigningJournal open = torn.open();
            assertThat(open.recover()).as(why).isEqualTo(written.first(last));
            assertThat(endOf(torn.bytes())).as(why).isEqualTo(written.start(last));

            // and it goes on from there
            Entry more = Samples.entry(new Random(missing));
            open.append(more);
            open.sync();
            assertThat(torn.recover())
                    .as(why)
                    .hasSize(written.first(last).size() + 1)
                    .endsWith(more);
        }
    }

    @Test
    void aMissingSectorOfAnyEarlierBatchIsDamage() {
        Written written = Written.random(2, 1, 2, 9, 2, 1);
        for (int batch = 0; batch < 4; batch++) {
            for (int missing = 1; missing < 1 << written.sectors(batch); missing++) {
                int start = written.start(batch);
                int bits = missing;
                int sectors = written.sectors(batch);
                assertDamaged(written, "batch " + batch + " without " + missing, bytes -> {
                    for (int i = 0; i < sectors; i++) {
                        if ((bits >> i & 1) == 1) {
                            zero(bytes, start + i * Sector.BYTES);
                        }
                    }
                });
            }
        }
    }

    @Test
    void everyBitFlippedAnywhereIsDamage() {
        Written written = Written.random(3, 1, 2, 5);
        SimulatedJournal damaged = written.journal().copy();
        byte[] bytes = damaged.bytes();
        for (int bit = 0; bit < (written.start(3) + Sector.BYTES) * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            if (opens(damaged)) {
                fail("a flip of bit " + bit + " was not seen");
            }
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(damaged.recover()).isEqualTo(written.first(3));
    }

    @Test
    void aBitFlippedInWhatIsLeftOfATornBatchIsDamage() {
        Written written = Written.random(4, 2, 15);
        int last = 1;
        SimulatedJournal torn = written.journal().copy();
        zero(torn.bytes(), written.start(last));
        for (int at = written.start(last) + Sector.BYTES; at < written.start(2); at++) {
            torn.bytes()[at] ^= 1;
            if (opens(torn)) {
                fail("a flip at byte " + at + " was not seen");
            }
            torn.bytes()[at] ^= 1;
        }
        assertThat(torn.recover()).isEqualTo(written.first(last));
    }

    @Test
    void aSectorInAPlaceOfAnotherIsDamage() {
        Written written = Written.random(5, 1, 3, 6, 2);
        for (int from = FIRST; from < written.start(4); from += Sector.BYTES) {
            for (int to = FIRST; to < written.start(4) + 2 * Sector.BYTES; to += Sector.BYTES) {
                int source = from;
                int target = to;
                if (from != to) {
                    assertDamaged(
                            written,
                            from + " copied to " + to,
                            bytes -> System.arraycopy(bytes, source, bytes, target, Sector.BYTES));
                }
            }
        }
    }

    @Test
    void sectorsOfAnotherJournalOrSegmentAreDamage() {
        Written written = Written.random(6, 1, 3);
        SimulatedJournal other = new SimulatedJournal();
        FileSigningJournal open = other.open(Samples.CHAIN, SimulatedJournal.OTHER_ID);
        written.first(1).forEach(open::append);
        open.sync();
        assertDamaged(
                written,
                "another journal's batch",
                bytes -> System.arraycopy(other.bytes(), FIRST, bytes, FIRST, Sector.BYTES));

        SimulatedJournal replaced = written.journal().copy();
        replaced.open().replace(written.first(1));
        assertThat(replaced.recover()).isEqualTo(written.first(1));
        assertDamaged(
                written,
                "a later segment's batch",
                bytes -> System.arraycopy(replaced.bytes(), FIRST, bytes, FIRST, Sector.BYTES));
    }

    @Test
    void aFileThatIsShorterThanItWasMadeIsDamage() {
        Written written = Written.random(7, 1, 3);
        byte[] whole = written.journal().bytes();
        assertThat(whole).hasSize((int) SimulatedJournal.SMALL.aheadBytes());
        for (int length = 0; length < whole.length; length += length % 1024 == 0 ? 1 : 1023) {
            SimulatedJournal cut = written.journal().copy();
            cut.files.replace(JournalPlace.CURRENT, Arrays.copyOf(whole, length));
            assertThatThrownBy(cut::open)
                    .as("cut to " + length)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(length == 0 ? "is empty" : "is cut short");
        }
    }

    @Test
    void zerosInPlaceOfTheFileAreDamage() {
        Written written = Written.random(8, 1, 3);
        assertDamaged(written, "all zero", bytes -> Arrays.fill(bytes, (byte) 0));
    }

    private static boolean opens(SimulatedJournal journal) {
        try {
            journal.open();
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    private static void assertDamaged(Written written, String why, Consumer<byte[]> damage) {
        SimulatedJournal damaged = written.journal().copy();
        damage.accept(damaged.bytes());
        assertThatThrownBy(damaged::open)
                .as(why)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("/disk/current")
                .hasMessageContaining("restore it from a copy");
    }
}
