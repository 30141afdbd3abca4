package io.quorate.protocol.mempool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.Samples;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.verify.Verified;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MempoolTest {
    /** No transaction here brings evidence. */
    private static boolean accuses(Transaction transaction) {
        return false;
    }

    private final Samples samples = new Samples(1);
    private final PublicKey anna = PublicKey.of(samples.bytes(32));
    private final PublicKey bela = PublicKey.of(samples.bytes(32));

    @Test
    void theOldestComesFirst() {
        Mempool mempool = mempool(10, 10);
        List<Transaction> given = addAll(mempool, 5);
        assertThat(all(mempool)).isEqualTo(given);
        assertThat(mempool.count()).isEqualTo(5);
        assertThat(mempool.bytes())
                .isEqualTo(given.stream().mapToLong(Transaction::size).sum());
    }

    @Test
    void oneThatIsInIsKnownAndKeepsItsPlace() {
        Mempool mempool = mempool(10, 10);
        List<Transaction> given = addAll(mempool, 3);
        assertThat(mempool.add(Verified.vouchedFor(given.get(0)), 9)).isEqualTo(new Admission.Known());
        assertThat(all(mempool)).isEqualTo(given);
        assertThat(mempool.contains(given.get(1).id())).isTrue();
        assertThat(mempool.get(given.get(1).id())).map(Verified::value).contains(given.get(1));
        assertThat(mempool.get(new TransactionId(samples.hash()))).isEmpty();
    }

    @Test
    void aFullMempoolRefusesTheNewcomer() {
        Mempool mempool = mempool(3, 3);
        List<Transaction> given = addAll(mempool, 3);
        assertThat(code(mempool.add(Verified.vouchedFor(samples.transaction()), 0)))
                .isEqualTo("MEMPOOL_FULL");
        assertThat(all(mempool)).isEqualTo(given);

        mempool.remove(List.of(given.get(0).id()));
        assertThat(mempool.add(Verified.vouchedFor(samples.transaction()), 0)).isEqualTo(new Admission.Added());
    }

    @Test
    void accusationsHaveAShareOfTheirOwnSinceBlocksTakeFewOfThem() {
        PublicKey accuser = samples.transaction().sender();
        Mempool mempool = new Mempool(
                new MempoolConfig(10_000, 64 << 20, 10_000),
                transaction -> transaction.operations().size() == 1);
        List<Transaction> given = new ArrayList<>();
        for (int i = 0; i < Mempool.SENDER_ACCUSATIONS; i++) {
            given.add(accusation(accuser, i));
            assertThat(mempool.add(Verified.vouchedFor(given.get(i)), 0)).isEqualTo(new Admission.Added());
        }
        Transaction more = accusation(accuser, 1_000);
        assertThat(code(mempool.add(Verified.vouchedFor(more), 0))).isEqualTo("SENDER_SHARE");

        while (mempool.count() < Mempool.ACCUSATIONS) {
            assertThat(mempool.add(
                            Verified.vouchedFor(accusation(samples.transaction().sender(), 0)), 0))
                    .isEqualTo(new Admission.Added());
        }
        Transaction another = accusation(samples.transaction().sender(), 0);
        assertThat(code(mempool.add(Verified.vouchedFor(another), 0))).isEqualTo("MEMPOOL_FULL");
        assertThat(mempool.add(Verified.vouchedFor(ordinary(accuser)), 0)).isEqualTo(new Admission.Added());

        mempool.remove(List.of(given.get(0).id()));
        assertThat(mempool.add(Verified.vouchedFor(more), 0)).isEqualTo(new Admission.Added());
    }

    private Transaction accusation(PublicKey sender, int salt) {
        return of(sender, salt, List.of(new byte[] {1}));
    }

    private Transaction ordinary(PublicKey sender) {
        return of(sender, 0, List.of(new byte[] {1}, new byte[] {2}));
    }

    private Transaction of(PublicKey sender, int salt, List<byte[]> operations) {
        Transaction like = samples.transaction();
        return new Transaction.Draft(like.chain(), sender, new Transaction.Salt(7, salt), like.expiry(), operations)
                .signed(like.signature());
    }

    @Test
    void bytesAreLimitedToo() {
        Mempool mempool = new Mempool(new MempoolConfig(1_000, Transaction.MAX_BYTES, 1_000), MempoolTest::accuses);
        int admitted = 0;
        while (mempool.add(Verified.vouchedFor(samples.transaction(anna, 1, 5_000)), 0) instanceof Admission.Added) {
            admitted++;
        }
        assertThat(admitted).isBetween(3, 13);
        assertThat(mempool.bytes()).isLessThanOrEqualTo(Transaction.MAX_BYTES);
        assertThat(code(mempool.add(Verified.vouchedFor(samples.transaction(bela, 1, 60_000 / 3)), 0)))
                .isEqualTo("MEMPOOL_FULL");
    }

    @Test
    void aSenderCanNotTakeMoreThanItsShareAndOthersStillFit() {
        Mempool mempool = mempool(10, 2);
        Transaction first = samples.transaction(anna, 1, 1);
        mempool.add(Verified.vouchedFor(first), 0);
        mempool.add(Verified.vouchedFor(samples.transaction(anna, 1, 1)), 0);
        assertThat(code(mempool.add(Verified.vouchedFor(samples.transaction(anna, 1, 1)), 0)))
                .isEqualTo("SENDER_SHARE");
        assertThat(mempool.add(Verified.vouchedFor(samples.transaction(bela, 1, 1)), 0))
                .isEqualTo(new Admission.Added());

        mempool.remove(List.of(first.id()));
        assertThat(mempool.add(Verified.vouchedFor(samples.transaction(anna, 1, 1)), 0))
                .isEqualTo(new Admission.Added());
    }

    @Test
    void ofTheBytesASenderHasTheSameShare() {
        MempoolConfig config = new MempoolConfig(10, 10L * Transaction.MAX_BYTES, 2);
        assertThat(config.senderBytes()).isEqualTo(2L * Transaction.MAX_BYTES);
        assertThat(new MempoolConfig(100, 3L * Transaction.MAX_BYTES, 1).senderBytes())
                .isEqualTo(Transaction.MAX_BYTES);

        Mempool mempool = new Mempool(new MempoolConfig(100, 4L * Transaction.MAX_BYTES, 25), MempoolTest::accuses);
        while (mempool.add(Verified.vouchedFor(samples.transaction(anna, 1, 5_000)), 0) instanceof Admission.Added) {
            assertThat(mempool.bytes()).isLessThanOrEqualTo(Transaction.MAX_BYTES);
        }
        assertThat(mempool.count()).isLessThan(25);
        assertThat(code(mempool.add(Verified.vouchedFor(samples.transaction(anna, 1, 20_000)), 0)))
                .isEqualTo("SENDER_SHARE");
        assertThat(mempool.add(Verified.vouchedFor(samples.transaction(bela, 1, 20_000)), 0))
                .isEqualTo(new Admission.Added());
    }

    @Test
    void atItsExpiryATransactionStaysAndAfterItGoes() {
        Mempool mempool = mempool(10, 10);
        Transaction late = samples.transaction(anna, 200, 1);
        Transaction soon = samples.transaction(anna, 100, 1);
        mempool.add(Verified.vouchedFor(late), 0);
        mempool.add(Verified.vouchedFor(soon), 0);
        assertThat(mempool.dropExpired(new BlockTime(100))).isEmpty();
        assertThat(mempool.dropExpired(new BlockTime(101))).containsExactly(soon.id());
        assertThat(all(mempool)).containsExactly(late);
    }

    @Test
    void thoseToSkipAreLeftOutAndNoMoreIsLookedAtThanIsRead() {
        Mempool mempool = mempool(100, 100);
        List<Transaction> given = addAll(mempool, 100);
        AtomicInteger asked = new AtomicInteger();
        Iterator<Verified<Transaction>> oldest = mempool.oldestFirst(transaction -> {
                    asked.incrementAndGet();
                    return transaction.equals(given.get(1));
                })
                .iterator();
        assertThat(oldest.next().value()).isEqualTo(given.get(0));
        assertThat(oldest.next().value()).isEqualTo(given.get(2));
        assertThat(asked.get()).isEqualTo(3);
    }

    @Test
    void whatIsPassedAgainEndsAtTheFirstThatDoesNotFit() {
        Mempool mempool = mempool(10, 10);
        List<Transaction> given = addAll(mempool, 6);
        int two = given.get(0).size() + given.get(1).size();
        assertThat(values(mempool.pendingSinceBefore(1, 10, two))).containsExactly(given.get(0), given.get(1));
        assertThat(values(mempool.pendingSinceBefore(1, 10, two - 1))).containsExactly(given.get(0));
        assertThat(mempool.pendingSinceBefore(1, 0, two)).isEmpty();
    }

    @Test
    void whatIsPendingSinceBeforeAViewIsToldOldestFirst() {
        Mempool mempool = mempool(10, 10);
        Transaction inSeven = samples.transaction();
        Transaction inEight = samples.transaction();
        Transaction inNine = samples.transaction();
        mempool.add(Verified.vouchedFor(inSeven), 7);
        mempool.add(Verified.vouchedFor(inEight), 8);
        mempool.add(Verified.vouchedFor(inNine), 9);
        assertThat(values(mempool.pendingSinceBefore(9, 10, 1 << 20))).containsExactly(inSeven, inEight);
        assertThat(values(mempool.pendingSinceBefore(9, 1, 1 << 20))).containsExactly(inSeven);
        assertThat(mempool.pendingSinceBefore(7, 10, 1 << 20)).isEmpty();
    }

    @Test
    void aConfigThatHoldsNothingIsRefused() {
        assertThatThrownBy(() -> new MempoolConfig(0, 1 << 20, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MempoolConfig(1, 100, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MempoolConfig(1, 1 << 20, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MempoolConfig(1, MempoolConfig.MAX_BYTES + 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        int most = Integer.MAX_VALUE;
        assertThat(new MempoolConfig(most, MempoolConfig.MAX_BYTES, most).senderBytes())
                .isEqualTo(MempoolConfig.MAX_BYTES);
    }

    @Test
    void itDoesWhatANaiveListDoes() {
        for (int seed = 0; seed < 60; seed++) {
            followTheModel(seed);
        }
    }

    /** Random operations, each checked against a plain list of (transaction, mark). */
    private static void followTheModel(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Samples samples = new Samples(seed);
        List<PublicKey> senders =
                Stream.generate(() -> PublicKey.of(samples.bytes(32))).limit(5).toList();
        MempoolConfig config =
                new MempoolConfig(5 + random.nextInt(30), 70_000 + random.nextInt(200_000), 1 + random.nextInt(5));
        Mempool mempool = new Mempool(config, MempoolTest::accuses);
        NaivePool model = new NaivePool(config);
        List<Transaction> ever = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            String story = "seed " + seed + " step " + step;
            int choice = random.nextInt(10);
            if (choice < 6) {
                Transaction transaction = choice == 0 && !ever.isEmpty()
                        ? ever.get(random.nextInt(ever.size()))
                        : samples.transaction(
                                senders.get(random.nextInt(senders.size())),
                                step + random.nextInt(100),
                                random.nextInt(6_000));
                ever.add(transaction);
                assertThat(code(mempool.add(Verified.vouchedFor(transaction), step)))
                        .as(story)
                        .isEqualTo(model.add(transaction, step));
            } else if (choice < 8 && !ever.isEmpty()) {
                List<TransactionId> ids = IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> ever.get(random.nextInt(ever.size())).id())
                        .toList();
                mempool.remove(ids);
                model.held.removeIf(held -> ids.contains(held.transaction().id()));
            } else if (choice == 8) {
                BlockTime now = new BlockTime(step);
                assertThat(mempool.dropExpired(now)).as(story).isEqualTo(model.dropExpired(now));
            } else {
                int count = random.nextInt(8);
                int bytes = random.nextInt(20_000);
                long mark = random.nextInt(step + 1);
                Predicate<Transaction> skip = transaction -> transaction.size() % 3 == 0;
                assertThat(mempool.oldestFirst(skip).map(Verified::value).toList())
                        .as(story)
                        .isEqualTo(model.fill(
                                model.held.size(), Integer.MAX_VALUE, held -> !skip.test(held.transaction())));
                assertThat(values(mempool.pendingSinceBefore(mark, count, bytes)))
                        .as(story)
                        .isEqualTo(model.fill(count, bytes, held -> held.mark() < mark));
            }
            assertThat(all(mempool)).as(story).isEqualTo(model.transactions());
            assertThat(mempool.count()).as(story).isEqualTo(model.held.size());
            assertThat(mempool.bytes()).as(story).isEqualTo(model.bytes());
        }
    }

    private record Held(Transaction transaction, long mark) {}

    private static final class NaivePool {
        private final MempoolConfig config;
        private final List<Held> held = new ArrayList<>();

        NaivePool(MempoolConfig config) {
            this.config = config;
        }

        String add(Transaction transaction, long mark) {
            if (transactions().contains(transaction)) {
                return "known";
            }
            List<Transaction> ofSender = transactions().stream()
                    .filter(other -> other.sender().equals(transaction.sender()))
                    .toList();
            if (ofSender.size() == config.senderTransactions()
                    || sizeOf(ofSender) + transaction.size() > config.senderBytes()) {
                return "SENDER_SHARE";
            }
            if (held.size() == config.transactions() || bytes() + transaction.size() > config.bytes()) {
                return "MEMPOOL_FULL";
            }
            held.add(new Held(transaction, mark));
            return "added";
        }

        List<TransactionId> dropExpired(BlockTime now) {
            List<TransactionId> expired = transactions().stream()
                    .filter(transaction -> transaction.expiry().millis() < now.millis())
                    .sorted(Comparator.comparing(Transaction::expiry).thenComparing(Transaction::id))
                    .map(Transaction::id)
                    .toList();
            held.removeIf(one -> expired.contains(one.transaction().id()));
            return expired;
        }

        List<Transaction> fill(int count, int bytes, Predicate<Held> wanted) {
            List<Transaction> chosen = new ArrayList<>();
            for (Held one : held.stream().filter(wanted).toList()) {
                if (chosen.size() == count || sizeOf(chosen) + one.transaction().size() > bytes) {
                    break;
                }
                chosen.add(one.transaction());
            }
            return chosen;
        }

        List<Transaction> transactions() {
            return held.stream().map(Held::transaction).toList();
        }

        long bytes() {
            return sizeOf(transactions());
        }
    }

    private static long sizeOf(List<Transaction> transactions) {
        return transactions.stream().mapToLong(Transaction::size).sum();
    }

    private static boolean skipNone(Transaction transaction) {
        return false;
    }

    private static Mempool mempool(int transactions, int share) {
        return new Mempool(new MempoolConfig(transactions, 1 << 20, share), MempoolTest::accuses);
    }

    private List<Transaction> addAll(Mempool mempool, int count) {
        List<Transaction> given =
                Stream.generate(samples::transaction).limit(count).toList();
        for (Transaction transaction : given) {
            assertThat(mempool.add(Verified.vouchedFor(transaction), 0)).isEqualTo(new Admission.Added());
        }
        return given;
    }

    private static List<Transaction> all(Mempool mempool) {
        return mempool.oldestFirst(MempoolTest::skipNone).map(Verified::value).toList();
    }

    private static List<Transaction> values(List<Verified<Transaction>> verified) {
        return verified.stream().map(Verified::value).toList();
    }

    private static String code(Admission admission) {
        if (admission instanceof Admission.Refused refused) {
            return refused.code();
        }
        return admission instanceof Admission.Known ? "known" : "added";
    }
}
