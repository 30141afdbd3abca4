package io.quorate.protocol.replica;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.consensus.ConsensusState;
import io.quorate.protocol.evidence.EvidencePool;
import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.gossip.Peers;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Transaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The evidence pool and what is done with it: kept in the journal, told to peers, submitted until it is on chain. */
final class Accuser {
    /** How long a submitted transaction may wait for its block; less than the pool waits before it submits anew. */
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    /** One piece is told once more, to whom it may be news, every so many ticks, 5 s: the loss of a message loses no evidence. */
    private static final int REPEAT_TICKS = 20;

    /** How many offences are remembered of which evidence is of no use; the oldest falls out. */
    private static final int SETTLED = 1_024;

    /** The most that a new peer is told at once; the rest comes by repetition. */
    private static final int GREETING = 64;

    private final ChainId chain;
    private final Ports ports;
    private final Outbox outbox;
    private final Peers peers;
    private final TransactionPool transactions;
    private final EvidencePool pool = new EvidencePool();
    /** Offences of which evidence is of no use, found out in this epoch: a fault's record is a state's costly reading. */
    private final Set<Offence> settled = new LinkedHashSet<>();

    private Epoch settledIn = Epoch.ZERO;
    private Height lookedAt = Height.ZERO;
    private int ticks;

    Accuser(ChainId chain, Ports ports, Outbox outbox, Peers peers, TransactionPool transactions) {
        this.chain = chain;
        this.ports = ports;
        this.outbox = outbox;
        this.peers = peers;
        this.transactions = transactions;
    }

    /** Takes back what the journal held. */
    void restore(Evidence evidence) {
        pool.add(evidence);
    }

    /** Takes in what was found or came from a peer, checked; says whether it is new and of use. */
    boolean add(Evidence evidence, Optional<PeerId> from, ConsensusState state) {
        if (knows(evidence)) {
            from.ifPresent(peer -> onRepeated(peer, evidence));
            outbox.afterwards(() -> ports.observer().known(evidence));
            return false;
        }
        // validators.md: evidence of future rounds is pooled for nobody
        if (evidence.round().isAfter(state.round()) || isUseless(evidence, state) || !pool.add(evidence)) {
            return false;
        }
        ports.journal().append(new SigningJournal.Entry.Accused(evidence));
        from.ifPresent(peer -> onRepeated(peer, evidence));
        tell(evidence);
        outbox.afterwards(() -> {
            ports.observer().accused(evidence);
            ports.observer().known(evidence);
        });
        return true;
    }

    /** Whether evidence is of use, as far as is known, and there is no room for it. */
    boolean isCrowdedOut(Evidence evidence) {
        return !knows(evidence) && !pool.hasRoom(evidence);
    }

    /** Whether the offence is pooled, or was found to be recorded: evidence of it, checked or not, is no news. */
    boolean knows(Evidence evidence) {
        return pool.contains(evidence) || settled.contains(Offence.of(evidence));
    }

    /** A peer told of an offence that is known. */
    void onRepeated(PeerId from, Evidence evidence) {
        if (peers.has(from)) {
            pool.recordHolder(evidence, from);
        }
    }

    /** Tells those that have not shown that they know: in the end each has told each other once at most. */
    private void tell(Evidence evidence) {
        for (PeerId peer : peers.all()) {
            if (!pool.isHeldBy(evidence, peer)) {
                outbox.send(peer, new Message.Accuse(evidence));
            }
        }
    }

    private boolean isUseless(Evidence evidence, ConsensusState state) {
        BlockTime time = state.head().header().time();
        if (ports.application().refuse(ports.store().state(), time, evidence).isEmpty()) {
            return false;
        }
        settled.add(Offence.of(evidence));
        if (settled.size() > SETTLED) {
            settled.remove(settled.iterator().next());
        }
        outbox.afterwards(() -> ports.observer().known(evidence));
        return true;
    }

    /** A peer connected: it may have missed what was told before. */
    void greet(PeerId peer) {
        pool.all().stream().limit(GREETING).forEach(evidence -> outbox.send(peer, new Message.Accuse(evidence)));
    }

    /** A peer is gone. */
    void part(PeerId peer) {
        pool.forget(peer);
    }

    /** Looks what is on chain by now, tells one piece again now and then, and submits what is due; true if it did. */
    boolean onTick(ConsensusState state, BlockTime now) {
        if (!state.round().epoch().equals(settledIn)) {
            // Who had nothing left to lose may have again.
            settledIn = state.round().epoch();
            settled.clear();
        }
        if (!state.head().height().equals(lookedAt)) {
            lookedAt = state.head().height();
            pool.drop(evidence -> isUseless(evidence, state));
        }
        ticks++;
        if (ticks % REPEAT_TICKS == 0) {
            pool.next().ifPresent(this::tell);
        }
        if (ports.account().isEmpty()) {
            return false;
        }
        List<Evidence> due = pool.due(state.self(), state.epoch().set().size());
        BlockTime time = BlockTime.max(state.head().header().time(), now);
        due.forEach(evidence -> transactions.addOwn(transaction(ports.account().get(), evidence, time), state, now));
        return !due.isEmpty();
    }

    private Transaction transaction(Signer account, Evidence evidence, BlockTime time) {
        Hash hash = EvidencePool.hash(evidence);
        ByteBuffer salt = ByteBuffer.wrap(hash.toBytes());
        Application application = ports.application();
        Transaction.Draft draft = new Transaction.Draft(
                chain,
                account.publicKey(),
                new Transaction.Salt(salt.getLong(), salt.getLong()),
                time.plus(LIFETIME),
                List.of(application.accusation(evidence)));
        return draft.signed(account.sign(draft.signingBytes()));
    }

    /** What is pooled, oldest first. */
    List<Evidence> pooled() {
        return pool.all();
    }
}
