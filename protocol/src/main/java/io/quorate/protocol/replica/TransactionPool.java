package io.quorate.protocol.replica;

import io.quorate.protocol.codec.Limits;
import io.quorate.protocol.consensus.ConsensusState;
import io.quorate.protocol.gossip.Peers;
import io.quorate.protocol.mempool.Admission;
import io.quorate.protocol.mempool.Mempool;
import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.verify.Verified;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The mempool and what is told of it: admission, passing to all peers, and again to each new leader. */
final class TransactionPool {
    /** A transaction pending for this many views is passed to each new leader again, body and all. */
    private static final long STALE_VIEWS = 3;

    private static final int STALE_COUNT = 100;
    /** Room for the longest there is: the oldest must never be one that does not fit, or it holds back all others. */
    private static final int STALE_BYTES = Transaction.MAX_EVIDENCE_BYTES;

    private final Ports ports;
    private final Network network;
    private final Peers peers;
    private final Mempool mempool;
    /** What this replica itself brings on chain; bounded by the evidence pool and the lifetime of each. */
    private final Map<TransactionId, Transaction> own = new LinkedHashMap<>();

    private final List<Fresh> fresh = new ArrayList<>();
    private Round passed = Round.GENESIS;
    private long viewsEntered;

    private record Fresh(Transaction transaction, Optional<PeerId> from) {}

    TransactionPool(MempoolConfig config, Ports ports, Network network, Peers peers) {
        this.ports = ports;
        this.network = network;
        this.peers = peers;
        this.mempool = new Mempool(config, ports.application()::isAccusation);
    }

    /** Admits a transaction of a client, or of a peer; says why not. One that is pending already is no error. */
    Optional<Refusal> add(Verified<Transaction> verified, Optional<PeerId> from, ConsensusState state, BlockTime now) {
        Transaction transaction = verified.value();
        if (mempool.contains(transaction.id())) {
            return Optional.empty();
        }
        BlockTime time = BlockTime.max(state.head().header().time(), now);
        Optional<Refusal> refusal = ports.application().refuse(ports.store().state(), time, transaction);
        if (refusal.isPresent()) {
            return refusal;
        }
        Admission admission = mempool.add(verified, viewsEntered);
        if (admission instanceof Admission.Refused refused) {
            return Optional.of(new Refusal(refused.code(), refused.message()));
        }
        if (admission instanceof Admission.Added) {
            fresh.add(new Fresh(transaction, from));
        }
        return Optional.empty();
    }

    /**
     * Takes in a transaction of this replica's own that brings evidence. It is passed on as any other, and beside that kept
     * for the blocks that this replica proposes, before all others: whoever fills the mempool, or keeps a backlog in it that
     * outlasts the transaction, keeps no evidence off the chain.
     */
    void addOwn(Transaction transaction, ConsensusState state, BlockTime now) {
        own.put(transaction.id(), transaction);
        // That the mempool has no room for it is no error, therefore.
        var unused = add(Verified.vouchedFor(transaction), Optional.empty(), state, now);
    }

    /**
     * Whether something came in during this step that the view's leader is to propose: not what is in a block that waits for
     * finality, and not what the leader sent, which may be late, and forgotten by it since. That is not passed to it, so no
     * timer may rest on it (consensus.md, Idle); the next leader hears of it.
     */
    boolean hasNew(ConsensusState state, Supplier<List<Block>> inFlight) {
        if (fresh.isEmpty()) {
            return false;
        }
        Optional<PeerId> leader = peers.of(state.leader(), state.epoch().set());
        Set<TransactionId> waiting = new LinkedHashSet<>();
        for (Fresh one : fresh) {
            if (one.from().isEmpty() || !one.from().equals(leader)) {
                waiting.add(one.transaction().id());
            }
        }
        inFlight.get().forEach(block -> block.transactions().forEach(each -> waiting.remove(each.id())));
        return !waiting.isEmpty();
    }

    /** Passes on what came in during this step. */
    void flush(ConsensusState state) {
        if (fresh.isEmpty()) {
            return;
        }
        ValidatorSet set = state.epoch().set();
        Optional<PeerId> leader = peers.of(state.leader(), set).filter(peer -> !passed.equals(state.round()));
        Map<PeerId, List<PeerId>> missing = new TreeMap<>();
        for (Fresh one : fresh) {
            one.from().ifPresent(from -> missing.computeIfAbsent(from, source -> missedBy(source, set, state.round())));
        }
        boolean own = missing.isEmpty();
        List<Message> toAll = own ? messages(Optional.empty(), transactions(one -> true)) : List.of();
        for (PeerId peer :
                fresh.stream().allMatch(one -> one.from().isPresent()) ? few(missing, leader) : peers.all()) {
            if (leader.filter(peer::equals).isPresent()) {
                List<Transaction> due = transactions(one -> !one.from().equals(Optional.of(peer)));
                send(peer, due.isEmpty() ? List.of() : messages(Optional.of(state.round()), due));
                passed = due.isEmpty() ? passed : state.round();
            } else if (own) {
                // The same messages for all, so that they are encoded once.
                send(peer, toAll);
            } else {
                send(
                        peer,
                        messages(
                                Optional.empty(),
                                transactions(one -> one.from()
                                        .map(from -> missing.getOrDefault(from, List.of())
                                                .contains(peer))
                                        .orElse(true))));
            }
        }
        fresh.clear();
    }

    /** Whom something of others may be passed to, in the order of {@link Peers#all}. */
    private Collection<PeerId> few(Map<PeerId, List<PeerId>> missing, Optional<PeerId> leader) {
        TreeSet<PeerId> few = new TreeSet<>();
        missing.values().forEach(few::addAll);
        leader.filter(peers::has).ifPresent(few::add);
        return few;
    }

    private List<Transaction> transactions(Predicate<Fresh> which) {
        return fresh.stream().filter(which).map(Fresh::transaction).toList();
    }

    /** Those that a peer's transactions are passed on to: who is not directly connected to it. */
    private List<PeerId> missedBy(PeerId source, ValidatorSet set, Round round) {
        Stream<PeerId> others = peers
                .validator(source, set)
                .map(index -> peers.notConnectedTo(index, set, round))
                .orElseGet(peers::all)
                .stream();
        return others.filter(peer -> !peer.equals(source)).toList();
    }

    private void send(PeerId peer, List<Message> messages) {
        messages.forEach(message -> network.send(peer, message));
    }

    private static List<Message> messages(Optional<Round> round, List<Transaction> transactions) {
        List<Message> messages = new ArrayList<>();
        List<Transaction> chunk = new ArrayList<>();
        int bytes = 0;
        for (Transaction transaction : transactions) {
            if (chunk.size() >= Limits.MAX_PASSED || bytes + transaction.size() > Limits.MAX_PASSED_BYTES) {
                messages.add(new Message.Pass(messages.isEmpty() ? round : Optional.empty(), chunk));
                chunk = new ArrayList<>();
                bytes = 0;
            }
            chunk.add(transaction);
            bytes += transaction.size();
        }
        if (!chunk.isEmpty()) {
            messages.add(new Message.Pass(messages.isEmpty() ? round : Optional.empty(), chunk));
        }
        return messages;
    }

    /** A view was entered: passes to its leader that something is pending; says whether something is. */
    boolean enter(Round round, ValidatorIndex leader, ValidatorSet set, List<Block> inFlight) {
        // consensus.md, Mempool: passed again to each new leader
        viewsEntered++;
        long waiting = mempool.count();
        for (Block block : inFlight) {
            for (Transaction transaction : block.transactions()) {
                waiting -= mempool.contains(transaction.id()) ? 1 : 0;
            }
        }
        if (waiting <= 0) {
            return false;
        }
        peers.of(leader, set).ifPresent(peer -> {
            List<Transaction> stale =
                    mempool.pendingSinceBefore(viewsEntered - STALE_VIEWS, STALE_COUNT, STALE_BYTES).stream()
                            .map(Verified::value)
                            .toList();
            network.send(peer, new Message.Pass(Optional.of(round), stale));
            passed = round;
        });
        return true;
    }

    /** All that is pending: what is this replica's own, then the rest, oldest first. */
    Iterable<Transaction> pending() {
        return () -> Stream.concat(
                        own.values().stream(),
                        mempool.oldestFirst(transaction -> own.containsKey(transaction.id()))
                                .map(Verified::value))
                .iterator();
    }

    /** The transactions of a block are final. */
    void remove(Block block) {
        List<TransactionId> ids =
                block.transactions().stream().map(Transaction::id).toList();
        mempool.remove(ids);
        ids.forEach(own::remove);
        // What a later block cannot have is no reason to propose one.
        expire(block.header().time());
    }

    void expire(BlockTime time) {
        mempool.dropExpired(time);
        own.values().removeIf(transaction -> time.isAfter(transaction.expiry()));
    }

    int count() {
        return mempool.count();
    }

    long bytes() {
        return mempool.bytes();
    }
}
