package io.quorate.protocol.replica;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.consensus.Consensus;
import io.quorate.protocol.consensus.ConsensusConfig;
import io.quorate.protocol.consensus.ConsensusState;
import io.quorate.protocol.gossip.CatchUp;
import io.quorate.protocol.gossip.Fetcher;
import io.quorate.protocol.gossip.Peers;
import io.quorate.protocol.gossip.Relay;
import io.quorate.protocol.gossip.Shares;
import io.quorate.protocol.gossip.Standstill;
import io.quorate.protocol.gossip.Statuses;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.verify.CheckedBlock;
import io.quorate.protocol.verify.CheckedProposal;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Fault;
import io.quorate.protocol.verify.Verdict;
import io.quorate.protocol.verify.Verified;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One replica: consensus, gossip and mempool as one machine.
 *
 * <p>One thread owns it. A step is {@link #begin}, any number of inputs, {@link #end}: what the inputs made is persisted
 * with one sync, and only then sent. An exception from a step is fatal: the replica must not be used any more.
 */
public final class Replica implements Inbound.Held {
    private static final Duration TICK = Duration.ofMillis(250);
    private static final int TICKS_PER_SECOND = 4;
    private static final int STANDSTILL_TICKS = 10 * TICKS_PER_SECOND;

    /** What answering costs beside the bytes that are sent, counted against a peer's share. */
    private static final int REQUEST_COST_BYTES = 4 * 1024;

    private static final int STATUS_COST_BYTES = 64 * 1024;

    /** What evidence that is no news takes of its sender's share. */
    private static final int REPEAT_COST_BYTES = 32 * 1024;

    private final Ports ports;
    private final Outbox outbox;
    private final Peers peers = new Peers();
    private final Shares shares = new Shares();
    private final Relay relay;
    private final Fetcher fetcher;
    private final Statuses statuses;
    private final Standstill standstill;
    private final CatchUp catchUp;
    private final Halt halt;
    private final Doppelganger doppelganger;
    private final TransactionPool pool;
    private final Accuser accuser;
    private final ConsensusEffects effects;
    private final Consensus consensus;
    private final List<PeerId> greeted = new ArrayList<>();
    private BlockTime now = BlockTime.EPOCH;
    private Round roundAtTick = Round.GENESIS;
    private boolean settled;
    /** Whether the last tick came with a status: every second one does, so that an idle network costs little. */
    private boolean reporting;

    /** A replica over its ports. An empty store is given the genesis block first. */
    public Replica(ReplicaConfig config, Ports ports) {
        this.ports = ports;
        this.outbox = new Outbox(ports.network());
        ConsensusConfig consensusConfig = ConsensusConfig.of(config.genesis()).haltingAt(config.haltHeight());
        this.halt = new Halt(config.haltHeight());
        this.doppelganger = new Doppelganger(config.doppelgangerCheck(), !config.resumed());
        Duration delta = consensusConfig.delta();
        this.relay = new Relay(peers, outbox, ports.timers(), delta.dividedBy(4));
        this.fetcher = new Fetcher(peers, outbox, ports.timers(), delta.dividedBy(8), delta.dividedBy(2));
        this.statuses = new Statuses(peers, outbox);
        this.standstill = new Standstill(outbox, STANDSTILL_TICKS, TICKS_PER_SECOND);
        this.catchUp = new CatchUp(peers, outbox);
        if (ports.store().head().isEmpty()) {
            ports.store().commit(GenesisBlock.of(config.genesis(), ports.application()));
            ports.store().sync();
        }
        BlockStore.Head head = ports.store().head().orElseThrow();
        EpochSets sets = sets(ports.store(), head);
        Optional<Certificate> finalization =
                ports.store().finalization(head.block().height());
        this.pool = new TransactionPool(config.mempool(), ports, outbox, peers);
        this.accuser = new Accuser(config.genesis().chain(), ports, outbox, peers, pool);
        this.effects = new ConsensusEffects(
                ports, config.genesis().chain(), outbox, peers, relay, fetcher, pool, accuser, sets, finalization);
        Optional<PublicKey> key = ports.signer().map(Signer::publicKey);
        this.consensus = new Consensus(
                consensusConfig,
                effects,
                ports.application(),
                ports.store().state(),
                key,
                head.epoch(),
                head.block(),
                finalization);
        effects.attach(consensus::state);
    }

    /** The sets of the current epoch and of those in the evidence window: evidence of theirs may still come. */
    private static EpochSets sets(BlockStore store, BlockStore.Head head) {
        BlockStore.EpochStart later = head.epoch();
        long current = later.epoch().number();
        EpochSets sets = EpochSets.of(later.epoch(), later.set());
        for (long number = current - 1; number >= 0; number--) {
            Epoch epoch = new Epoch(number);
            Optional<BlockStore.EpochStart> start = store.epoch(epoch);
            // An epoch ends with the block that the next one begins with.
            boolean passed = head.block().header().time().isAfter(later.time().plus(Evidence.WINDOW))
                    && current - number > Evidence.WINDOW_EPOCHS;
            if (start.isEmpty() || passed) {
                return sets;
            }
            later = start.get();
            sets = sets.with(epoch, later.set());
            if (!sets.earliest().equals(epoch)) {
                return sets;
            }
        }
        return sets;
    }

    // ---- steps

    /** Takes back the journal and begins; a step of its own. */
    public void start(BlockTime time) {
        begin(time);
        // consensus.md, Persist before send: a process that was killed may have left commits that were never
        // synced, and the first vote may rest on the last of them.
        ports.store().sync();
        for (SigningJournal.Entry entry : ports.journal().recover()) {
            restore(entry);
        }
        // Nothing at or below finality is signed.
        effects.raiseFloor(consensus.state().finalized());
        if (doppelganger.isListening()) {
            consensus.fallSilent();
        }
        consensus.start();
        ports.timers().arm(new Timer.Tick(), TICK);
        end();
    }

    private void restore(SigningJournal.Entry entry) {
        if (entry instanceof SigningJournal.Entry.Signed signed) {
            effects.restore(signed.vote());
            consensus.restore(signed.vote());
        } else if (entry instanceof SigningJournal.Entry.Held held) {
            effects.restore(held.certificate());
            consensus.restore(held.certificate());
        } else if (entry instanceof SigningJournal.Entry.Stored stored) {
            consensus.restore(stored.block());
        } else if (entry instanceof SigningJournal.Entry.Floor floor) {
            effects.raiseFloor(floor.round());
        } else if (entry instanceof SigningJournal.Entry.Accused accused) {
            accuser.restore(accused.evidence());
        }
    }

    /** Begins a step at a time of the clock. */
    public void begin(BlockTime time) {
        now = time;
        consensus.at(time);
    }

    /** Ends a step: makes durable what it asked for, then lets out what it sends. */
    public void end() {
        greet();
        pool.flush(consensus.state());
        effects.sync(consensus.state());
        outbox.release();
    }

    /** Who connected in this step is told where it left this replica, and of the others that connected in it. */
    private void greet() {
        if (!greeted.isEmpty()) {
            Message status = new Message.Report(statuses.of(consensus.state()));
            greeted.forEach(peer -> outbox.send(peer, status));
            greeted.clear();
        }
    }

    // ---- peers

    /** A peer connected, with the validator key that it proved to hold. */
    public void onConnected(PeerId peer, Optional<PublicKey> validator) {
        peers.connected(peer, validator);
        greeted.add(peer);
        accuser.greet(peer);
    }

    /** A peer is gone. */
    public void onDisconnected(PeerId peer) {
        peers.disconnected(peer);
        accuser.part(peer);
    }

    // ---- messages, verified

    /** A proposal, with the certificate that came with it. */
    public void onProposal(PeerId from, Verified<CheckedProposal> proposal, Optional<Verified<Certificate>> entry) {
        entry.ifPresent(certificate -> onCertificate(from, certificate));
        Vote vote = proposal.value().proposal().vote();
        guard(vote);
        recordAuthor(from, vote);
        Block block = proposal.value().proposal().block();
        if (consensus.onProposal(proposal)) {
            forward(from, vote, new Message.Propose(proposal.value().proposal(), Optional.empty()));
        }
        if (fetcher.expects(block.id())) {
            // Whoever proposed it, or says so: it is the block that was asked for.
            takeIn(Verified.vouchedFor(proposal.value().block()));
        }
    }

    /** A vote. */
    public void onVote(PeerId from, Verified<Vote> vote) {
        guard(vote.value());
        recordAuthor(from, vote.value());
        if (consensus.onVote(vote)) {
            forward(from, vote.value(), new Message.CastVote(vote.value()));
        }
    }

    /**
     * A vote whose quorum is here already, unchecked. From its author itself it is a sign of life, and shows what the
     * author holds: a claim about itself that moves only what it is sent. If it contradicts one that is held, it is
     * checked after all.
     */
    public void onRedundant(PeerId from, Vote vote, Supplier<Verdict<Vote>> check) {
        boolean byAuthor = isAuthor(from, vote);
        if (consensus.onUnchecked(vote, byAuthor, check)) {
            Verdict<Vote> verdict = check.get();
            if (verdict instanceof Verdict.Accepted<Vote> accepted) {
                onVote(from, accepted.verified());
            } else if (verdict instanceof Verdict.Rejected<Vote> rejected) {
                onFault(from, rejected.fault(), rejected.reason());
            }
            return;
        }
        peers.validator(from, set()).filter(vote.validator()::equals).ifPresent(author -> {
            consensus.onHeard(author);
            peers.recordOwnVote(from, vote.subject());
        });
        if (byAuthor) {
            outbox.afterwards(() -> ports.observer().heard(vote));
        }
    }

    private void guard(Vote vote) {
        guard(vote.validator(), vote.subject());
    }

    private void guard(ValidatorIndex signer, Subject subject) {
        // consensus.md, Persist before send: a vote of its own key that its journal does not hold
        if (doppelganger.isWatching()
                && subject.round().epoch().equals(consensus.state().round().epoch())
                && consensus.state().self().filter(signer::equals).isPresent()
                && effects.isForeign(subject)) {
            doppelganger.heard();
            consensus.fallSilent();
            outbox.afterwards(() -> ports.observer().doppelganger(subject));
        }
    }

    private void recordAuthor(PeerId from, Vote vote) {
        if (isAuthor(from, vote)) {
            peers.recordOwnVote(from, vote.subject());
        }
    }

    /** By the set of the vote's own epoch: in another an index is somebody else. */
    private boolean isAuthor(PeerId peer, Vote vote) {
        return effects.sets()
                .get(vote.subject().round().epoch())
                .flatMap(set -> peers.validator(peer, set))
                .filter(vote.validator()::equals)
                .isPresent();
    }

    private void forward(PeerId from, Vote vote, Message message) {
        // network.md, Gossip: on to those that are not directly connected to its author
        for (PeerId peer :
                peers.notConnectedTo(vote.validator(), set(), vote.subject().round())) {
            if (!peer.equals(from)) {
                outbox.send(peer, message);
            }
        }
    }

    /** A certificate. */
    public void onCertificate(PeerId from, Verified<Certificate> certificate) {
        peers.recordShown(from, certificate.value().subject());
        consensus
                .state()
                .self()
                .filter(self -> self.number() < certificate.value().signers().setSize()
                        && certificate.value().signers().contains(self))
                .ifPresent(self -> guard(self, certificate.value().subject()));
        consensus.onCertificate(certificate);
    }

    /** A certificate that this replica holds already came unchecked: all it says is that the peer holds it too. */
    public void onShown(PeerId from, Subject subject) {
        peers.recordShown(from, subject);
    }

    /** A block that came on request, with a finalization. */
    public void onDelivered(PeerId from, Verified<CheckedBlock> block, Optional<Verified<Certificate>> finalization) {
        Block body = block.value().block();
        boolean byHeight = catchUp.expects(from, body);
        if (!byHeight && !fetcher.expects(body.id())) {
            return;
        }
        finalization.ifPresent(certificate -> onCertificate(from, certificate));
        takeIn(block);
        if (byHeight) {
            catchUp.onDelivered(body, head().height());
        }
    }

    private void takeIn(Verified<CheckedBlock> verified) {
        Block block = verified.value().block();
        consensus.onBlock(verified);
        // What there was no room for is missing still.
        if (consensus.holds(block.id()) || !block.height().isAfter(head().height())) {
            fetcher.obtained(block.id(), block.header().parent());
        }
    }

    /** Transactions of a peer, perhaps passed to this replica as a leader. */
    public void onTransactions(PeerId from, Optional<Round> round, List<Verified<Transaction>> transactions) {
        for (Verified<Transaction> transaction : transactions) {
            pool.add(transaction, Optional.of(from), consensus.state(), now);
        }
        announcePending();
        // consensus.md, Idle: heard even if every transaction is known or the pool is full
        Optional<ValidatorIndex> validator = peers.validator(from, set());
        if (round.isPresent() && validator.isPresent()) {
            consensus.onPassed(validator.get(), round.get());
        }
    }

    /** A client's transaction. The observer hears whether it was taken. */
    public void onSubmitted(Verified<Transaction> transaction) {
        onSubmitted(List.of(transaction));
    }

    /** Transactions of clients, all pooled before one of them is proposed. The observer hears of each whether it was taken. */
    public void onSubmitted(List<Verified<Transaction>> transactions) {
        for (Verified<Transaction> transaction : transactions) {
            Optional<Application.Refusal> refusal = pool.add(transaction, Optional.empty(), consensus.state(), now);
            outbox.afterwards(
                    () -> ports.observer().submitted(transaction.value().id(), refusal));
        }
        announcePending();
    }

    private void announcePending() {
        if (consensus.heedsPending() && pool.hasNew(consensus.state(), consensus::inFlight)) {
            consensus.onPending();
        }
    }

    /** Where a peer is; answered with what it lacks. */
    public void onStatus(PeerId from, Status status) {
        peers.record(from, status);
        peers.validator(from, set())
                .ifPresent(index -> halt.onStatus(set().get(index).key(), status));
        if (!shares.take(from, STATUS_COST_BYTES)) {
            return;
        }
        ConsensusState state = consensus.state();
        // Settled at the last tick, and not gone on since.
        boolean still = settled && state.round().equals(roundAtTick);
        statuses.answer(from, status, state, () -> boundary(state), effects.newest(), still);
    }

    private Optional<Certificate> boundary(ConsensusState state) {
        return ports.store().finalization(state.epoch().height());
    }

    /** A peer asks for the certificates or votes of a round. */
    public void onVoteRequest(PeerId from, Round round) {
        if (!shares.take(from, REQUEST_COST_BYTES)) {
            return;
        }
        ConsensusState state = consensus.state();
        if (!round.epoch().equals(state.round().epoch())) {
            boundary(state)
                    .filter(certificate -> certificate.round().epoch().equals(round.epoch()))
                    .ifPresent(certificate -> outbox.send(from, new Message.Certify(certificate)));
            return;
        }
        List<Certificate> certificates = state.certificates(round.view());
        certificates.forEach(certificate -> outbox.send(from, new Message.Certify(certificate)));
        if (certificates.isEmpty()) {
            state.votes(round.view()).forEach(vote -> outbox.send(from, new Message.CastVote(vote)));
        }
    }

    /** A peer asks for a block by id. */
    public void onBlockRequest(PeerId from, Message.BlockRequest request) {
        if (!shares.take(from, REQUEST_COST_BYTES)) {
            return;
        }
        consensus
                .state()
                .block(request.block())
                .or(() -> ports.store().block(request.block()))
                .ifPresent(block -> {
                    shares.take(from, block.header().bodySize());
                    outbox.send(from, new Message.Deliver(block, ownFinalization(block)));
                });
    }

    private Optional<Certificate> ownFinalization(Block block) {
        return ports.store()
                .finalization(block.height())
                .filter(certificate -> certificate.subject().block().equals(block.id()));
    }

    /** A peer asks for finalized blocks. */
    public void onRangeRequest(PeerId from, Message.RangeRequest request) {
        if (shares.take(from, REQUEST_COST_BYTES)) {
            shares.take(from, catchUp.serve(from, request, ports.store()));
        }
    }

    /** Proof that a validator misbehaved. What it signed counts as if it had come by itself. */
    public void onEvidence(PeerId from, Verified<Evidence> evidence) {
        if (!accuser.add(evidence.value(), Optional.of(from), consensus.state())) {
            shares.take(from, REPEAT_COST_BYTES);
        }
        if (evidence.value() instanceof Evidence.ConflictingVotes votes) {
            onVote(from, Verified.vouchedFor(votes.first()));
            onVote(from, Verified.vouchedFor(votes.second()));
        }
    }

    /**
     * Evidence of an offence that was known where it came in, unchecked. Who repeats it uses up its share. If it is not
     * known here any more, it is checked after all.
     */
    public void onKnownEvidence(PeerId from, Evidence evidence, Supplier<Verdict<Evidence>> check) {
        if (!shares.take(from, REPEAT_COST_BYTES)) {
            return;
        }
        if (accuser.knows(evidence)) {
            accuser.onRepeated(from, evidence);
            return;
        }
        Verdict<Evidence> verdict = check.get();
        if (verdict instanceof Verdict.Accepted<Evidence> accepted) {
            onEvidence(from, accepted.verified());
        } else if (verdict instanceof Verdict.Rejected<Evidence> rejected) {
            onFault(from, rejected.fault(), rejected.reason());
        }
    }

    /** A check failed: the peer is charged. */
    public void onFault(PeerId from, Fault fault, String reason) {
        outbox.penalize(from, fault, reason);
    }

    // ---- timers

    /** A timer fired. */
    public void onTimer(Timer timer) {
        if (timer instanceof Timer.Tick) {
            onTick();
        } else if (timer instanceof Timer.Relay) {
            ConsensusState state = consensus.state();
            relay.onTimer(set(), effects.newest(), (validator, subject) -> hasVoted(state, validator, subject));
        } else if (timer instanceof Timer.Fetch) {
            fetcher.onTimer();
        } else {
            consensus.onTimer(timer);
        }
    }

    private static boolean hasVoted(ConsensusState state, ValidatorIndex validator, Subject subject) {
        return state.self().filter(validator::equals).isPresent()
                || !subject.round().equals(state.round())
                || state.votes(subject.view()).stream()
                        .anyMatch(vote -> vote.validator().equals(validator)
                                && vote.subject().kind() == VoteKind.NOTARIZE);
    }

    private void onTick() {
        ports.timers().arm(new Timer.Tick(), TICK);
        shares.refill();
        ConsensusState state = consensus.state();
        settled = state.round().equals(roundAtTick);
        roundAtTick = state.round();
        reporting = !reporting;
        if (reporting) {
            outbox.broadcast(new Message.Report(statuses.of(state)));
        }
        standstill.onTick(state, effects.newest());
        catchUp.onTick(head().height());
        pool.expire(BlockTime.max(now, head().header().time()));
        if (accuser.onTick(state, now)) {
            announcePending();
        }
        if (doppelganger.onTick(state.round(), catchUp.target(head().height()).isPresent())) {
            consensus.speakUp();
        }
        if (halt.onTick(state)) {
            Height height = head().height();
            outbox.afterwards(() -> ports.observer().halted(height));
        }
    }

    // ---- what others may look at

    private ValidatorSet set() {
        return consensus.state().epoch().set();
    }

    private Block head() {
        return consensus.state().head();
    }

    /** The sets that the edge verifies under. Immutable; a new one when an epoch begins. */
    public EpochSets epochSets() {
        return effects.sets();
    }

    @Override
    public boolean holds(Subject subject) {
        return consensus.state().holds(subject);
    }

    @Override
    public boolean knows(Evidence evidence) {
        return accuser.knows(evidence);
    }

    /**
     * What another replica over the same store must find in its journal to go on from here, between two steps: all that
     * this one signed and holds.
     */
    public List<SigningJournal.Entry> live() {
        return effects.live(consensus.state());
    }

    /** The transactions of the mempool, in their order. */
    public List<Transaction> pending() {
        List<Transaction> transactions = new ArrayList<>();
        pool.pending().forEach(transactions::add);
        return transactions;
    }

    /** Whether it signs nothing: it listens for another node with its key, or heard one. */
    public boolean isSilent() {
        return consensus.isSilent();
    }

    /** Whether it stands at the height that it is to halt at, and waits for the others to have that, too. */
    public boolean isHalting() {
        return halt.isAt(head().height());
    }

    /** Where it stands. */
    public ReplicaSnapshot snapshot() {
        ConsensusState state = consensus.state();
        return new ReplicaSnapshot(
                state.self(),
                state.round(),
                state.leader(),
                state.phase(),
                state.epoch(),
                state.head().header(),
                state.head().id(),
                state.finalized(),
                new ArrayList<>(state.holdings(Status.MAX_VIEWS)),
                pool.count(),
                pool.bytes(),
                accuser.pooled(),
                state.waitingFor(),
                catchUp.target(state.head().height()).map(Height::number));
    }
}
