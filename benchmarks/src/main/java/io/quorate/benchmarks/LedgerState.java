package io.quorate.benchmarks;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Ledger;
import io.quorate.ledger.LedgerLimits;
import io.quorate.ledger.Operation;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateChanges;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/** A ledger over a state in memory, moved on block by block. Signatures are no part of it: they are checked elsewhere. */
final class LedgerState {
    static final int MAX_BLOCK_TRANSACTIONS = 10_000;

    private static final SignatureScheme ED25519 = SignatureSchemes.ed25519();
    private static final Signature UNCHECKED = Signature.of(new byte[64]);
    private static final long BLOCK_MILLIS = 100;
    private static final long STAKE = 100;

    /** Made once: preparing takes the same ten thousand again and again. */
    private static final ConcurrentMap<String, PublicKey> KEYS = new ConcurrentHashMap<>();

    private final Genesis genesis;
    private final Ledger ledger;
    private final Map<StateKey, byte[]> entries = new HashMap<>();
    private ValidatorSet set;
    private Epoch epoch = new Epoch(1);
    private long height;
    private long salt;

    /**
     * At genesis.
     *
     * @param validators how many are in the first set, each of a stake of {@value #STAKE}
     * @param outsiders how many accounts have as much and are in no set
     */
    LedgerState(int validators, int outsiders) {
        this.genesis = new Genesis(
                new ChainId(Sha256.hash(bytes("benchmark"))),
                "benchmark",
                true,
                new BlockTime(0),
                ED25519.id(),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                4 << 20,
                MAX_BLOCK_TRANSACTIONS,
                IntStream.range(0, validators).mapToObj(LedgerState::member).toList(),
                new Staking(
                        Staking.DEFAULT.equivocationPenalty(),
                        Staking.DEFAULT.invalidProposalPenalty(),
                        true,
                        true,
                        IntStream.range(0, outsiders)
                                .mapToObj(
                                        number -> new Staking.Allotment(key(outsider(number)), new VotingPower(STAKE)))
                                .toList()));
        this.set = genesis.validators();
        this.ledger = Ledger.of(LedgerLimits.DEFAULTS, genesis, ED25519, ED25519);
        apply(ledger.genesis(genesis).changes());
    }

    /** The name of the account behind the genesis validator of a number. */
    static String account(int validator) {
        return "account " + validator;
    }

    /** The name of that validator's consensus key. */
    static String consensus(int validator) {
        return "consensus " + validator;
    }

    /** The name of an account that has stake and is in no set. */
    static String outsider(int number) {
        return "outsider " + number;
    }

    private static Genesis.Member member(int number) {
        return new Genesis.Member(
                "validator-" + number, key(consensus(number)), key(account(number)), new VotingPower(STAKE));
    }

    /** The public key of whoever has a name. */
    static PublicKey key(String name) {
        return KEYS.computeIfAbsent(name, known -> signer(known).publicKey());
    }

    /** The key of whoever has a name. */
    static Signer signer(String name) {
        return ED25519.signer(Sha256.hash(bytes(name)).toBytes());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    ChainId chain() {
        return genesis.chain();
    }

    /** The set of the block that comes next. */
    ValidatorSet set() {
        return set;
    }

    /** The time of the block that comes next. */
    BlockTime time() {
        return new BlockTime((height + 1) * BLOCK_MILLIS);
    }

    /** A transaction of one operation. */
    Transaction transaction(PublicKey sender, Operation operation) {
        return new Transaction.Draft(
                        genesis.chain(),
                        sender,
                        new Transaction.Salt(1, salt++),
                        time().plus(Duration.ofMinutes(30)),
                        List.of(operation.encode()))
                .signed(UNCHECKED);
    }

    ReadableState read() {
        return key -> Optional.ofNullable(entries.get(key));
    }

    /** What a block of these transactions would do; the state stays as it is. */
    Execution execute(List<Transaction> transactions) {
        return execute(transactions, false);
    }

    private Execution execute(List<Transaction> transactions, boolean lastOfEpoch) {
        BlockContext context = new BlockContext(
                new Height(height + 1),
                epoch,
                time(),
                set,
                new ValidatorIndex((int) (height % set.size())),
                lastOfEpoch);
        Application.Outcome outcome = ledger.execute(read(), context, transactions);
        if (outcome instanceof Execution execution) {
            return execution;
        }
        throw new IllegalStateException("the block is invalid: " + outcome);
    }

    /**
     * Executes blocks of these transactions, and goes on from there.
     *
     * @throws IllegalStateException if one of them fails
     */
    void run(List<Transaction> transactions) {
        for (int from = 0; from < transactions.size(); from += 1_000) {
            Execution execution =
                    execute(new ArrayList<>(transactions.subList(from, Math.min(transactions.size(), from + 1_000))));
            requireAllOk(execution);
            add(execution);
        }
    }

    /** Ends the epoch with an empty block. */
    void endEpoch() {
        Execution execution = execute(List.of(), true);
        add(execution);
        set = execution.next();
        epoch = epoch.next();
    }

    private void add(Execution execution) {
        apply(execution.changes());
        height++;
    }

    /** Whether what is measured is what was meant. */
    static void requireAllOk(Execution execution) {
        for (Receipt receipt : execution.receipts()) {
            if (!(receipt instanceof Receipt.Ok)) {
                throw new IllegalStateException("a transaction failed: " + receipt);
            }
        }
    }

    private void apply(StateChanges changes) {
        changes.entries()
                .forEach((key, value) ->
                        value.ifPresentOrElse(bytes -> entries.put(key, bytes), () -> entries.remove(key)));
    }

    /** Goes on to a block whose time is not before this, and at which nothing is left to clear away that has expired. */
    void waitUntil(BlockTime then) {
        height = Math.max(height, (then.millis() + BLOCK_MILLIS - 1) / BLOCK_MILLIS - 1);
        boolean cleared;
        do {
            Execution execution = execute(List.of());
            add(execution);
            cleared = execution.changes().entries().values().stream().allMatch(Optional::isPresent);
        } while (!cleared);
    }
}
