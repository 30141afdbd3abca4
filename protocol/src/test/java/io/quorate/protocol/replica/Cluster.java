package io.quorate.protocol.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.verify.Fault;
import io.quorate.protocol.verify.Verified;
import io.quorate.protocol.verify.Verifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A whole cluster in virtual time and one thread. Checks after every event that no two blocks are final at one height,
 * and that no replica signs a pair of the evidence table, across crashes.
 */
final class Cluster {
    private static final HashScheme SCHEME = new HashScheme();

    final Genesis genesis;
    final List<Node> nodes = new ArrayList<>();
    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final TreeMap<Height, BlockId> finalized = new TreeMap<>();
    private final TreeMap<Height, io.quorate.crypto.hash.Hash> roots = new TreeMap<>();
    private final String name;
    private final int journalFullAt;
    /** The sets of later epochs; where it says nothing the set stays. */
    final TreeMap<Epoch, ValidatorSet> sets = new TreeMap<>();

    private long sequence;
    long nowMicros = 1_000_000;
    long minDelayMicros = 1_000;
    long maxDelayMicros = 5_000;
    double loss;
    Optional<Height> haltHeight = Optional.empty();
    Predicate<Link> cut = link -> false;
    long messages;
    final TreeSet<ValidatorIndex> accused = new TreeSet<>();
    /** The nodes that pooled evidence against a validator. */
    final TreeMap<ValidatorIndex, TreeSet<Integer>> accusers = new TreeMap<>();

    /** What a crash takes with it. */
    enum Loss {
        /** The process dies, and nothing that it wrote is lost, synced or not. */
        NOTHING,
        /** The process dies: the journal loses what it has not written, the store nothing. */
        NOTHING_WRITTEN,
        /** The power fails: the store too is back at its last sync. */
        EVERYTHING_UNSYNCED
    }

    record Link(int from, int to, Message message) {}

    private record Event(long atMicros, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMicros, other.atMicros);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    Cluster(long seed, long... powers) {
        this(seed, Duration.ofSeconds(20), powers);
    }

    Cluster(long seed, Duration epochDuration, long... powers) {
        this(400, seed, epochDuration, powers);
    }

    /** With journals that are replaced when they hold a number of entries. */
    Cluster(int journalFullAt, long seed, Duration epochDuration, long... powers) {
        this.name = "seed " + seed + ", powers " + Arrays.toString(powers);
        this.random = new Random(seed);
        this.journalFullAt = journalFullAt;
        genesis = new TestChain(epochDuration, powers).genesis;
        for (int i = 0; i < powers.length; i++) {
            nodes.add(new Node(i, TestChain.signer(i), journalFullAt));
        }
    }

    /** One more node that is no validator at first. */
    Node addNode() {
        Node node = new Node(nodes.size(), TestChain.signer(nodes.size()), journalFullAt);
        nodes.add(node);
        return node;
    }

    /** From an epoch on the set is made of these nodes, in this order, each with power 1 + its number. */
    void changeSet(long epoch, int... members) {
        sets.put(
                new Epoch(epoch),
                ValidatorSet.of(Arrays.stream(members)
                        .mapToObj(node -> new Validator(
                                TestChain.signer(node).publicKey(), new VotingPower(1 + node), 1 + 2L * node))
                        .toList()));
    }

    private Node nodeOf(PublicKey key) {
        return nodes.stream()
                .filter(node -> node.signer.publicKey().equals(key))
                .findFirst()
                .orElseThrow();
    }

    Cluster startAll() {
        nodes.forEach(Node::start);
        return this;
    }

    /** Runs until the condition holds; fails, naming the seed, if it does not within the given virtual time. */
    void runUntil(Duration atMost, Predicate<Cluster> condition) {
        long end = nowMicros + atMost.toNanos() / 1_000;
        while (!condition.test(this)) {
            Event next = events.peek();
            assertThat(next != null && next.atMicros <= end)
                    .as("%s: not within %s; %s", name, atMost, describe())
                    .isTrue();
            step();
        }
    }

    void runFor(Duration time) {
        long end = nowMicros + time.toNanos() / 1_000;
        while (!events.isEmpty() && events.peek().atMicros <= end) {
            step();
        }
        nowMicros = end;
    }

    private void step() {
        Event event = events.remove();
        nowMicros = event.atMicros;
        event.action.run();
    }

    void at(Duration after, Runnable action) {
        schedule(after.toNanos() / 1_000, action);
    }

    private void schedule(long afterMicros, Runnable action) {
        events.add(new Event(nowMicros + afterMicros, sequence++, action));
    }

    String describe() {
        StringBuilder text = new StringBuilder();
        for (Node node : nodes) {
            text.append("\n  node ").append(node.index).append(": ");
            text.append(node.running() ? node.replica().snapshot().toString() : "down");
        }
        return text.toString();
    }

    long leastHeight() {
        return nodes.stream()
                .filter(Node::running)
                .mapToLong(Node::height)
                .min()
                .orElse(0);
    }

    BlockTime clock() {
        return new BlockTime(nowMicros / 1_000);
    }

    Transaction transaction(long number) {
        Signer client = SCHEME.signer("client".getBytes(StandardCharsets.UTF_8));
        Transaction.Draft draft = new Transaction.Draft(
                genesis.chain(),
                client.publicKey(),
                new Transaction.Salt(0, number),
                clock().plus(Duration.ofMinutes(30)),
                List.of(new byte[] {1}));
        return draft.signed(client.sign(draft.signingBytes()));
    }

    int delayMicros() {
        return (int) (minDelayMicros + (long) (random.nextDouble() * (maxDelayMicros - minDelayMicros)));
    }

    Random random() {
        return random;
    }

    private void checkFinal(Node node, Block block) {
        if (!node.isHonest()) {
            return;
        }
        BlockId other = finalized.putIfAbsent(block.height(), block.id());
        assertThat(other == null || other.equals(block.id()))
                .as("%s: two blocks are final at height %s", name, block.height())
                .isTrue();
        assertThat(node.store.block(block.height()).map(Block::id)).contains(block.id());
        roots.putIfAbsent(block.height(), block.header().stateRoot());
        assertThat(block.header().stateRoot()).isEqualTo(roots.get(block.height()));
    }

    /** One replica with its disk; the disk stays when the replica crashes. */
    final class Node implements Network {
        final int index;
        final Disk disk = new Disk();
        final MemoryStore store = new MemoryStore(disk);
        final MemoryJournal journal;
        final TreeSet<TransactionId> acknowledged = new TreeSet<>();
        private final Signer signer;
        private final Inbound inbound;
        private final TreeMap<Round, TreeSet<Subject>> signed = new TreeMap<>();
        private final List<Deferred> later = new ArrayList<>();
        private Optional<Replica> replica = Optional.empty();
        private int incarnation;
        int faults;
        int refusals;
        int crashes;
        boolean halts = true;
        boolean doppelgangerCheck;
        int votesCast;
        /** Those who voted when their quorum was there already. */
        final TreeSet<ValidatorIndex> heardLate = new TreeSet<>();

        final TreeSet<Epoch> epochsVotedIn = new TreeSet<>();
        Optional<Subject> doppelganger = Optional.empty();
        Optional<Height> halted = Optional.empty();
        Loss onCrash = Loss.NOTHING_WRITTEN;
        private Optional<Byzantine> character = Optional.empty();

        private record Deferred(Epoch epoch, PeerId from, Message message) {}

        Node(int index, Signer signer, int journalFullAt) {
            this.index = index;
            this.signer = signer;
            this.inbound = new Inbound(Verifier.of(genesis, SCHEME, SCHEME), Optional.of(signer.publicKey()));
            this.journal = new MemoryJournal(journalFullAt, disk);
        }

        void becomes(Byzantine byzantine) {
            character = Optional.of(byzantine);
        }

        boolean isHonest() {
            return character.isEmpty();
        }

        PeerId id() {
            return peerId(index);
        }

        boolean running() {
            return replica.isPresent();
        }

        Replica replica() {
            return replica.orElseThrow();
        }

        long height() {
            return store.head().map(head -> head.block().height().number()).orElse(0L);
        }

        void start() {
            try {
                open();
            } catch (Disk.Crash e) {
                crashed();
            }
        }

        private void crashed() {
            crashes++;
            crash();
            at(Duration.ofMillis(300), this::start);
        }

        private void open() {
            int mine = ++incarnation;
            Ports ports = new Ports(
                    this,
                    (timer, delay) -> schedule(delay.toNanos() / 1_000, () -> fire(mine, timer)),
                    store,
                    journal,
                    new LogApplication(sets),
                    Optional.of(signer),
                    Optional.of(TestChain.signer(100 + index)),
                    observer());
            Replica fresh = new Replica(
                    new ReplicaConfig(genesis, new MempoolConfig(10_000, 16 << 20, 10_000))
                            .haltingAt(halts ? haltHeight : Optional.empty())
                            .withDoppelgangerCheck(doppelgangerCheck),
                    ports);
            assertThat(fresh.snapshot().waitingFor()).isNotNull(); // it may be looked at before it starts
            fresh.start(clock());
            replica = Optional.of(fresh);
            for (Node other : nodes) {
                if (other != this && other.running()) {
                    step(r -> r.onConnected(other.id(), Optional.of(other.signer.publicKey())));
                    other.step(r -> r.onConnected(id(), Optional.of(signer.publicKey())));
                }
            }
        }

        /** Stops at once; what the journal has not synced is lost. */
        void crash() {
            halted = Optional.empty();
            replica = Optional.empty();
            incarnation++;
            if (onCrash == Loss.NOTHING) {
                journal.kill();
            } else {
                journal.crash();
            }
            if (onCrash == Loss.EVERYTHING_UNSYNCED) {
                store.losePower();
            }
            later.clear();
            for (Node other : nodes) {
                if (other != this && other.running()) {
                    other.step(r -> r.onDisconnected(id()));
                }
            }
        }

        void submit(Transaction transaction) {
            step(r -> r.onSubmitted(Verified.vouchedFor(transaction)));
        }

        private void fire(int of, Timer timer) {
            if (of == incarnation) {
                step(r -> r.onTimer(timer));
            }
        }

        private void step(java.util.function.Consumer<Replica> input) {
            try {
                perform(input);
            } catch (Disk.Crash e) {
                crashed();
            }
        }

        private void perform(java.util.function.Consumer<Replica> input) {
            replica.ifPresent(r -> {
                Epoch before = r.epochSets().latest();
                r.begin(clock());
                input.accept(r);
                r.end();
                if (r.epochSets().latest().isAfter(before)) {
                    List<Deferred> again = List.copyOf(later);
                    later.clear();
                    again.forEach(deferred -> receive(deferred.from, deferred.message));
                }
            });
        }

        void receive(PeerId from, Message message) {
            if (!running()) {
                return;
            }
            Inbound.Checked checked = inbound.check(from, message, replica().epochSets(), replica());
            if (checked instanceof Inbound.Checked.Good good) {
                step(good.input());
            } else if (checked instanceof Inbound.Checked.Faulty faulty) {
                faults++;
                step(r -> r.onFault(from, faulty.fault(), faulty.reason()));
            } else if (checked instanceof Inbound.Checked.Later held
                    && held.epoch().isAfter(replica().epochSets().latest())
                    && later.size() < 1_000) {
                later.add(new Deferred(held.epoch(), from, message));
            }
        }

        @Override
        public void send(PeerId peer, Message message) {
            Node to = nodes.stream()
                    .filter(node -> node.id().equals(peer))
                    .findFirst()
                    .orElseThrow();
            if (character.isEmpty()) {
                checkSigned(message);
                transmit(to, message);
            } else {
                character.get().distort(Cluster.this, index, to.index, message).forEach(one -> transmit(to, one));
            }
        }

        private void transmit(Node to, Message message) {
            if (cut.test(new Link(index, to.index, message)) || random.nextDouble() < loss) {
                return;
            }
            messages++;
            int arriving = to.incarnation;
            schedule(delayMicros(), () -> {
                if (to.incarnation == arriving) {
                    to.receive(id(), message);
                }
            });
        }

        @Override
        public void broadcast(Message message) {
            for (Node to : nodes) {
                if (to != this && to.running()) {
                    send(to.id(), message);
                }
            }
        }

        @Override
        public void penalize(PeerId peer, Fault fault, String reason) {
            faults++;
        }

        /** Invariant 2 of consensus.md: whatever leaves an honest replica is no half of a pair of the evidence table. */
        private void checkSigned(Message message) {
            message.carriedVote().filter(v -> isOwn(v)).ifPresent(v -> {
                Subject subject = v.subject();
                TreeSet<Subject> ofRound = signed.computeIfAbsent(subject.round(), round -> new TreeSet<>());
                for (Subject other : ofRound) {
                    boolean pair = !other.equals(subject)
                            && (other.kind() == subject.kind()
                                    || (other.kind() != VoteKind.NOTARIZE && subject.kind() != VoteKind.NOTARIZE));
                    assertThat(pair)
                            .as("%s: node %s signed %s and %s", name, index, other, subject)
                            .isFalse();
                }
                ofRound.add(subject);
            });
        }

        private boolean isOwn(Vote vote) {
            return store.epoch(vote.subject().round().epoch())
                    .filter(start -> start.set().contains(vote.validator()))
                    .filter(start -> start.set().get(vote.validator()).key().equals(signer.publicKey()))
                    .isPresent();
        }

        private Observer observer() {
            return new Observer() {
                @Override
                public void finalized(
                        Round round,
                        Block block,
                        List<io.quorate.protocol.types.Receipt> receipts,
                        List<io.quorate.protocol.port.Application.Event> events,
                        Optional<io.quorate.protocol.types.Certificate> certificate) {
                    checkFinal(Node.this, block);
                    block.transactions().forEach(transaction -> acknowledged.add(transaction.id()));
                }

                @Override
                public void cast(Vote vote) {
                    votesCast++;
                    epochsVotedIn.add(vote.subject().round().epoch());
                }

                @Override
                public void heard(Vote vote) {
                    heardLate.add(vote.validator());
                }

                @Override
                public void doppelganger(Subject subject) {
                    assertThat(doppelganger).isEmpty();
                    doppelganger = Optional.of(subject);
                }

                @Override
                public void halted(Height height) {
                    assertThat(halted).as("%s: node %s halts once", name, index).isEmpty();
                    halted = Optional.of(height);
                }

                @Override
                public void refused(Subject subject, String reason) {
                    refusals++;
                }

                @Override
                public void accused(Evidence evidence) {
                    ValidatorIndex validator = evidence.validator();
                    accused.add(validator);
                    accusers.computeIfAbsent(validator, unknown -> new TreeSet<>())
                            .add(index);
                    ValidatorSet set =
                            store.epoch(evidence.round().epoch()).orElseThrow().set();
                    if (nodeOf(set.get(validator).key()).isHonest()) {
                        throw new IllegalStateException(name + ": an honest validator is accused: " + evidence);
                    }
                }
            };
        }
    }

    static PeerId peerId(int index) {
        return new PeerId("peer" + index);
    }
}
