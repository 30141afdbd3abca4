package io.quorate.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.port.BlockStore.Commit;
import io.quorate.protocol.port.SigningJournal.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed while they write. */
class KillTest {
    private static final int ROUNDS = 4;
    private static final long SEED = 5;

    @TempDir
    Path directory;

    @Test
    void everyVoteThatWasDurableIsThereAfterAKill() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            long acknowledged = runAndKill("sign", 1 + random.nextInt(600));
            try (BasePath base = BasePath.open(directory);
                    FileSigningJournal journal = FileSigningJournal.open(base, Samples.CHAIN, Child.LIMITS)) {
                List<Entry> held = journal.recover();
                String why = "seed " + SEED + ", round " + round;
                long view = Child.viewOf(held.get(0));
                for (Entry entry : held) {
                    assertThat(Child.viewOf(entry)).as(why).isEqualTo(view++);
                    assertThat(entry instanceof Entry.Floor || entry.equals(Child.signed(view - 1)))
                            .as(why)
                            .isTrue();
                }
                assertThat(view - 1).as(why).isGreaterThanOrEqualTo(acknowledged);
                assertThat(held.get(0) instanceof Entry.Floor || Child.viewOf(held.get(0)) == 2)
                        .as(why)
                        .isTrue();
            }
        }
    }

    @Test
    void everyBlockThatWasDurableIsThereWholeAfterAKill() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            long acknowledged = runAndKill("commit", 1 + random.nextInt(80));
            try (BasePath base = BasePath.open(directory);
                    RocksBlockStore store = RocksBlockStoreTest.open(base)) {
                long head = store.head().orElseThrow().block().height().number();
                assertThat(head).isGreaterThanOrEqualTo(acknowledged);
                Samples.Chain chain = new Samples.Chain(Child.SEED);
                List<Commit> model = new ArrayList<>();
                for (long height = 0; height <= head; height++) {
                    model.add(chain.next());
                }
                RocksBlockStoreTest.assertHolds(store, model, "seed " + SEED + ", round " + round);
            }
        }
    }

    /** Kills the child after a number of lines and returns the last that it printed. */
    private long runAndKill(String job, int lines) throws IOException {
        long last = -1;
        try (ChildProcess child = ChildProcess.start(job, directory)) {
            for (int i = 0; i < lines; i++) {
                last = Long.parseLong(child.readLine());
            }
            child.kill();
            // a line cut in the middle by the kill says less than the ones before
            Optional<String> line = Optional.empty();
            for (Optional<String> next = child.nextLine(); next.isPresent(); next = child.nextLine()) {
                if (line.isPresent()) {
                    last = Long.parseLong(line.get());
                }
                line = next;
            }
        }
        return last;
    }
}
