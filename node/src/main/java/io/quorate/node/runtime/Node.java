package io.quorate.node.runtime;

import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Ledger;
import io.quorate.ledger.LedgerLimits;
import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.OperatorException;
import io.quorate.node.metrics.Levels;
import io.quorate.node.p2p.FailedConnection;
import io.quorate.node.p2p.Identity;
import io.quorate.node.p2p.MessageCodec;
import io.quorate.node.p2p.Multiaddr;
import io.quorate.node.p2p.NetworkConfig;
import io.quorate.node.p2p.NodeKey;
import io.quorate.node.p2p.PeerInfo;
import io.quorate.node.p2p.PeerNetwork;
import io.quorate.node.recorder.FlightRecorder;
import io.quorate.protocol.codec.Limits;
import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.replica.Input;
import io.quorate.protocol.replica.Ports;
import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.replica.ReplicaConfig;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.BlockLimits;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Fault;
import io.quorate.protocol.verify.Verifier;
import io.quorate.storage.BasePath;
import io.quorate.storage.FileSigningJournal;
import io.quorate.storage.JournalLimits;
import io.quorate.storage.RocksBlockStore;
import io.quorate.storage.RocksLimits;
import io.quorate.storage.Snapshots;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A running node. {@link #start} returns once it listens; {@link #close} stops it cleanly, within seconds. If it stops by
 * itself, since the disk failed or a check of its own did, {@link #failure} completes with the reason.
 */
public final class Node implements NodeService, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("quorate.node");
    private static final Logger PEERS = LoggerFactory.getLogger("quorate.peers");
    /** A few seconds of what a network of this kind carries: more pending would only wait longer. */
    private static final MempoolConfig MEMPOOL = new MempoolConfig(10_000, 64L << 20, 4_000);

    private static final Duration WATCH = Duration.ofSeconds(1);

    private final Genesis genesis;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final CompletableFuture<Height> halted = new CompletableFuture<>();
    private final RocksBlockStore store;
    private final ReplicaThread replicaThread;
    private final PeerNetwork network;
    private final Finality finality;
    private final Maintenance maintenance;
    private final Submissions submissions;
    private final StuckWatch watch;
    private final Instrumentation instruments;
    private final NodeKeys keys;
    private final ValidatorNames names;
    private final PeerHeights heights = new PeerHeights();
    private final RefusalLog refusals = new RefusalLog(System::nanoTime);
    private final RecentObserver recent = new RecentObserver(System::nanoTime, InstantSource.system());

    /**
     * Opens the disk, joins the network, begins to vote.
     *
     * @param keys asked once the base path is locked: of two that start at once, one at most makes keys in it
     * @throws OperatorException with one line for the operator if something stands in the way
     */
    public static Node start(NodeConfig config, Supplier<NodeKeys> keys) {
        try {
            return new Node(config, keys);
        } catch (StorageException e) {
            throw OperatorException.failure(String.valueOf(e.getMessage()), e);
        }
    }

    @SuppressWarnings("this-escape") // final class: nothing can see it half-made but the threads started last
    private Node(NodeConfig config, Supplier<NodeKeys> keys) {
        this.genesis = config.genesis();
        try {
            BasePath base = open(BasePath.open(config.storage().basePath()));
            this.keys = keys.get();
            Optional<Signer> validator = this.keys.validator().map(KeyEntry::signer);
            this.store = open(RocksBlockStore.open(base, genesis.chain(), RocksLimits.DEFAULT));
            config.voting().haltHeight().ifPresent(this::checkAhead);
            FileSigningJournal journal = open(FileSigningJournal.open(base, genesis.chain(), JournalLimits.DEFAULT));
            ScheduledExecutorService events = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "events");
                thread.setDaemon(true);
                return thread;
            });
            opened.push(events::shutdownNow);
            LateSets live = new LateSets();
            this.names = new ValidatorNames(genesis, live);
            this.instruments = open(new Instrumentation(names, levels(), base.root()));
            SignatureScheme votes = SignatureSchemes.byId(genesis.scheme())
                    .map(instruments::counted)
                    .orElseThrow(() -> OperatorException.failure("chain " + genesis.name() + " uses signature scheme "
                            + genesis.scheme() + ", which this version does not know: install a newer one"));
            Verifier verifier = new Verifier(
                    genesis.chain(),
                    BlockLimits.of(genesis),
                    votes,
                    instruments.counted(SignatureSchemes.ed25519()),
                    new SeenTransactions(SeenTransactions.LIMIT_BYTES));
            CertifiedSubjects certified = new CertifiedSubjects();
            Inbox inbox = new Inbox();
            int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
            LateSets sets = new LateSets();
            Edge edge = open(new Edge(
                    new Inbound(verifier, validator.map(Signer::publicKey)),
                    inbox,
                    sets,
                    certified,
                    threads,
                    System::nanoTime));
            this.submissions = new Submissions(
                    verifier,
                    edge,
                    inbox,
                    events,
                    () -> consensus().pendingTransactions() >= MEMPOOL.transactions(),
                    id -> store.locate(id).isPresent());
            this.finality = new Finality(store, events);
            this.maintenance =
                    open(new Maintenance(store, new Snapshots(base, store, genesis.chain()), finality::durable));
            this.watch = new StuckWatch(names, System::nanoTime);
            announce(config, votes, validator);
            LateNetwork late = new LateNetwork();
            Allowances allowances = new Allowances(
                    late, System::nanoTime, genesis.delta(), () -> consensus().finalizedRound());
            TimerQueue timers = new TimerQueue(System::nanoTime);
            Observer observer = new Observers(List.of(
                    certified,
                    instruments.observer(),
                    new LogObserver(names),
                    submissions,
                    new FinalityObserver(finality),
                    recent,
                    new HaltObserver(halted)));
            ReplicaMaker maker = new ReplicaMaker(
                    new ReplicaConfig(genesis, MEMPOOL)
                            .withDoppelgangerCheck(config.voting().doppelgangerCheck())
                            .haltingAt(config.voting().haltHeight()),
                    new Ports(
                            allowances,
                            timers,
                            store,
                            instruments.timed(journal),
                            Ledger.of(LedgerLimits.of(genesis), genesis, votes, SignatureSchemes.ed25519()),
                            validator,
                            Optional.of(this.keys.account().signer()),
                            observer),
                    config.storage()
                            .recorder()
                            .map(settings -> open(FlightRecorder.open(settings, base.root(), genesis, store))),
                    certified);
            Replica replica = maker.first();
            instruments.known(currentSet(replica.epochSets()));
            ValidatorSlots slots = slots(sets);
            Runnable onEpoch = () -> {
                edge.onEpoch();
                slots.onEpoch();
                instruments.known(currentSet(sets.get()));
            };
            this.replicaThread = new ReplicaThread(
                    replica, inbox, timers, System::currentTimeMillis, onEpoch, this::fail, maker.recorded());
            live.attach(replicaThread::newestSets);
            sets.attach(replicaThread::sets);
            this.network = join(config, votes, validator, new Listener(allowances, edge, inbox));
            slots.onEpoch();
            late.attach(network);
            opened.push(replicaThread::stop);
            opened.push(network);
            replicaThread.start();
            var unused = events.scheduleWithFixedDelay(
                    () -> lookAround(edge, inbox), WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void checkAhead(Height halt) {
        Height head = store.head().map(top -> top.block().height()).orElse(Height.ZERO);
        if (head.isAfter(halt)) {
            throw OperatorException.failure("--halt-height " + halt + " is past: the chain is at height " + head
                    + " here; give a greater one, or none");
        }
    }

    private void lookAround(Edge edge, Inbox inbox) {
        try {
            watch.look(consensus(), peers());
            refusals.leftOut().ifPresent(PEERS::warn);
            instruments.report(network.traffic());
            instruments.reportDropped(edge.dropped(), inbox.dropped());
        } catch (RuntimeException e) {
            LOG.error("the watch failed: {}", e.getMessage(), e);
        }
    }

    private Levels levels() {
        Runtime runtime = Runtime.getRuntime();
        return new Levels(
                () -> consensus().head().height().number(),
                () -> consensus().round().epoch().number(),
                () -> consensus().round().view().number(),
                () -> consensus().epoch().set().total().leastQuorum().units(),
                () -> consensus().pendingTransactions(),
                () -> consensus().pendingBytes(),
                () -> network.peers().stream().filter(PeerInfo::inbound).count(),
                () -> network.peers().stream().filter(peer -> !peer.inbound()).count(),
                () -> runtime.totalMemory() - runtime.freeMemory());
    }

    private ValidatorSlots slots(Supplier<EpochSets> sets) {
        return new ValidatorSlots(sets, keys -> network.validators(keys));
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }

    private PeerNetwork join(
            NodeConfig config, SignatureScheme scheme, Optional<Signer> validator, PeerNetwork.Listener listener) {
        try {
            NodeKey key = NodeKey.of(keys.node().seed());
            NetworkConfig settings = NetworkConfig.listeningOn(config.network().listen())
                    .withBootnodes(addresses(config.network().bootnodes()))
                    .withReserved(
                            addresses(config.network().reserved()),
                            config.network().reservedOnly())
                    .withNames(config.identity().name(), "quorate")
                    .withDirectory(config.storage().basePath().resolve("net"));
            PeerNetwork joined = PeerNetwork.start(
                    new Identity(key, genesis.chain(), scheme, validator),
                    settings,
                    MessageCodec.within(Limits.of(genesis, scheme)),
                    listener);
            Multiaddr address = Multiaddr.of(config.network().listen().getAddress(), joined.port());
            LOG.info("listening on {}", address.withPeer(joined.id()));
            return joined;
        } catch (IOException | IllegalArgumentException e) {
            throw OperatorException.failure(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Multiaddr> addresses(List<String> texts) {
        List<Multiaddr> addresses = new ArrayList<>();
        for (String text : texts) {
            addresses.add(Multiaddr.parse(text));
        }
        return addresses;
    }

    private void announce(NodeConfig config, SignatureScheme votes, Optional<Signer> validator) {
        ValidatorSet set = store.head().map(head -> head.epoch().set()).orElseGet(genesis::validators);
        Tolerance tolerance = Tolerance.of(set);
        LOG.info("this is {}, on chain {} ({})", config.identity().name(), genesis.name(), genesis.chain());
        LOG.info(
                "{} validators with power {}; a quorum is {}; signatures {} by {}",
                set.size(),
                set.total(),
                set.total().leastQuorum(),
                votes.id(),
                SignatureSchemes.ed25519Provider());
        LOG.atLevel(tolerance.isPoor() ? Level.WARN : Level.INFO).log(tolerance.text(names));
        validator.ifPresentOrElse(
                signer -> LOG.info(
                        "votes with validator key {}{}",
                        signer.publicKey(),
                        set.indexOf(signer.publicKey()).isPresent()
                                ? ""
                                : ", which is not in the validator set: see quorate validator status"),
                () -> LOG.info("follows the chain without voting"));
    }

    /** On the event loops: hands everything on and never blocks. */
    private final class Listener implements PeerNetwork.Listener {
        private final Allowances allowances;
        private final Edge edge;
        private final Inbox inbox;

        Listener(Allowances allowances, Edge edge, Inbox inbox) {
            this.allowances = allowances;
            this.edge = edge;
            this.inbox = inbox;
        }

        @Override
        public void connected(PeerId peer, PeerInfo info) {
            PEERS.info(
                    "connected to {} {} ({})",
                    info.name().isEmpty() ? peer.shortText() : info.name(),
                    info.address(),
                    info.inbound() ? "it dialled" : "dialled");
            heights.connected(peer);
            inbox.offer(new Input.Connected(peer, info.validator()));
        }

        @Override
        public void disconnected(PeerId peer) {
            PEERS.info("disconnected from {}", peer.shortText());
            heights.disconnected(peer);
            inbox.offer(new Input.Disconnected(peer));
            edge.forget(peer);
            allowances.forget(peer);
        }

        @Override
        public void received(PeerId peer, Message message, int bytes) {
            if (allowances.take(peer, message)) {
                heights.hear(peer, message);
                edge.receive(peer, message);
            }
        }

        @Override
        public void refused(FailedConnection connection) {
            PEERS.atLevel(refusals.isNews(connection) ? Level.WARN : Level.DEBUG)
                    .log("no connection with {}: {}", connection.address(), connection.reason());
        }

        @Override
        public void banned(PeerId peer, Fault fault, String reason, Duration time) {
            instruments.metrics().peerBanned(fault.name().toLowerCase(Locale.ROOT));
            PEERS.warn("banned {} for {} s: {} ({})", peer.shortText(), time.toSeconds(), fault, reason);
        }
    }

    private void fail(Throwable cause) {
        LOG.error("the node stops: {}", cause.getMessage(), cause);
        failure.complete(cause);
    }

    // ---- what the outside may ask

    /** Completes with the reason if the node stops by itself. */
    public CompletableFuture<Throwable> failure() {
        return failure;
    }

    /** Completes with the height it was to halt at once it may be closed. */
    public CompletableFuture<Height> halted() {
        return halted;
    }

    /** The Prometheus text of the node's metrics. */
    public String scrape() {
        return instruments.metrics().scrape();
    }

    /** The node's peer id. */
    public PeerId peerId() {
        return network.id();
    }

    /** The keys that it runs with. */
    public NodeKeys keys() {
        return keys;
    }

    /** Other nodes are reserved from now on: multiaddresses, each with its peer id. */
    public void reserve(List<String> nodes) {
        network.reserve(addresses(nodes));
    }

    /** The port that peers dial. */
    public int port() {
        return network.port();
    }

    @Override
    public Genesis genesis() {
        return genesis;
    }

    @Override
    public BlockStore blocks() {
        return store;
    }

    @Override
    public ReplicaSnapshot consensus() {
        return replicaThread.snapshot();
    }

    @Override
    public Recent recent(int rounds) {
        return recent.recent(rounds);
    }

    @Override
    public List<PeerSummary> peers() {
        return network.peers().stream().map(this::summary).toList();
    }

    private PeerSummary summary(PeerInfo peer) {
        return new PeerSummary(
                peer.id(),
                peer.address(),
                peer.inbound(),
                peer.validator().flatMap(this::memberName),
                peer.validator(),
                heights.of(peer.id()).number(),
                peer.bytesIn(),
                peer.bytesOut(),
                peer.faultPoints());
    }

    private Optional<String> memberName(PublicKey key) {
        boolean known = consensus().epoch().set().indexOf(key).isPresent()
                || genesis.validators().indexOf(key).isPresent();
        return known ? Optional.of(names.of(key)) : Optional.empty();
    }

    private static ValidatorSet currentSet(EpochSets sets) {
        return sets.get(sets.latest()).orElseThrow();
    }

    @Override
    public List<CompletableFuture<Optional<Refusal>>> submit(List<Transaction> transactions) {
        return submissions.submit(transactions);
    }

    @Override
    public CompletableFuture<FinalTransaction> whenFinal(TransactionId id) {
        return finality.when(id);
    }

    @Override
    public Optional<FinalTransaction> find(TransactionId id) {
        return finality.find(id);
    }

    @Override
    public Height durable() {
        return finality.durable();
    }

    @Override
    public void onFinal(BooleanSupplier wanted, Runnable listener) {
        finality.listen(wanted, listener);
    }

    @Override
    public CompletableFuture<Boolean> addPeer(Multiaddr address) {
        return network.add(address);
    }

    @Override
    public boolean ban(PeerId peer, Duration time) {
        boolean banned = network.ban(peer, time);
        if (banned) {
            LOG.warn("banned {} for {} s, as the operator asked", peer.shortText(), time.toSeconds());
        }
        return banned;
    }

    @Override
    public CompletableFuture<Snapshots.Taken> takeSnapshot() {
        return maintenance.takeSnapshot();
    }

    @Override
    public CompletableFuture<Removal> removeOld(long keep) {
        return maintenance.removeOld(keep);
    }

    @Override
    public Optional<String> unhealthy() {
        return failure.isDone() ? Optional.of("it has stopped") : watch.reason();
    }

    /** Stops everything that was started, the newest first. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable resource = opened.pop();
            try {
                resource.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("while stopping: {}", e.toString());
            }
        }
    }
}
