package io.quorate.protocol.replica;

import io.quorate.protocol.consensus.ConsensusState;
import io.quorate.protocol.consensus.Effects;
import io.quorate.protocol.consensus.VotingHistory;
import io.quorate.protocol.gossip.Fetcher;
import io.quorate.protocol.gossip.Peers;
import io.quorate.protocol.gossip.Relay;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.BlockStore.Commit;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.verify.EpochSets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Performs what consensus asks for, through the ports; what is sent waits in the outbox until the step's sync. */
final class ConsensusEffects implements Effects {
    /** The most certificates that wait for a commit to take them in; of more the oldest are not archived. */
    private static final int KEPT = 4_096;

    private final Ports ports;
    private final Observer observer;
    private final SigningJournal journal;
    /** Kept without a key too: a replica that runs without its key for a while forgets nothing that it signed. */
    private final VotingHistory history = new VotingHistory();

    private final Deque<Certificate> kept = new ArrayDeque<>();
    private final Optional<BallotBox> ballots;
    private final Outbox outbox;
    private final Peers peers;
    private final Relay relay;
    private final Fetcher fetcher;
    private final TransactionPool pool;
    private final Accuser accuser;
    private EpochSets sets;
    private ValidatorSet current;
    private Optional<Certificate> newest;
    private Optional<Round> replacedAt = Optional.empty();
    private Supplier<ConsensusState> state = () -> {
        throw new IllegalStateException("effects are performed once consensus is attached");
    };

    ConsensusEffects(
            Ports ports,
            ChainId chain,
            Outbox outbox,
            Peers peers,
            Relay relay,
            Fetcher fetcher,
            TransactionPool pool,
            Accuser accuser,
            EpochSets sets,
            Optional<Certificate> newest) {
        this.ports = ports;
        this.observer = ports.observer();
        this.journal = ports.journal();
        this.ballots = ports.signer().map(signer -> new BallotBox(chain, signer, ports.journal(), history));
        this.outbox = outbox;
        this.peers = peers;
        this.relay = relay;
        this.fetcher = fetcher;
        this.pool = pool;
        this.accuser = accuser;
        this.sets = sets;
        this.current = sets.get(sets.latest()).orElseThrow();
        this.newest = newest;
    }

    void attach(Supplier<ConsensusState> consensus) {
        state = consensus;
    }

    // ---- start and end

    /** A certificate that the journal gave back: no commit has taken it in. */
    void restore(Certificate certificate) {
        keep(certificate);
    }

    void restore(Vote vote) {
        history.record(vote);
    }

    void raiseFloor(Round round) {
        history.raiseFloor(round);
    }

    /** Whether a vote for this subject by the own key was cast elsewhere; at or below the floor nobody can tell. */
    boolean isForeign(Subject subject) {
        return subject.round().isAfter(history.floor()) && history.find(subject).isEmpty();
    }

    /** Makes the step durable: one sync. Now and then the journal is replaced by what is still live. */
    void sync(ConsensusState now) {
        journal.sync();
        // Only finality frees anything: until it moves on, a journal that is full of what is live stays as it is.
        if (journal.isFull() && !replacedAt.equals(Optional.of(now.finalized()))) {
            replacedAt = Optional.of(now.finalized());
            replace(now);
        }
    }

    private void replace(ConsensusState now) {
        // consensus.md, Persist before send: records are dropped only below a durable finalization
        ports.store().sync();
        raiseFloor(now.finalized());
        journal.replace(live(now));
    }

    /** What a replica must take back that goes on from here. */
    List<Entry> live(ConsensusState now) {
        List<Entry> live = new ArrayList<>();
        // The floor may be above finality: an import sets it above every round of the history that was moved.
        live.add(new Entry.Floor(history.floor()));
        history.votes().forEach(vote -> live.add(new Entry.Signed(vote)));
        now.blocks().forEach(block -> live.add(new Entry.Stored(block)));
        now.certificates().forEach(certificate -> live.add(new Entry.Held(certificate)));
        accuser.pooled().forEach(evidence -> live.add(new Entry.Accused(evidence)));
        return live;
    }

    EpochSets sets() {
        return sets;
    }

    Optional<Certificate> newest() {
        return newest;
    }

    // ---- effects

    @Override
    public Optional<Vote> cast(Subject subject) {
        Optional<Vote> vote = sign(subject);
        vote.ifPresent(signed -> {
            outbox.broadcast(new Message.CastVote(signed));
            outbox.afterwards(() -> observer.cast(signed));
        });
        return vote;
    }

    @Override
    public Optional<Vote> propose(Block block, Subject subject, Optional<Certificate> entry) {
        journal.append(new Entry.Stored(block));
        Optional<Vote> vote = sign(subject);
        vote.ifPresent(signed -> {
            repeat(new Proposal(block, signed), entry);
            outbox.afterwards(() -> observer.proposed(subject.round(), block));
            outbox.afterwards(() -> observer.cast(signed));
        });
        return vote;
    }

    private Optional<Vote> sign(Subject subject) {
        Optional<ValidatorIndex> self = state.get().self();
        if (ballots.isEmpty() || self.isEmpty()) {
            return Optional.empty();
        }
        BallotBox.Ballot ballot = ballots.get().sign(subject, self.get());
        if (ballot instanceof BallotBox.Ballot.Refused refused) {
            observer.refused(subject, refused.reason());
            return Optional.empty();
        }
        return Optional.of(((BallotBox.Ballot.Signed) ballot).vote());
    }

    @Override
    public void repeat(Vote vote) {
        outbox.broadcast(new Message.CastVote(vote));
    }

    @Override
    public void repeat(Proposal proposal, Optional<Certificate> entry) {
        Optional<Certificate> sameEpoch = entry.filter(certificate ->
                certificate.round().epoch().equals(proposal.round().epoch()));
        outbox.broadcast(new Message.Propose(proposal, sameEpoch));
    }

    @Override
    public void repeat(Certificate certificate) {
        outbox.broadcast(new Message.Certify(certificate));
    }

    @Override
    public void hold(Certificate certificate) {
        journal.append(new Entry.Held(certificate));
        keep(certificate);
        relay.add(certificate);
        fetcher.obtained(certificate.round());
        observer.certified(certificate);
    }

    private void keep(Certificate certificate) {
        if (kept.size() == KEPT) {
            kept.removeFirst();
        }
        kept.addLast(certificate);
    }

    @Override
    public void store(Block block) {
        journal.append(new Entry.Stored(block));
    }

    @Override
    public void seen(Proposal proposal, ValidatorIndex nextLeader) {
        relay.add(proposal, nextLeader);
        observer.proposed(proposal.round(), proposal.block());
    }

    @Override
    public void arm(Timer timer, Duration delay) {
        ports.timers().arm(timer, delay);
    }

    @Override
    public void wantCertificates(Round round, Optional<ValidatorIndex> likely) {
        fetcher.wantCertificates(round, likely.flatMap(this::peer));
    }

    @Override
    public void wantBlock(BlockId block, Optional<ValidatorIndex> likely) {
        fetcher.wantBlock(block, likely.flatMap(this::peer));
    }

    private Optional<PeerId> peer(ValidatorIndex validator) {
        return peers.of(validator, current);
    }

    @Override
    public void commit(
            Block block, Execution execution, Optional<Certificate> finalization, Optional<EpochStart> next) {
        if (finalization.isEmpty()) {
            // A crash between this block and the one that is certified must find that certificate in the journal.
            journal.sync();
        }
        ports.store()
                .commit(new Commit(
                        block,
                        execution.receipts(),
                        execution.changes(),
                        execution.events(),
                        finalization,
                        next,
                        List.copyOf(kept)));
        kept.clear();
        pool.remove(block);
        next.ifPresent(start -> {
            sets = sets.with(start.epoch(), start.set());
            current = start.set();
        });
        Round round = finalization
                .map(Certificate::round)
                .orElseGet(() -> new Round(block.header().epoch(), View.ZERO));
        outbox.afterwards(
                () -> observer.finalized(round, block, execution.receipts(), execution.events(), finalization));
    }

    @Override
    public void decided(Certificate finalization) {
        newest = Optional.of(finalization);
        raiseFloor(finalization.round());
        fetcher.forgetUpTo(finalization.round());
    }

    @Override
    public boolean enter(Round round, ValidatorIndex leader, Optional<Certificate> by, List<Block> inFlight) {
        observer.entered(round, leader, by);
        return pool.enter(round, leader, current, inFlight);
    }

    @Override
    public Iterable<Transaction> pending() {
        return pool.pending();
    }

    @Override
    public boolean accuse(Evidence evidence) {
        if (evidence instanceof Evidence.ConflictingVotes votes) {
            // network.md, Gossip: a vote that contradicts one held goes to all
            outbox.broadcast(new Message.CastVote(votes.first()));
            outbox.broadcast(new Message.CastVote(votes.second()));
        }
        accuser.add(evidence, Optional.empty(), state.get());
        return !accuser.isCrowdedOut(evidence);
    }

    @Override
    public void counted(Vote vote) {
        observer.counted(vote);
    }

    @Override
    public void invalid(Round round, Block block, String reason) {
        observer.invalid(round, block, reason);
    }
}
