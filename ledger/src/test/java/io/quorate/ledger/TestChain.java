package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.state.StateTree;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.Application.Outcome;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateChanges;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.VotingPower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A ledger and the state of its chain, block after block. Signatures are made up: the ledger checks none. */
final class TestChain {
    static final ChainId CHAIN = new ChainId(Sha256.hash(new byte[] {1}));
    static final PublicKey ANNA = key("anna");
    static final PublicKey BEN = key("ben");
    static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Signature NO_SIGNATURE = Signature.of(new byte[64]);

    private final Ledger ledger;
    private final Genesis genesis;
    private final TreeMap<StateKey, byte[]> entries = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private long height;
    private BlockTime time = new BlockTime(1_700_000_000_000L);
    private long salt;
    private Hash root;

    TestChain(LedgerLimits limits) {
        this(limits, 10, 10, 10);
    }

    /** With validators alice, bob and charlie of these stakes. */
    TestChain(LedgerLimits limits, long alice, long bob, long charlie) {
        genesis = genesis(time, alice, bob, charlie);
        ledger = ledger(limits, genesis);
        Execution execution = ledger.genesis(genesis);
        store(execution.changes());
        root = execution.stateRoot();
    }

    static TestChain fresh() {
        return new TestChain(LedgerLimits.DEFAULTS);
    }

    static Ledger ledger(LedgerLimits limits, Genesis genesis) {
        return Ledger.of(limits, genesis, SignatureSchemes.ed25519(), SignatureSchemes.ed25519());
    }

    static Genesis genesis(BlockTime time) {
        return genesis(time, 10, 10, 10);
    }

    private static Genesis genesis(BlockTime time, long alice, long bob, long charlie) {
        List<Genesis.Member> members = List.of(member("alice", alice), member("bob", bob), member("charlie", charlie));
        return new Genesis(
                CHAIN, "test", true, time, "ed25519", Duration.ofMillis(500), MINUTE, MINUTE, 1 << 20, 10_000, members);
    }

    private static Genesis.Member member(String name, long stake) {
        return new Genesis.Member(name, key(name + " votes"), key(name + " account"), new VotingPower(stake));
    }

    static PublicKey key(String name) {
        return PublicKey.of(Sha256.hash(name.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    /** A transaction of its own salt, that expires a minute after the last block's time. */
    Transaction transaction(PublicKey sender, Operation... operations) {
        return transaction(sender, time.plus(MINUTE), operations);
    }

    Transaction transaction(PublicKey sender, BlockTime expiry, Operation... operations) {
        return transactionOf(
                sender, expiry, Arrays.stream(operations).map(Operation::encode).toList());
    }

    Transaction transactionOf(PublicKey sender, BlockTime expiry, List<byte[]> operations) {
        return new Transaction.Draft(CHAIN, sender, new Transaction.Salt(0, salt++), expiry, operations)
                .signed(NO_SIGNATURE);
    }

    /** Lets time pass, so that the next block is at this time. */
    void nextAt(BlockTime at) {
        assertThat(at).isGreaterThan(time);
        time = new BlockTime(at.millis() - 1_000);
    }

    /** Executes a block of these, a second after the last, and gives their receipts. */
    List<Receipt> block(Transaction... transactions) {
        return block(time.plus(Duration.ofSeconds(1)), List.of(transactions));
    }

    List<Receipt> block(BlockTime at, List<Transaction> transactions) {
        Outcome outcome = tryBlock(at, transactions);
        assertThat(outcome).isInstanceOf(Execution.class);
        Execution execution = (Execution) outcome;
        assertThat(execution.next()).isEqualTo(genesis.validators());
        time = at;
        height++;
        root = execution.stateRoot();
        store(execution.changes());
        events.addAll(execution.events());
        assertThat(StateTree.root(state())).isEqualTo(root);
        return execution.receipts();
    }

    Outcome tryBlock(BlockTime at, List<Transaction> transactions) {
        return ledger.execute(
                state(),
                new BlockContext(
                        new Height(height + 1), new Epoch(1), at, genesis.validators(), new ValidatorIndex(0), false),
                transactions);
    }

    /** Executes a block with one transaction of these operations, and gives its receipt. */
    Receipt apply(PublicKey sender, Operation... operations) {
        return block(transaction(sender, operations)).get(0);
    }

    /** The same, where it must succeed: the result of its last operation. */
    Result succeed(PublicKey sender, Operation... operations) {
        Receipt receipt = apply(sender, operations);
        assertThat(receipt).isInstanceOf(Receipt.Ok.class);
        List<byte[]> results = ((Receipt.Ok) receipt).results();
        assertThat(results).hasSameSizeAs(operations);
        return Result.decode(results.get(results.size() - 1));
    }

    /** The same, where it must fail and change nothing but the window: the code. */
    FailureCode fail(PublicKey sender, Operation... operations) {
        Receipt receipt = apply(sender, operations);
        assertThat(receipt).isInstanceOf(Receipt.Failed.class);
        Refusals.requireKnown((Receipt.Failed) receipt);
        return FailureCode.valueOf(((Receipt.Failed) receipt).code());
    }

    Ledger ledger() {
        return ledger;
    }

    ReadableState state() {
        return key -> Optional.ofNullable(entries.get(key));
    }

    /** The state as it is now, whatever comes after. */
    ReadableState copyOfState() {
        TreeMap<StateKey, byte[]> copy = new TreeMap<>(entries);
        return key -> Optional.ofNullable(copy.get(key));
    }

    /** How many entries there are, derived ones included. */
    int size() {
        return entries.size();
    }

    /** How many transaction ids the window holds. */
    int known() {
        return entries.subMap(StateKey.of(new byte[] {1}), StateKey.of(new byte[] {2}))
                .size();
    }

    SortedMap<StateKey, byte[]> entries() {
        return entries;
    }

    LedgerQueries queries() {
        return new LedgerQueries(state());
    }

    /** The decision on a topic, as it stands after the last block. */
    Optional<DecisionView> decision(String topic) {
        return queries().decision(topic, time);
    }

    List<Event> events() {
        return events;
    }

    /** Events of a name so far. */
    List<Event> events(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    Hash root() {
        return root;
    }

    Height height() {
        return new Height(height);
    }

    BlockTime time() {
        return time;
    }

    private void store(StateChanges changes) {
        changes.entries()
                .forEach((key, value) ->
                        value.ifPresentOrElse(bytes -> entries.put(key, bytes), () -> entries.remove(key)));
    }
}
