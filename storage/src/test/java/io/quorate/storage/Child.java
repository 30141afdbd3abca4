package io.quorate.storage;

import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a {@link ChildProcess} does until it is killed. It prints a number once that is durable. */
final class Child {
    static final JournalLimits LIMITS = new JournalLimits(256 * 1024, 32 * 1024);
    static final long SEED = 11;

    /** How many votes below the newest a replacement keeps. */
    private static final int LIVE = 20;

    private Child() {}

    public static void main(String[] arguments) throws IOException {
        try (BasePath base = BasePath.open(Path.of(arguments[1]))) {
            switch (arguments[0]) {
                case "hold" -> {
                    System.out.println("ready");
                    int ignored = System.in.read();
                }
                case "sign" -> sign(base);
                case "commit" -> commit(base);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    /** Votes in view after view; every few steps two of them in one batch. */
    private static void sign(BasePath base) {
        try (FileSigningJournal journal = FileSigningJournal.open(base, Samples.CHAIN, LIMITS)) {
            List<Entry> held = journal.recover();
            long view = held.isEmpty() ? 1 : viewOf(held.get(held.size() - 1));
            while (true) {
                for (long votes = 1 + view % 3; votes > 0; votes--) {
                    journal.append(signed(++view));
                }
                journal.sync();
                System.out.println(view);
                if (journal.isFull()) {
                    List<Entry> live = new ArrayList<>(List.of(new Entry.Floor(Round.of(0, view - LIVE))));
                    for (long kept = view - LIVE + 1; kept <= view; kept++) {
                        live.add(signed(kept));
                    }
                    journal.replace(live);
                }
            }
        }
    }

    static Entry signed(long view) {
        return new Entry.Signed(new Vote(
                Subject.nullify(Round.of(0, view)), new ValidatorIndex(1), Samples.signature(new Random(view))));
    }

    static long viewOf(Entry entry) {
        return entry instanceof Entry.Floor floor
                ? floor.round().view().number()
                : ((Entry.Signed) entry).vote().subject().view().number();
    }

    private static void commit(BasePath base) {
        try (RocksBlockStore store = RocksBlockStoreTest.open(base)) {
            Samples.Chain chain = new Samples.Chain(SEED);
            for (Height height = Height.ZERO; store.head().isPresent(); height = height.next()) {
                chain.next();
                if (height.equals(store.head().orElseThrow().block().height())) {
                    break;
                }
            }
            while (true) {
                store.commit(chain.next());
                store.commit(chain.next());
                store.sync();
                System.out.println(store.head().orElseThrow().block().height().number());
            }
        }
    }
}
