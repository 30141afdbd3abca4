package io.quorate.node.runtime;

import io.quorate.node.p2p.TokenBucket;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.verify.Fault;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What each peer may send, by what it sent and what it was asked for alone, never by how busy this node is (network.md,
 * Defence): so many messages a second, few of them old and sent before, and as many blocks as were asked of it. Goes
 * between the replica and the network, so as to know what is asked.
 *
 * <p>The rate is a multiple of what any honest peer comes to: a view makes a handful of messages for each validator whose
 * votes a peer passes on. What is saved up covers all that the buffers between two nodes hold after one of them stood
 * still. It is kept when the peer disconnects, so that nobody gets it anew by connecting again. Bounded: the peer that was
 * quiet longest is forgotten first. Thread-safe.
 */
final class Allowances implements Network {
    /** Messages a second that a peer may send for as long as it likes. */
    static final int RATE = 5_000;

    /** How many messages can be saved up. */
    static final int BURST = 10 * RATE;

    /** A fault for each so many messages over the rate. */
    static final int STEP = 1_000;

    /** Blocks that a peer may still owe; more than are ever asked for before another peer is. */
    private static final int MAX_OWED = 16_384;

    private static final int MAX_PEERS = 1_024;

    /** How much more than it may send again is a fault. */
    static final int REPEATS_STEP = 250;

    /** For so many seconds' worth of what is old and was sent before there is room at once. */
    private static final int REPEATS_SECONDS = 60;

    /** What Standstill sends a second at most: 16 KB of votes, the shortest of which take 200 bytes. */
    private static final int STANDSTILL = 82;

    private final Network network;
    private final LongSupplier nanoClock;
    private final Supplier<Round> finalized;
    private final int repeats;
    private final Map<PeerId, Allowance> allowances = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Allowance {
        private final TokenBucket messages;
        private final TokenBucket again;
        private Repeats old = new Repeats();
        private long over;
        private long repeated;
        private long owed;

        Allowance(int repeats, LongSupplier nanoClock) {
            messages = new TokenBucket(BURST, Duration.ofSeconds(1).dividedBy(RATE), nanoClock);
            again = new TokenBucket(
                    REPEATS_SECONDS * repeats, Duration.ofSeconds(1).dividedBy(repeats), nanoClock);
        }
    }

    private enum Ruling {
        TAKEN,
        DROPPED,
        FLOOD,
        REPLAY,
        UNREQUESTED
    }

    /**
     * Sends through {@code network}, and charges peers there.
     *
     * @param delta the chain's: how often a peer that is cut off repeats what it has
     * @param finalized the round of the highest finalization, as of a moment ago
     */
    Allowances(Network network, LongSupplier nanoClock, Duration delta, Supplier<Round> finalized) {
        this.network = network;
        this.nanoClock = nanoClock;
        this.finalized = finalized;
        this.repeats = repeats(delta);
    }

    /**
     * How often a second a peer may send again what is old and was sent before: twice what one does that is cut off, two
     * messages each Delta and what a standstill makes (consensus.md, Repeat, Standstill).
     */
    static int repeats(Duration delta) {
        return 2 * (STANDSTILL + (int) (2_000 / delta.toMillis()));
    }

    /** Whether a message that came is to be looked at; if not, its sender was charged as it deserves. Any thread. */
    boolean take(PeerId from, Message message) {
        return switch (rule(from, message)) {
            case TAKEN -> true;
            case DROPPED -> false;
            case FLOOD -> {
                network.penalize(from, Fault.FLOOD, "more than " + RATE + " messages a second");
                yield false;
            }
            case REPLAY -> {
                network.penalize(from, Fault.REPLAY, "old messages, again and again");
                yield false;
            }
            case UNREQUESTED -> {
                network.penalize(from, Fault.UNREQUESTED, "a block that it was not asked for");
                yield false;
            }
        };
    }

    private synchronized Ruling rule(PeerId from, Message message) {
        Allowance allowance = of(from);
        if (message instanceof Message.Deliver) {
            if (allowance.owed == 0) {
                return Ruling.UNREQUESTED;
            }
            allowance.owed--;
            return Ruling.TAKEN;
        }
        if (!allowance.messages.tryTake()) {
            allowance.over++;
            return allowance.over % STEP == 0 ? Ruling.FLOOD : Ruling.DROPPED;
        }
        if (allowance.old.isOneTooMany(message, finalized.get()) && !allowance.again.tryTake()) {
            allowance.repeated++;
            return allowance.repeated % REPEATS_STEP == 0 ? Ruling.REPLAY : Ruling.DROPPED;
        }
        return Ruling.TAKEN;
    }

    /** A peer is gone: what it said is forgotten, not how much of it. */
    synchronized void forget(PeerId peer) {
        Allowance known = allowances.get(peer);
        if (known != null) {
            known.old = new Repeats();
        }
    }

    private synchronized void ask(PeerId peer, int blocks) {
        Allowance allowance = of(peer);
        allowance.owed = Math.min(MAX_OWED, allowance.owed + blocks);
    }

    private Allowance of(PeerId peer) {
        Allowance allowance = allowances.get(peer);
        if (allowance == null) {
            allowance = new Allowance(repeats, nanoClock);
            allowances.put(peer, allowance);
            if (allowances.size() > MAX_PEERS) {
                Iterator<PeerId> eldest = allowances.keySet().iterator();
                eldest.next();
                eldest.remove();
            }
        }
        return allowance;
    }

    @Override
    public void send(PeerId peer, Message message) {
        // Before it is sent: the answer may be here at once.
        if (message instanceof Message.BlockRequest) {
            ask(peer, 1);
        } else if (message instanceof Message.RangeRequest request) {
            ask(peer, request.count());
        }
        network.send(peer, message);
    }

    @Override
    public void broadcast(Message message) {
        network.broadcast(message);
    }

    @Override
    public void penalize(PeerId peer, Fault fault, String reason) {
        network.penalize(peer, fault, reason);
    }
}
