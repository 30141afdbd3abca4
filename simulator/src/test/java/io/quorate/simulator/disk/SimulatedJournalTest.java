package io.quorate.simulator.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.Round;
import io.quorate.simulator.time.Chance;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A crash keeps what was synced and a prefix of the rest; nothing else. */
class SimulatedJournalTest {
    private final SimulatedDisk disk = new SimulatedDisk();
    private final SimulatedJournal journal = new SimulatedJournal(disk, 100);

    private static Entry entry(long view) {
        return new Entry.Floor(Round.of(1, view));
    }

    @Test
    void aCrashKeepsWhatWasSyncedAndAnyPrefixOfTheRest() {
        TreeSet<Integer> kept = new TreeSet<>();
        Chance chance = Chance.of(1, "test");
        for (int i = 0; i < 100; i++) {
            SimulatedJournal one = new SimulatedJournal(new SimulatedDisk(), 100);
            one.append(entry(1));
            one.sync();
            one.append(entry(2));
            one.append(entry(3));
            one.crash(chance);
            List<Entry> left = one.recover();
            assertThat(List.of(entry(1), entry(2), entry(3))).startsWith(left.toArray(new Entry[0]));
            kept.add(left.size());
        }
        assertThat(kept).containsExactly(1, 2, 3);
    }

    @Test
    void aKillBeforeASyncComesBeforeItsEffectAndOneAfterItAfter() {
        journal.append(entry(1));
        disk.killAfter(0);
        assertThatThrownBy(journal::sync).isInstanceOf(Killed.class);
        assertThat(journal.recover()).isEmpty();
        disk.killAfter(1);
        assertThatThrownBy(journal::sync).isInstanceOf(Killed.class);
        assertThat(journal.recover()).containsExactly(entry(1));
    }

    @Test
    void aFullDiskTakesNothing() {
        disk.fill();
        assertThatThrownBy(() -> journal.append(entry(1))).isInstanceOf(StorageException.class);
        disk.recover();
        journal.append(entry(1));
        journal.sync();
        assertThat(journal.recover()).hasSize(1);
    }

    @Test
    void aRottenRecordIsNeverServed() {
        disk.rot();
        assertThatThrownBy(journal::recover).isInstanceOf(StorageException.class);
    }
}
