package io.quorate.protocol.gossip;

import io.quorate.protocol.port.Network;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.port.Timers;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Passes certificates on, once, to those that have not shown within Delta/4 that they hold them; and proposals to the
 * next leader. See consensus.md, Relay and Fetch. Bounded: the oldest entry is forgotten; statuses make up for it.
 */
public final class Relay {
    private static final int LIMIT = 1_024;

    /** How many turns of its timer, of half the wait each, an entry stays: at least two whole ones. */
    private static final int TURNS = 3;

    private final Peers peers;
    private final Network network;
    private final Timers timers;
    private final Duration period;
    /** In order of time. */
    private final Deque<Entry> waiting = new ArrayDeque<>();

    private boolean armed;
    private long turn;

    private sealed interface Entry {
        /** The turn of the timer in which it came. */
        long turn();

        record OfCertificate(long turn, Certificate certificate) implements Entry {}

        record OfProposal(long turn, Proposal proposal, ValidatorIndex nextLeader) implements Entry {}
    }

    /** Waits for {@code wait} (Delta/4), and up to half of it more, before it passes anything on. */
    public Relay(Peers peers, Network network, Timers timers, Duration wait) {
        this.peers = peers;
        this.network = network;
        this.timers = timers;
        this.period = wait.dividedBy(2);
    }

    /** A certificate was formed or first received. */
    public void add(Certificate certificate) {
        enqueue(new Entry.OfCertificate(turn, certificate));
    }

    /** A proposal was first seen. */
    public void add(Proposal proposal, ValidatorIndex nextLeader) {
        enqueue(new Entry.OfProposal(turn, proposal, nextLeader));
    }

    private void enqueue(Entry entry) {
        if (waiting.size() >= LIMIT) {
            waiting.removeFirst();
        }
        waiting.addLast(entry);
        arm();
    }

    private void arm() {
        // One timer for all: at a high block rate one each would wake the replica for every certificate once more.
        if (!armed) {
            armed = true;
            timers.arm(new Timer.Relay(), period);
        }
    }

    /**
     * A turn is over: what came three turns ago or earlier is due.
     *
     * @param newest the highest finalization held: it says all that lower ones do
     * @param voted whether a validator is known to have voted for a subject
     */
    public void onTimer(ValidatorSet set, Optional<Certificate> newest, BiPredicate<ValidatorIndex, Subject> voted) {
        armed = false;
        turn++;
        for (Entry entry = waiting.peekFirst(); entry != null && entry.turn() + TURNS <= turn; ) {
            waiting.removeFirst();
            settle(entry, set, newest, voted);
            entry = waiting.peekFirst();
        }
        if (!waiting.isEmpty()) {
            arm();
        }
    }

    private void settle(
            Entry entry, ValidatorSet set, Optional<Certificate> newest, BiPredicate<ValidatorIndex, Subject> voted) {
        if (entry instanceof Entry.OfCertificate of) {
            Certificate certificate = of.certificate();
            boolean outdone = certificate.kind() == VoteKind.FINALIZE
                    && newest.map(other -> other.round().isAfter(certificate.round()))
                            .orElse(false);
            for (PeerId peer : peers.all()) {
                if (!outdone && !peers.needsNot(peer, certificate)) {
                    network.send(peer, new Message.Certify(certificate));
                }
            }
        } else if (entry instanceof Entry.OfProposal of) {
            Subject subject = of.proposal().vote().subject();
            if (!voted.test(of.nextLeader(), subject)) {
                peers.of(of.nextLeader(), set)
                        .filter(peer -> peers.validator(peer, set)
                                .filter(of.proposal().vote().validator()::equals)
                                .isEmpty())
                        .ifPresent(peer -> network.send(peer, new Message.Propose(of.proposal(), Optional.empty())));
            }
        }
    }
}
