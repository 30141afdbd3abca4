package io.quorate.node.rpc;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.signature.Signature;
import io.quorate.ledger.Ledger;
import io.quorate.node.p2p.Multiaddr;
import io.quorate.node.runtime.NodeService;
import io.quorate.node.runtime.Recent;
import io.quorate.node.runtime.Recent.Arrival;
import io.quorate.node.runtime.Recent.Entered;
import io.quorate.node.runtime.Recent.Finalized;
import io.quorate.node.runtime.Recent.LastVote;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.Application.Outcome;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateChanges;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.port.StateSnapshot;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Phase;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.types.Waiting;
import io.quorate.storage.Snapshots;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A node of one thread: its chain grows by {@link #seal}, and every transaction in it comes out as the test says. */
final class FakeNode implements NodeService, BlockStore {
    /** Bob contradicted himself in the first view. */
    static final Evidence EVIDENCE = Evidence.of(
                    new Vote(Subject.nullify(Round.of(1, 1)), new ValidatorIndex(1), Signature.of(new byte[64])),
                    new Vote(
                            Subject.finalize(Round.of(1, 1), View.ZERO, new BlockId(Sha256.hash(new byte[] {2}))),
                            new ValidatorIndex(1),
                            Signature.of(new byte[64])))
            .orElseThrow();

    static final ChainId CHAIN = new ChainId(Sha256.hash("fake".getBytes(StandardCharsets.US_ASCII)));

    private final List<Block> chain = new ArrayList<>();
    private final List<List<Receipt>> receipts = new ArrayList<>();
    private final List<List<Event>> events = new ArrayList<>();
    private final Map<Long, Certificate> finalizations = new TreeMap<>();
    private final Map<StateKey, byte[]> state = new TreeMap<>();
    private final Map<TransactionId, CompletableFuture<FinalTransaction>> waiting = new TreeMap<>();
    private final List<Transaction> submitted = new ArrayList<>();
    private final List<List<Transaction>> together = new ArrayList<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private long shiftMillis;
    private long oldest;
    private Optional<String> unhealthy = Optional.empty();
    private Optional<Long> syncTarget = Optional.empty();
    private Behaviour behaviour = transaction -> new Fate.Silence();
    private Optional<Kept> kept = Optional.empty();

    private record Kept(Genesis genesis, BlockStore blocks) {}

    /** What becomes of a transaction. */
    sealed interface Fate {
        record Refused(Refusal refusal) implements Fate {}

        record Sealed(Receipt receipt, List<Event> events) implements Fate {
            Sealed(Receipt receipt) {
                this(receipt, List.of());
            }
        }

        record Silence() implements Fate {}
    }

    interface Behaviour {
        Fate of(Transaction transaction);
    }

    FakeNode() {
        seal(List.of(), List.of());
    }

    /** One that serves another chain than its own. */
    static FakeNode of(Genesis genesis, BlockStore blocks) {
        FakeNode node = new FakeNode();
        node.kept = Optional.of(new Kept(genesis, blocks));
        return node;
    }

    synchronized void behave(Behaviour next) {
        behaviour = next;
    }

    synchronized Behaviour behaviour() {
        return behaviour;
    }

    synchronized void fallIll(String reason) {
        unhealthy = Optional.of(reason);
    }

    synchronized void fallBehind(long target) {
        syncTarget = Optional.of(target);
    }

    synchronized List<Transaction> submitted() {
        return List.copyOf(submitted);
    }

    /** What was submitted, by what went together. */
    synchronized List<List<Transaction>> together() {
        return List.copyOf(together);
    }

    /** The time of the next block. */
    private synchronized BlockTime now() {
        return new BlockTime(System.currentTimeMillis() + shiftMillis);
    }

    /** So much time passes, to the end of another block. */
    synchronized void pass(Duration time) {
        shiftMillis += time.toMillis();
        seal(List.of(), List.of());
    }

    synchronized int waiting() {
        waiting.values().removeIf(CompletableFuture::isDone);
        return waiting.size();
    }

    /** Adds a final block in which nothing happened. */
    synchronized void seal(List<Transaction> transactions, List<Receipt> results) {
        seal(transactions, results, List.of());
    }

    /** Adds a final block. */
    synchronized void seal(List<Transaction> transactions, List<Receipt> results, List<Event> happened) {
        long height = chain.size();
        BlockId parent = chain.isEmpty()
                ? new BlockId(Hash.ZERO)
                : chain.get(chain.size() - 1).id();
        Hash set = genesis().validators().hash();
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                CHAIN,
                new Epoch(height == 0 ? 0 : 1),
                new Height(height),
                parent,
                new ValidatorIndex(0),
                height == 0 ? new BlockTime(0) : now(),
                transactions.size(),
                Block.bodySize(transactions),
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                set,
                set);
        Block block = Block.of(header, transactions);
        chain.add(block);
        receipts.add(List.copyOf(results));
        events.add(List.copyOf(happened));
        if (height % 2 == 0 && height > 0) {
            Subject subject = Subject.finalize(Round.of(1, height), new View(height - 1), block.id());
            Signers signers = Signers.none(3).with(new ValidatorIndex(0)).with(new ValidatorIndex(2));
            Signature signature = Signature.of(new byte[64]);
            finalizations.put(height, new Certificate(subject, signers, List.of(signature, signature)));
        }
        for (int i = 0; i < transactions.size(); i++) {
            CompletableFuture<FinalTransaction> future =
                    waiting.remove(transactions.get(i).id());
            if (future != null) {
                future.complete(new FinalTransaction(new Height(height), i, block, results.get(i)));
            }
        }
        listeners.forEach(Runnable::run);
    }

    @Override
    public Genesis genesis() {
        return kept.map(Kept::genesis).orElseGet(FakeNode::ownGenesis);
    }

    private static Genesis ownGenesis() {
        return new Genesis(
                CHAIN,
                "fake",
                true,
                new BlockTime(0),
                "ed25519",
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                1 << 20,
                1_000,
                Stream.of(DevelopmentKeys.ALICE, DevelopmentKeys.BOB, DevelopmentKeys.CHARLIE)
                        .map(keys -> new Genesis.Member(
                                keys.id(),
                                keys.validator().publicKey(),
                                keys.account().publicKey(),
                                new VotingPower(1)))
                        .toList());
    }

    @Override
    public BlockStore blocks() {
        return kept.map(Kept::blocks).orElse(this);
    }

    @Override
    public synchronized ReplicaSnapshot consensus() {
        Block head = chain.get(chain.size() - 1);
        Round round = Round.of(1, chain.size());
        Subject subject = Subject.notarize(round, View.ZERO, new BlockId(Sha256.hash(new byte[] {1})));
        return new ReplicaSnapshot(
                Optional.of(new ValidatorIndex(1)),
                round,
                new ValidatorIndex(2),
                Phase.VOTING,
                epochStart(),
                head.header(),
                head.id(),
                Round.of(1, chain.size() - 1),
                List.of(new ViewHoldings(
                        round.view(),
                        false,
                        false,
                        false,
                        true,
                        List.of(new VoteHoldings(subject, Signers.none(3).with(new ValidatorIndex(2)))))),
                3,
                300,
                List.of(EVIDENCE),
                new Waiting.Votes(
                        VoteKind.NOTARIZE, List.of(new ValidatorIndex(0)), new VotingPower(1), new VotingPower(2)),
                syncTarget);
    }

    private EpochStart epochStart() {
        Block first = chain.get(0);
        return new EpochStart(
                new Epoch(1),
                first.id(),
                first.height(),
                first.header().time(),
                Hash.ZERO,
                genesis().validators());
    }

    @Override
    public List<PeerSummary> peers() {
        return List.of(new PeerSummary(
                new PeerId("12D3peer"),
                "127.0.0.1:30334",
                true,
                Optional.of("bob"),
                Optional.of(DevelopmentKeys.BOB.validator().publicKey()),
                7,
                1_000,
                2_000,
                60));
    }

    /** The highest block took 21 ms; in the round now, charlie's vote came 5 ms after it was entered. */
    @Override
    public synchronized Recent recent(int rounds) {
        Round round = consensus().round();
        Height height = durable();
        Arrival vote = new Arrival(Optional.of(new ValidatorIndex(2)), VoteKind.NOTARIZE, Duration.ofMillis(5));
        Arrival quorum = new Arrival(Optional.empty(), VoteKind.NOTARIZE, Duration.ofNanos(6_500_999));
        Entered entered =
                new Entered(round, new ValidatorIndex(2), Optional.of(Duration.ofMillis(-1)), List.of(vote, quorum));
        return new Recent(
                List.of(
                        new Finalized(Height.ZERO, Round.GENESIS, 0, 1_000, Optional.empty()),
                        new Finalized(height, Round.of(1, 1), 2, 2_000, Optional.of(Duration.ofMillis(21)))),
                rounds == 0 ? List.of() : List.of(entered),
                Map.of(
                        new ValidatorIndex(1),
                        new LastVote(Round.GENESIS, VoteKind.NULLIFY, Duration.ofMillis(9)),
                        new ValidatorIndex(2),
                        new LastVote(round, VoteKind.NOTARIZE, Duration.ofMillis(7))));
    }

    @Override
    public List<CompletableFuture<Optional<Refusal>>> submit(List<Transaction> transactions) {
        synchronized (this) {
            together.add(transactions);
        }
        return transactions.stream().map(this::takeOrFail).toList();
    }

    private CompletableFuture<Optional<Refusal>> takeOrFail(Transaction transaction) {
        try {
            return take(transaction);
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    private CompletableFuture<Optional<Refusal>> take(Transaction transaction) {
        Behaviour now;
        synchronized (this) {
            submitted.add(transaction);
            now = behaviour;
        }
        // Outside the lock: a test may hold it up.
        Fate fate = now.of(transaction);
        if (fate instanceof Fate.Refused refused) {
            return CompletableFuture.completedFuture(Optional.of(refused.refusal()));
        }
        if (fate instanceof Fate.Sealed result) {
            seal(List.of(transaction), List.of(result.receipt()), result.events());
        }
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public synchronized Optional<FinalTransaction> find(TransactionId id) {
        return locate(id).map(location -> {
            int height = (int) location.height().number();
            int index = location.index();
            return new FinalTransaction(
                    location.height(),
                    index,
                    chain.get(height),
                    receipts.get(height).get(index));
        });
    }

    @Override
    public synchronized CompletableFuture<FinalTransaction> whenFinal(TransactionId id) {
        Optional<FinalTransaction> found = find(id);
        if (found.isPresent()) {
            return CompletableFuture.completedFuture(found.get());
        }
        return waiting.computeIfAbsent(id, unused -> new CompletableFuture<>());
    }

    @Override
    public synchronized Height durable() {
        return new Height(chain.size() - 1);
    }

    @Override
    public synchronized void onFinal(BooleanSupplier wanted, Runnable listener) {
        listeners.add(() -> {
            if (wanted.getAsBoolean()) {
                listener.run();
            }
        });
    }

    @Override
    public synchronized CompletableFuture<Boolean> addPeer(Multiaddr address) {
        boolean added = !asked.contains("dial " + address);
        asked.add("dial " + address);
        return CompletableFuture.completedFuture(added);
    }

    @Override
    public synchronized boolean ban(PeerId peer, Duration time) {
        asked.add("ban " + peer.text() + " " + time.toSeconds());
        return true;
    }

    @Override
    public CompletableFuture<Snapshots.Taken> takeSnapshot() {
        Block head = head().orElseThrow().block();
        return CompletableFuture.completedFuture(
                new Snapshots.Taken(Path.of("/base/snapshots/" + head.height()), head().orElseThrow()));
    }

    @Override
    public synchronized CompletableFuture<Removal> removeOld(long keep) {
        asked.add("keep " + keep);
        if (keep == 7_777) {
            return CompletableFuture.failedFuture(
                    new CompletionException(new StorageException("the disk is full: free space")));
        }
        if (keep == 8_888) {
            return CompletableFuture.failedFuture(new RejectedExecutionException());
        }
        return CompletableFuture.completedFuture(new Removal(new Height(5), 4, true));
    }

    /** What the operator asked of it. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public synchronized Optional<String> unhealthy() {
        return unhealthy;
    }

    @Override
    public synchronized Optional<Head> head() {
        return Optional.of(new Head(chain.get(chain.size() - 1), epochStart()));
    }

    /** It removes its blocks below a height, all but genesis. */
    synchronized void prune(long below) {
        oldest = below;
    }

    @Override
    public synchronized Height oldest() {
        return new Height(oldest);
    }

    @Override
    public synchronized Optional<Block> block(Height height) {
        boolean here = height.number() == 0 || height.number() >= oldest;
        return here && height.number() < chain.size()
                ? Optional.of(chain.get((int) height.number()))
                : Optional.empty();
    }

    @Override
    public synchronized Optional<Block> block(BlockId id) {
        return chain.stream().filter(block -> block.id().equals(id)).findFirst();
    }

    @Override
    public synchronized Optional<List<Receipt>> receipts(Height height) {
        return height.number() < receipts.size() ? Optional.of(receipts.get((int) height.number())) : Optional.empty();
    }

    @Override
    public synchronized List<Event> events(Height height) {
        return height.number() < events.size() ? events.get((int) height.number()) : List.of();
    }

    @Override
    public synchronized Optional<Certificate> finalization(Height height) {
        return Optional.ofNullable(finalizations.get(height.number()));
    }

    @Override
    public synchronized Optional<Location> locate(TransactionId id) {
        for (Block block : chain) {
            for (int i = 0; i < block.transactions().size(); i++) {
                if (block.transactions().get(i).id().equals(id)) {
                    return Optional.of(new Location(block.height(), i));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<EpochStart> epoch(Epoch epoch) {
        return epoch.number() == 1 ? Optional.of(epochStart()) : Optional.empty();
    }

    @Override
    public synchronized StateSnapshot snapshot() {
        return StateSnapshot.of(new Height(chain.size() - 1L), new TreeMap<>(state));
    }

    @Override
    public ReadableState state() {
        return key -> {
            synchronized (this) {
                return Optional.ofNullable(state.get(key));
            }
        };
    }

    /** From now on a real ledger executes every transaction in a block of its own. */
    void execute(Ledger ledger) {
        apply(ledger.genesis(genesis()).changes());
        behave(transaction -> {
            BlockContext context = new BlockContext(
                    consensus().head().height().next(),
                    new Epoch(1),
                    now(),
                    genesis().validators(),
                    new ValidatorIndex(0),
                    false);
            Outcome outcome = ledger.execute(state(), context, List.of(transaction));
            if (outcome instanceof Outcome.Invalid invalid) {
                return new Fate.Refused(invalid.refusal());
            }
            Execution done = (Execution) outcome;
            apply(done.changes());
            return new Fate.Sealed(done.receipts().get(0), done.events());
        });
    }

    private synchronized void apply(StateChanges changes) {
        changes.entries()
                .forEach(
                        (key, value) -> value.ifPresentOrElse(bytes -> state.put(key, bytes), () -> state.remove(key)));
    }

    @Override
    public List<Certificate> certificates(Round from, int limit) {
        return List.of();
    }

    @Override
    public void commit(Commit commit) {
        throw new IllegalStateException("the RPC never writes");
    }

    @Override
    public void sync() {
        throw new IllegalStateException("the RPC never writes");
    }
}
