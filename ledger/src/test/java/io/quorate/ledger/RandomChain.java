package io.quorate.ledger;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A chain of random transactions that a seed determines; also a program of its own, for another machine to run. */
final class RandomChain {
    private static final LedgerLimits LIMITS =
            new LedgerLimits(3, 40, 40, 100_000, Duration.ofSeconds(4), new TreeMap<>(Map.of(TestChain.ANNA, 9L)));
    private static final int BLOCKS_OF_AN_ERA = 15;

    private RandomChain() {}

    /** A step: transactions at one time. */
    record Step(BlockTime time, List<Transaction> transactions) {}

    static TestChain fresh() {
        return new TestChain(LIMITS, 30, 7, 1);
    }

    /** Blocks to be executed on a fresh chain. */
    static List<Step> steps(long seed, int blocks) {
        Random random = new Random(seed);
        TestChain clock = fresh();
        RandomOperations operations = new RandomOperations(random);
        List<PublicKey> senders = RandomOperations.SENDERS;
        List<Step> steps = new ArrayList<>();
        BlockTime time = clock.time();
        for (int block = 0; block < blocks; block++) {
            time = time.plus(Duration.ofSeconds(random.nextInt(4)));
            List<Transaction> transactions = new ArrayList<>();
            for (int i = block == 0 ? senders.size() : random.nextInt(6); i > 0; i--) {
                int who = block == 0 ? i - 1 : random.nextInt(senders.size());
                List<Operation> next = block == 0
                        ? operations.registrations(who)
                        : operations.next(who, block / BLOCKS_OF_AN_ERA, time);
                if (!next.isEmpty()) {
                    transactions.add(clock.transaction(
                            senders.get(who), time.plus(Duration.ofMinutes(10)), next.toArray(Operation[]::new)));
                }
            }
            steps.add(new Step(time, transactions));
        }
        return steps;
    }

    /** The state roots of all blocks, and a hash of all receipts and events. */
    static List<String> fingerprint(long seed, int blocks) {
        TestChain chain = fresh();
        List<String> lines = new ArrayList<>();
        Hash seen = Hash.ZERO;
        for (Step step : steps(seed, blocks)) {
            for (Receipt receipt : chain.block(step.time(), step.transactions())) {
                seen = Sha256.hash(seen.toBytes(), receipt.toBytes());
            }
            lines.add(chain.root().toHex());
        }
        for (Event event : chain.events()) {
            seen = Sha256.hash(seen.toBytes(), event.toString().getBytes(StandardCharsets.UTF_8));
        }
        lines.add(seen.toHex());
        return lines;
    }

    /** What seeds lead to: decisions and values, and validators that come, go and misbehave. */
    static List<String> fingerprints(List<Long> seeds, int blocks) {
        List<String> lines = new ArrayList<>();
        for (long seed : seeds) {
            lines.addAll(fingerprint(seed, blocks));
            lines.addAll(RandomStaking.fingerprint(seed, blocks));
        }
        return lines;
    }

    /** Prints the fingerprints of seeds: the number of blocks, then the seeds. */
    public static void main(String[] arguments) {
        List<Long> seeds = Arrays.stream(arguments).skip(1).map(Long::valueOf).toList();
        fingerprints(seeds, Integer.parseInt(arguments[0])).forEach(System.out::println);
    }
}
