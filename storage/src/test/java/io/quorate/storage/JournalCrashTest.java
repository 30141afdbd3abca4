package io.quorate.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.port.SigningJournal.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stops the machine before each operation on the disk in turn: what was synced is there, whole, and stays. */
class JournalCrashTest {
    /** A run of random steps, and what a reader may find if it ends now. */
    private static final class Run {
        final SimulatedJournal disks = new SimulatedJournal();
        final Random random;
        List<Entry> durable = List.of();
        List<Entry> orElse = List.of();

        Run(long seed) {
            random = new Random(seed);
        }

        void go(int steps) {
            FileSigningJournal journal = disks.open();
            for (int i = 0; i < steps; i++) {
                if (journal.isFull() || random.nextInt(15) == 0) {
                    List<Entry> live = Samples.entries(random, random.nextInt(20));
                    orElse = live;
                    journal.replace(live);
                } else {
                    List<Entry> more = Samples.entries(random, 1 + random.nextInt(8));
                    more.forEach(journal::append);
                    orElse = new ArrayList<>(durable);
                    orElse.addAll(more);
                    journal.sync();
                }
                durable = List.copyOf(orElse);
            }
        }
    }

    private enum Disk {
        FILES,
        ROOT
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aPowerLossBeforeAnyOperationLeavesAWholeJournal(long seed) {
        crashEverywhere(seed, true);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void aKillBeforeAnyOperationLeavesAWholeJournal(long seed) {
        crashEverywhere(seed, false);
    }

    private static void crashEverywhere(long seed, boolean powerLoss) {
        for (Disk disk : Disk.values()) {
            int crashes = 0;
            for (int operation = 1; crashAt(seed, disk, operation, powerLoss); operation++) {
                crashes++;
            }
            assertThat(crashes).isGreaterThan(disk == Disk.ROOT ? 3 : 100);
        }
    }

    private static boolean crashAt(long seed, Disk disk, int operation, boolean powerLoss) {
        String why = "seed " + seed + ", stopped before operation " + operation + " on " + disk;
        Run run = new Run(seed);
        (disk == Disk.FILES ? run.disks.files : run.disks.root).stopBefore(operation);
        boolean crashed = false;
        try {
            run.go(60);
        } catch (SimulatedDisk.Crash e) {
            crashed = true;
        }
        Random chance = new Random(seed * 31 + operation);
        restart(run, chance, powerLoss);
        List<Entry> found = run.disks.recover();
        if (!found.equals(run.orElse)) {
            assertThat(found).as(why).isEqualTo(run.durable);
        }
        // what was read back is acted upon, so it must not vanish later
        restart(run, chance, true);
        assertThat(run.disks.recover()).as(why).isEqualTo(found);

        run.durable = found;
        run.go(3);
        restart(run, chance, true);
        assertThat(run.disks.recover()).as(why).isEqualTo(run.durable);
        return crashed;
    }

    private static void restart(Run run, Random chance, boolean powerLoss) {
        for (SimulatedDisk disk : List.of(run.disks.files, run.disks.root)) {
            if (powerLoss) {
                disk.losePower(chance);
            } else {
                disk.restart();
            }
        }
    }
}
