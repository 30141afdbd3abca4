package io.quorate.node.runtime;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Ledger;
import io.quorate.ledger.LedgerLimits;
import io.quorate.node.config.Chains;
import io.quorate.node.p2p.FailedConnection;
import io.quorate.node.p2p.Identity;
import io.quorate.node.p2p.MessageCodec;
import io.quorate.node.p2p.Multiaddr;
import io.quorate.node.p2p.NetworkConfig;
import io.quorate.node.p2p.NodeKey;
import io.quorate.node.p2p.PeerInfo;
import io.quorate.node.p2p.PeerNetwork;
import io.quorate.protocol.codec.Limits;
import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.replica.Input;
import io.quorate.protocol.replica.Ports;
import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.replica.ReplicaConfig;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.verify.Fault;
import io.quorate.protocol.verify.Verifier;
import io.quorate.simulator.byzantine.Adversaries;
import io.quorate.simulator.byzantine.Adversary;
import io.quorate.simulator.byzantine.Liar;
import io.quorate.simulator.disk.SimulatedDisk;
import io.quorate.simulator.disk.SimulatedJournal;
import io.quorate.simulator.disk.SimulatedStore;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.time.Chance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A validator of a real network that lies as one of the simulator's characters does: an honest replica with its real key
 * and the real transport, and the liar between them. A program of the tests; it ends when its input does.
 *
 * <p>Arguments: character (one of the simulator's, {@code flood}, {@code push} or {@code repeat}), development name,
 * chain, port, directory, bootnodes.
 */
public final class ByzantineNode implements Network {
    private static final int JOURNAL_IS_FULL_AT = 1_000;
    private static final long TICK_MILLIS = 100;
    private static final PeerId NOBODY = new PeerId("nobody");

    private final ValidatorSet set;
    private final Adversary adversary;
    private final Liar liar;
    private final Inbox inbox = new Inbox();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final LateNetwork late = new LateNetwork();
    private final LateSets sets = new LateSets();
    private volatile Optional<PeerNetwork> joined = Optional.empty();

    private Adversary character(String label) {
        return switch (label) {
            case "flood" -> new Flooder();
            case "push" -> new Pusher();
            case "repeat" -> new Repeater();
            default -> Adversaries.of(CharacterKind.ofLabel(label).orElseThrow());
        };
    }

    /** Speaks the truth, and far too much: 50,000 requests a second to each peer. */
    private final class Flooder implements Adversary {
        private static final int A_TICK = 5_000;

        @Override
        public void onTick(Liar self) {
            tellAll(new Message.VoteRequest(Round.of(1, 1)), A_TICK);
        }
    }

    /** Sends blocks that nobody asked it for. */
    private final class Pusher implements Adversary {
        private Optional<Block> newest = Optional.empty();

        @Override
        public void onReceive(Liar self, Message message) {
            if (message instanceof Message.Propose propose) {
                newest = Optional.of(propose.proposal().block());
            }
        }

        @Override
        public void onTick(Liar self) {
            newest.ifPresent(block -> tellAll(new Message.Deliver(block, Optional.empty()), 1));
        }
    }

    /** Sends the first votes and certificates that it heard for ever, 640 a second to each peer. */
    private final class Repeater implements Adversary {
        private static final int KEPT = 64;

        private final List<Message> kept = new ArrayList<>();

        @Override
        public void onReceive(Liar self, Message message) {
            boolean signed = message instanceof Message.CastVote || message instanceof Message.Certify;
            if (signed && kept.size() < KEPT) {
                kept.add(message);
            }
        }

        @Override
        public void onTick(Liar self) {
            kept.forEach(message -> tellAll(message, 1));
        }
    }

    private ByzantineNode(String character, Genesis genesis, Signer signer, Signer account) {
        this.set = genesis.validators();
        this.adversary = character(character);
        int self = set.indexOf(signer.publicKey()).orElseThrow().number();
        this.liar = new Liar(
                self,
                genesis.chain(),
                set,
                epoch -> sets.get().get(epoch),
                signer,
                account,
                Chance.of(1, "liar"),
                this::utter);
    }

    /** Runs it until the input ends. */
    public static void main(String[] arguments) throws Exception {
        DevelopmentKeys keys = DevelopmentKeys.byName(arguments[1]).orElseThrow();
        Genesis genesis = Chains.load(arguments[2]);
        Signer signer = keys.validator().signer();
        new ByzantineNode(arguments[0], genesis, signer, keys.account().signer()).run(genesis, keys, signer, arguments);
        while (System.in.read() >= 0) {
            // what starts it says nothing, and ends it by closing
        }
        Runtime.getRuntime().halt(0);
    }

    private void run(Genesis genesis, DevelopmentKeys keys, Signer signer, String[] arguments) throws IOException {
        SignatureScheme scheme = SignatureSchemes.ed25519();
        Verifier verifier = Verifier.of(genesis, scheme, scheme);
        SimulatedDisk disk = new SimulatedDisk();
        SimulatedStore store = new SimulatedStore(disk);
        TimerQueue timers = new TimerQueue(System::nanoTime);
        CertifiedSubjects certified = new CertifiedSubjects();
        Edge edge = new Edge(new Inbound(verifier, Optional.empty()), inbox, sets, certified, 1, System::nanoTime);
        Replica replica = new Replica(
                new ReplicaConfig(genesis, new MempoolConfig(1_000, 1 << 20, 1_000)),
                new Ports(
                        this,
                        timers,
                        store,
                        new SimulatedJournal(disk, JOURNAL_IS_FULL_AT),
                        Ledger.of(LedgerLimits.DEFAULTS, genesis, scheme, scheme),
                        Optional.of(signer),
                        Optional.empty(),
                        new Observer() {}));
        ReplicaThread thread = new ReplicaThread(
                replica,
                inbox,
                timers,
                System::currentTimeMillis,
                edge::onEpoch,
                Throwable::printStackTrace,
                Optional.empty());
        sets.attach(thread::sets);
        Path directory = Files.createDirectories(Path.of(arguments[4]));
        PeerNetwork network = PeerNetwork.start(
                new Identity(NodeKey.of(keys.node().seed()), genesis.chain(), scheme, Optional.of(signer)),
                NetworkConfig.listeningOn(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[3])))
                        .withBootnodes(List.of(Multiaddr.parse(arguments[5])))
                        .withNames(keys.id(), "byzantine")
                        .withDirectory(directory.resolve("net")),
                MessageCodec.within(Limits.of(genesis, scheme)),
                new Listener(edge));
        joined = Optional.of(network);
        late.attach(network);
        thread.start();
        var unused = later.scheduleWithFixedDelay(
                () -> inbox.offer(aside(() -> adversary.onTick(liar))),
                TICK_MILLIS,
                TICK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Something that runs on the replica's thread, of which the replica hears nothing. */
    private static Input aside(Runnable action) {
        return new Input.Received(NOBODY, new Message.VoteRequest(Round.GENESIS), false, replica -> action.run());
    }

    private final class Listener implements PeerNetwork.Listener {
        private final Edge edge;

        Listener(Edge edge) {
            this.edge = edge;
        }

        @Override
        public void connected(PeerId peer, PeerInfo info) {
            System.out.println("connected to " + info.name());
            inbox.offer(new Input.Connected(peer, info.validator()));
        }

        @Override
        public void disconnected(PeerId peer) {
            inbox.offer(new Input.Disconnected(peer));
            edge.forget(peer);
        }

        @Override
        public void received(PeerId peer, Message message, int bytes) {
            inbox.offer(aside(() -> adversary.onReceive(liar, message)));
            edge.receive(peer, message);
        }

        @Override
        public void refused(FailedConnection connection) {
            System.out.println("refused by " + connection.address() + ": " + connection.reason());
        }

        @Override
        public void banned(PeerId peer, Fault fault, String reason, Duration time) {
            System.out.println("bans " + peer + ": " + reason);
        }
    }

    // ---- what it says; on the replica's thread

    @Override
    public void send(PeerId peer, Message message) {
        liar.note(message);
        joined.flatMap(network -> network.peer(peer)).ifPresent(info -> distort(info, message));
    }

    @Override
    public void broadcast(Message message) {
        liar.note(message);
        joined.ifPresent(network -> network.peers().forEach(info -> distort(info, message)));
    }

    private void distort(PeerInfo to, Message message) {
        Optional<Integer> index = index(to);
        Consumer<Message> out = said -> late.send(to.id(), said);
        if (index.isPresent()) {
            adversary.onSend(liar, index.get(), message, out);
        } else {
            out.accept(message);
        }
    }

    private void tellAll(Message message, int times) {
        joined.ifPresent(network -> network.peers().forEach(peer -> {
            for (int i = 0; i < times; i++) {
                late.send(peer.id(), message);
            }
        }));
    }

    private Optional<Integer> index(PeerInfo peer) {
        Optional<PublicKey> key = peer.validator();
        return key.flatMap(set::indexOf).map(ValidatorIndex::number);
    }

    private void utter(int to, Message message, long afterMicros) {
        Runnable send = () -> joined.ifPresent(network -> network.peers().stream()
                .filter(peer -> index(peer).equals(Optional.of(to)))
                .forEach(peer -> late.send(peer.id(), message)));
        if (afterMicros == 0) {
            send.run();
        } else {
            var unused = later.schedule(send, afterMicros, TimeUnit.MICROSECONDS);
        }
    }

    @Override
    public void penalize(PeerId peer, Fault fault, String reason) {
        // it blames nobody
    }
}
