package io.quorate.node.p2p;

import io.netty.channel.EventLoop;
import io.quorate.protocol.types.PeerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whom to dial, and when again: reserved nodes always, bootnodes and known peers while slots are free, each with
 * a delay that doubles and is jittered. Runs on one event loop and on nothing else.
 */
final class Dialer {
    /** Dials; the ending is told on any thread, once. */
    interface Dial {
        void dial(PeerId peer, Multiaddr address, boolean announced, Handshake.Ending ending);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);
    private static final int MAX_DOUBLINGS = 16;
    private static final int MAX_TARGETS = 2 * PeerBook.MAX_PEERS;
    private static final int DIALS_PER_TICK = 8;
    private static final int MAX_FIXED = 16;

    private static final class Target {
        private final List<Multiaddr> fixed = new ArrayList<>();
        private int turn;
        private int failures;
        private long notBefore;
        private boolean dialling;
        private boolean open;
        private long openedAt;
    }

    private final EventLoop loop;
    private final NetworkConfig config;
    private final PeerId own;
    private final Roster roster;
    private final Reputation reputation;
    private final PeerBook book;
    private final Random random;
    private final Dial dial;
    private final Map<PeerId, Target> targets = new LinkedHashMap<>();
    private List<Multiaddr> reserved;
    private Future<?> next;

    Dialer(
            EventLoop loop,
            NetworkConfig config,
            PeerId own,
            Roster roster,
            Reputation reputation,
            PeerBook book,
            Random random,
            Dial dial) {
        this.loop = loop;
        this.config = config;
        this.own = own;
        this.roster = roster;
        this.reputation = reputation;
        this.book = book;
        this.random = random;
        this.dial = dial;
        this.reserved = config.reserved();
        this.next = loop.newSucceededFuture(null);
    }

    void start() {
        loop.execute(() -> {
            reserved.forEach(this::fix);
            if (!config.reservedOnly()) {
                config.bootnodes().forEach(this::fix);
            }
        });
        wake();
    }

    /**
     * One more to dial, as if it were a bootnode; forgotten when the node stops. Any thread.
     *
     * @return completes on the loop: false if it is this node's own, known already, or one too many
     */
    CompletableFuture<Boolean> add(Multiaddr address) {
        CompletableFuture<Boolean> added = new CompletableFuture<>();
        loop.execute(() -> {
            PeerId peer = address.peer().orElseThrow(() -> new IllegalStateException("checked by the caller"));
            Target known = targets.get(peer);
            boolean room = known == null ? targets.size() < MAX_TARGETS : known.fixed.size() < MAX_FIXED;
            boolean wanted = room && !peer.equals(own) && (known == null || !known.fixed.contains(address));
            if (wanted) {
                fix(address);
            }
            tick();
            added.complete(wanted);
        });
        return added;
    }

    /** Other nodes are reserved from now on; any thread. */
    void reserve(List<Multiaddr> addresses) {
        loop.execute(() -> {
            Set<Multiaddr> wanted = new LinkedHashSet<>(addresses);
            if (!config.reservedOnly()) {
                wanted.addAll(config.bootnodes());
            }
            reserved.stream().filter(address -> !wanted.contains(address)).forEach(this::unfix);
            addresses.stream().filter(address -> !reserved.contains(address)).forEach(this::fix);
            reserved = List.copyOf(addresses);
            tick();
        });
    }

    private void unfix(Multiaddr address) {
        address.peer().map(targets::get).ifPresent(target -> target.fixed.remove(address));
    }

    /** There may be someone to dial: one that is new, or was lost. Any thread. */
    void wake() {
        try {
            loop.execute(this::tick);
        } catch (RejectedExecutionException e) {
            LOG.debug("the network is closed: nobody is dialled any more");
        }
    }

    private void fix(Multiaddr address) {
        PeerId peer = address.peer().orElseThrow(() -> new IllegalStateException("checked by the configuration"));
        if (peer.equals(own)) {
            return;
        }
        Target target = targets.computeIfAbsent(peer, unknown -> new Target());
        if (!target.fixed.contains(address)) {
            target.fixed.add(address);
            target.notBefore = System.nanoTime(); // whatever was wrong with others, this one may do
        }
    }

    private void tick() {
        next.cancel(false);
        try {
            dialWhoIsDue();
        } catch (RuntimeException e) {
            LOG.error("a fault of this node while choosing whom to dial", e);
        }
        NetworkConfig.Times times = config.times();
        long busy = Math.max(10, Math.min(250, times.redialFirst().toMillis() / 2));
        // Who is lost wakes it: while all are connected it looks only now and then, which costs an idle node nothing.
        next = loop.schedule(this::tick, isSettled() ? times.look().toMillis() : busy, TimeUnit.MILLISECONDS);
    }

    private boolean isSettled() {
        return targets.entrySet().stream()
                .allMatch(target -> !target.getValue().dialling && roster.isConnected(target.getKey()));
    }

    private void dialWhoIsDue() {
        long now = System.nanoTime();
        targets.forEach((peer, target) -> noticeLoss(peer, target, now));
        for (PeerId peer : List.copyOf(targets.keySet())) {
            Target target = targets.get(peer);
            if (target != null && !target.fixed.isEmpty()) {
                tryDial(peer, target, now);
            }
        }
        if (config.reservedOnly()) {
            return;
        }
        int started = 0;
        for (PeerId peer : book.shuffled()) {
            if (started == DIALS_PER_TICK || !slotFree()) {
                break;
            }
            if (!targets.containsKey(peer) && targets.size() >= MAX_TARGETS) {
                targets.values().removeIf(old -> old.fixed.isEmpty() && !old.dialling && !old.open);
            }
            if (tryDial(peer, targets.computeIfAbsent(peer, unknown -> new Target()), now)) {
                started++;
            }
        }
    }

    /** A connection that lasted resets the delay; one that broke at once does not. */
    private void noticeLoss(PeerId peer, Target target, long now) {
        if (!target.open || roster.isConnected(peer)) {
            return;
        }
        target.open = false;
        boolean lasted = now - target.openedAt > config.times().redialLongest().toNanos();
        target.failures = lasted ? 0 : target.failures + 1;
        target.notBefore = now + delay(target.failures - 1);
    }

    private boolean slotFree() {
        long dialling =
                targets.values().stream().filter(target -> target.dialling).count();
        return roster.slotsTaken(false) + dialling < config.limits().outbound();
    }

    private boolean tryDial(PeerId peer, Target target, long now) {
        boolean reserved = roster.isReserved(peer);
        if (target.dialling
                || now - target.notBefore < 0
                || roster.isConnected(peer)
                || (!reserved && (reputation.banned(peer).isPresent() || !slotFree()))) {
            return false;
        }
        List<Multiaddr> addresses = new ArrayList<>(target.fixed);
        book.record(peer)
                .ifPresent(record -> record.addresses().stream()
                        .filter(address -> !addresses.contains(address))
                        .forEach(addresses::add));
        if (addresses.isEmpty()) {
            return false;
        }
        Multiaddr address = addresses.get(Math.floorMod(target.turn++, addresses.size()));
        target.dialling = true;
        // an unreachable bootnode is worth a word once, not with every attempt
        boolean announced = !target.fixed.isEmpty() && target.failures == 0;
        dial.dial(peer, address, announced, outcome -> loop.execute(() -> ended(peer, target, outcome)));
        return true;
    }

    private void ended(PeerId peer, Target target, Handshake.Outcome outcome) {
        long now = System.nanoTime();
        target.dialling = false;
        switch (outcome) {
            case OPEN -> {
                target.open = true;
                target.openedAt = now;
                book.reached(peer);
            }
            case DUPLICATE -> target.notBefore = now + delay(0);
            case FAILED -> {
                target.notBefore = now + delay(target.failures++);
                book.failed(peer);
            }
            case HOPELESS -> {
                target.failures++;
                target.notBefore = now + jittered(config.times().redialRefused());
            }
        }
    }

    private long delay(int failures) {
        long longest = config.times().redialLongest().toMillis();
        long doubled = config.times().redialFirst().toMillis() << Math.max(0, Math.min(failures, MAX_DOUBLINGS));
        return jittered(Duration.ofMillis(Math.max(1, Math.min(longest, doubled))));
    }

    /** Half to one and a half times as long, so that nodes do not dial in step. */
    private long jittered(Duration delay) {
        return (long) (delay.toNanos() * (0.5 + random.nextDouble()));
    }
}
