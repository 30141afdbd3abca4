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

    private final Peers peers;
    private final Network network;
    private final Timers timers;
    private final Duration wait;
    /** Entries and timers are both in order of time: each timer settles the oldest entry. */
    private final Deque<Entry> due = new ArrayDeque<>();

    private sealed interface Entry {
        record OfCertificate(Certificate certificate) implements Entry {}

        record OfProposal(Proposal proposal, ValidatorIndex nextLeader) implements Entry {}
    }

    /** Waits {@code wait} (Delta/4) before it passes anything on. */
    public Relay(Peers peers, Network network, Timers timers, Duration wait) {
        this.peers = peers;
        this.network = network;
        this.timers = timers;
        this.wait = wait;
    }

    /** A certificate was formed or first received. */
    public void add(Certificate certificate) {
        enqueue(new Entry.OfCertificate(certificate));
    }

    /** A proposal was first seen. */
    public void add(Proposal proposal, ValidatorIndex nextLeader) {
        enqueue(new Entry.OfProposal(proposal, nextLeader));
    }

    private void enqueue(Entry entry) {
        if (due.size() >= LIMIT) {
            due.removeFirst();
        }
        due.addLast(entry);
        timers.arm(new Timer.Relay(), wait);
    }

    /**
     * The oldest entry is due.
     *
     * @param newest the highest finalization held: it says all that lower ones do
     * @param voted whether a validator is known to have voted for a subject
     */
    public void onTimer(ValidatorSet set, Optional<Certificate> newest, BiPredicate<ValidatorIndex, Subject> voted) {
        Entry entry = due.pollFirst();
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
