package io.quorate.protocol.mempool;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.verify.Verified;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Pending transactions in order of arrival. See consensus.md, Mempool.
 *
 * <p>When it is full, or a sender's share is, the newcomer is refused and nothing that is in is dropped for it: who was
 * told that his transaction is pending may rely on it until it is final or expired. Adding, finding and removing one take
 * constant time, or logarithmic in the number of senders and entries. Not thread-safe.
 */
public final class Mempool {
    /**
     * The most accusations in all: blocks take few of them, so that they would stay while all else goes, and fill the
     * whole.
     */
    public static final int ACCUSATIONS = 16 * Application.MAX_ACCUSATIONS;

    /** The most accusations of any one sender: what one block takes. */
    public static final int SENDER_ACCUSATIONS = Application.MAX_ACCUSATIONS;

    private final MempoolConfig config;
    private final Predicate<Transaction> accuses;
    private final Map<TransactionId, Entry> entries = new LinkedHashMap<>();
    private final NavigableMap<PublicKey, Usage> bySender = new TreeMap<>();
    private final NavigableMap<Deadline, TransactionId> byExpiry = new TreeMap<>();
    private long bytes;
    private int accusations;

    /**
     * An empty one.
     *
     * @param accuses tells accusations from other transactions
     */
    public Mempool(MempoolConfig config, Predicate<Transaction> accuses) {
        this.config = config;
        this.accuses = accuses;
    }

    private record Entry(Verified<Transaction> verified, long mark, boolean accusation) {
        Transaction transaction() {
            return verified.value();
        }
    }

    /** What one sender takes up. */
    private record Usage(int count, long bytes, int accusations) {
        static final Usage NONE = new Usage(0, 0, 0);

        Usage plus(Entry entry) {
            return new Usage(count + 1, bytes + entry.transaction().size(), accusations + (entry.accusation() ? 1 : 0));
        }

        Usage minus(Entry entry) {
            return new Usage(count - 1, bytes - entry.transaction().size(), accusations - (entry.accusation() ? 1 : 0));
        }
    }

    private record Deadline(BlockTime expiry, TransactionId id) implements Comparable<Deadline> {
        static Deadline of(Transaction transaction) {
            return new Deadline(transaction.expiry(), transaction.id());
        }

        @Override
        public int compareTo(Deadline other) {
            int byExpiry = expiry.compareTo(other.expiry);
            return byExpiry != 0 ? byExpiry : id.compareTo(other.id);
        }
    }

    /**
     * Takes a transaction in, if there is room. Whether it has expired or is final is the caller's question to the
     * application.
     *
     * @param mark says when it came, for {@link #pendingSinceBefore}: the number of the current view
     */
    public Admission add(Verified<Transaction> verified, long mark) {
        Transaction transaction = verified.value();
        if (entries.containsKey(transaction.id())) {
            return new Admission.Known();
        }
        Entry entry = new Entry(verified, mark, accuses.test(transaction));
        Usage usage = bySender.getOrDefault(transaction.sender(), Usage.NONE).plus(entry);
        if (usage.count() > config.senderTransactions() || usage.bytes() > config.senderBytes()) {
            return new Admission.Refused(
                    Admission.Refused.SENDER_SHARE,
                    "with this one the sender would have " + usage.count() + " transactions of " + usage.bytes()
                            + " bytes pending, its share is " + config.senderTransactions() + " of "
                            + config.senderBytes() + "; try again later");
        }
        if (usage.accusations() > SENDER_ACCUSATIONS) {
            return new Admission.Refused(
                    Admission.Refused.SENDER_SHARE,
                    "the sender has " + SENDER_ACCUSATIONS
                            + " transactions with evidence pending, which is its share; try again later");
        }
        if (entry.accusation() && accusations >= ACCUSATIONS) {
            return new Admission.Refused(
                    Admission.Refused.MEMPOOL_FULL,
                    accusations + " transactions with evidence are pending, no more fit; try again later");
        }
        if (entries.size() >= config.transactions() || bytes + transaction.size() > config.bytes()) {
            return new Admission.Refused(
                    Admission.Refused.MEMPOOL_FULL,
                    entries.size() + " transactions of " + bytes + " bytes are pending, no more fit; try again later");
        }
        entries.put(transaction.id(), entry);
        accusations += entry.accusation() ? 1 : 0;
        bySender.put(transaction.sender(), usage);
        byExpiry.put(Deadline.of(transaction), transaction.id());
        bytes += transaction.size();
        return new Admission.Added();
    }

    /** Whether one with this id is pending. */
    public boolean contains(TransactionId id) {
        return entries.containsKey(id);
    }

    /** The pending one with this id. */
    public Optional<Verified<Transaction>> get(TransactionId id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::verified);
    }

    /** Drops those that are final; ids that are not pending are passed over. */
    public void remove(Collection<TransactionId> ids) {
        ids.forEach(this::remove);
    }

    /** Drops those that no block from this time on may hold, and tells which, soonest expiry first. */
    public List<TransactionId> dropExpired(BlockTime time) {
        List<TransactionId> dropped = new ArrayList<>();
        // A transaction may still execute at its expiry itself: ledger.md, Transactions
        while (!byExpiry.isEmpty() && time.isAfter(byExpiry.firstKey().expiry())) {
            TransactionId id = byExpiry.firstEntry().getValue();
            remove(id);
            dropped.add(id);
        }
        return dropped;
    }

    private void remove(TransactionId id) {
        Entry entry = entries.remove(id);
        if (entry == null) {
            return;
        }
        Transaction transaction = entry.transaction();
        byExpiry.remove(Deadline.of(transaction));
        bytes -= transaction.size();
        accusations -= entry.accusation() ? 1 : 0;
        bySender.computeIfPresent(
                transaction.sender(), (sender, usage) -> usage.count() > 1 ? usage.minus(entry) : null);
    }

    /** All but those to skip, oldest first, as far as it is read. Not to be read on after a change. */
    public Stream<Verified<Transaction>> oldestFirst(Predicate<Transaction> skip) {
        return entries.values().stream()
                .filter(entry -> !skip.test(entry.transaction()))
                .map(Entry::verified);
    }

    /**
     * The oldest of those that were added under a mark below {@code mark}, to be passed again: up to the first that does
     * not fit both limits.
     */
    public List<Verified<Transaction>> pendingSinceBefore(long mark, int maxCount, int maxBytes) {
        List<Verified<Transaction>> chosen = new ArrayList<>();
        long left = maxBytes;
        for (Entry entry : entries.values()) {
            if (entry.mark() >= mark) {
                continue;
            }
            left -= entry.transaction().size();
            if (chosen.size() >= maxCount || left < 0) {
                break;
            }
            chosen.add(entry.verified());
        }
        return chosen;
    }

    /** How many are pending. */
    public int count() {
        return entries.size();
    }

    /** The length of all that are pending, in bytes. */
    public long bytes() {
        return bytes;
    }
}
