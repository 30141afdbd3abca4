package io.quorate.simulator.check;

import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VoteKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Watches all nodes from outside and throws a {@link Violation} when an invariant does not hold. It is told of the honest
 * ones only, after every event; it knows what left a node and what a node made final, and trusts neither.
 */
public final class Checker {
    private static final int ROUNDS = 8_192;
    private static final int OFFENCES = 512;

    private final List<Signed> signed = new ArrayList<>();
    private final List<Round> entered = new ArrayList<>();
    /** The height that each told its clients of since it started, and the highest that it told of before. */
    private final List<Height> told = new ArrayList<>();

    private final List<Height> promised = new ArrayList<>();
    /** The finalized chain, by height; genesis is not in it. */
    private final List<Block> chain = new ArrayList<>();

    private final Proposals proposals;
    private final Epochs epochs;
    private final Ballots ballots;
    private final List<List<Receipt>> receipts = new ArrayList<>();
    private final TreeMap<Round, Certified> certified = new TreeMap<>();
    private final Map<TransactionId, Transaction> submitted = new LinkedHashMap<>();
    private final Set<TransactionId> executed = new LinkedHashSet<>();
    /** The equivocations that are proven, up to a number, and by what. */
    private final Map<Offence, String> proven = new LinkedHashMap<>();
    /** Those that each node was shown, whatever it makes of them. */
    private final List<Contradictions> shown = new ArrayList<>();

    private final Predicate<Transaction> wellSigned;
    /** What nodes send of themselves and no client submits. */
    private final Predicate<Transaction> ofNode;

    private final IntPredicate honest;
    /** Whether certificates or chains contradicted each other: from then on some rules are no promise any more. */
    private boolean agreementLost;

    private static final class Certified {
        private Optional<Subject> notarized = Optional.empty();
        private Optional<Subject> finalized = Optional.empty();
        private boolean nullified;
    }

    /** A checker of so many nodes, some of them honest. */
    public Checker(
            Genesis genesis,
            int nodes,
            IntPredicate honest,
            Predicate<Transaction> wellSigned,
            Predicate<Transaction> ofNode) {
        this.epochs = new Epochs(genesis);
        this.ballots = new Ballots(genesis.chain());
        this.ofNode = ofNode;
        this.honest = honest;
        this.proposals = new Proposals(honest);
        this.wellSigned = wellSigned;
        for (int i = 0; i < nodes; i++) {
            signed.add(new Signed());
            shown.add(new Contradictions());
            entered.add(Round.GENESIS);
            told.add(Height.ZERO);
            promised.add(Height.ZERO);
        }
    }

    /**
     * Agreement is lost, which is told; what follows from that alone is told of no more. Too many liars can make more
     * certificates that contradict each other, and make nodes finalize different blocks; a node that learns of finality
     * against its own stops rather than guess. After a fork a block of the one chain follows none of the other, two
     * epochs of one number may have two sets, so that who leads a round is not one, and what one honest node signs as a
     * member another one charges to it. All the rest is each node's own matter, or that of signatures: however many
     * lie, nobody honest contradicts itself, is proven guilty or punished, sends what is not durable, or loses what it
     * told.
     */
    public void agreementIsLost() {
        agreementLost = true;
    }

    /** A client gave a transaction to somebody. */
    public void submitted(Transaction transaction) {
        submitted.put(transaction.id(), transaction);
    }

    /** A vote of a node's own leaves it. */
    public void sent(int node, Subject subject, boolean durable) {
        signed.get(node).add(subject).ifPresent(contradicted -> {
            throw new Violation(
                    Invariant.HONEST_SIGNING, "node " + node + " signed " + contradicted + " and then " + subject);
        });
        if (!durable) {
            throw new Violation(
                    Invariant.PERSIST_BEFORE_SEND,
                    "node " + node + " sent " + subject + ", which a crash would make it forget");
        }
    }

    /** A vote of a node's own leaves it; tells what its disk lacks of what it rests on. */
    public void sentOn(int node, Subject subject, Optional<String> lacking) {
        lacking.ifPresent(what -> {
            throw new Violation(
                    Invariant.RESTS_ON_DURABLE, "node " + node + " sent " + subject + ", and its disk lacks " + what);
        });
    }

    /** What a node must have said again and did not, if there is something. */
    public void unsaid(int node, Optional<String> unsaid) {
        unsaid.ifPresent(what -> {
            throw new Violation(Invariant.SAID_AGAIN, "node " + node + " does not say " + what + " again");
        });
    }

    /** A node sent a nullify after the network healed; {@code peaceful} if nobody lies and the network is quick. */
    public void gaveUp(int node, Subject nullify, boolean peaceful) {
        if (peaceful) {
            throw new Violation(
                    Invariant.PACE,
                    "node " + node + " sent " + nullify + " though nobody lies and the network is quick");
        }
    }

    /** A node found the proposal of a round's leader invalid; perhaps before anybody entered the round. */
    public void invalid(int node, Round round, Block block, String reason) {
        if (agreementLost) {
            return;
        }
        proposals.invalid(
                round, "node " + node + " finds " + block + ", proposed in round " + round + ", invalid: " + reason);
    }

    /** The same, where it is known who leads the round. */
    public void invalid(int node, int leader, Round round, Block block, String reason) {
        led(round, leader);
        invalid(node, round, block, reason);
    }

    /** Somebody entered a round: that tells who leads it. */
    public void led(Round round, int leader) {
        if (!agreementLost) {
            proposals.led(round, leader);
        }
    }

    /** A node was about to sign something that it may not. */
    public void refused(int node, Subject subject, String reason) {
        if (honest.test(node)) {
            throw new Violation(
                    Invariant.HONEST_SIGNING, "node " + node + " wanted to sign " + subject + ": refused, " + reason);
        }
    }

    /** A node entered a round. */
    public void entered(int node, Round round) {
        if (!round.isAfter(entered.get(node))) {
            throw new Violation(
                    Invariant.MONOTONE,
                    "node " + node + " entered round " + round + " after round " + entered.get(node));
        }
        entered.set(node, round);
        shown.get(node).entered(round);
    }

    /** Whether a vote of a round that comes to a node now must be taken in, and kept for a while. */
    public boolean mustHear(int node, Round round) {
        return shown.get(node).mustHear(round);
    }

    /** Whether a node must take in a proposal of a round that comes now: it is in that epoch, and the leader's. */
    public boolean mustHear(int node, Round round, int proposer) {
        return shown.get(node).isIn(round.epoch()) && mustHear(node, round) && proposals.isLedBy(round, proposer);
    }

    /** Whether a node is known to have taken in what a validator signed. */
    public boolean hasHeard(int node, Subject subject, ValidatorIndex validator) {
        return shown.get(node).holds(subject, validator);
    }

    /** A node took in what a liar signed, in a step that it has ended. */
    public void heard(int node, Subject subject, ValidatorIndex validator) {
        shown.get(node).heard(subject, validator);
    }

    /** A node ended a step. */
    public void stepped(int node) {
        for (Offence offence : shown.get(node).ripe()) {
            prove(offence, "what node " + node + " was sent");
        }
    }

    /** Weighs a certificate that a node formed or took in, by the powers of its epoch's set. */
    public void weigh(int node, Certificate certificate, ValidatorSet set) {
        // consensus.md, Powers and quorums: by itself, not by the code that is watched
        BigInteger power = BigInteger.ZERO;
        BigInteger total = BigInteger.ZERO;
        for (ValidatorIndex index : set.indexes()) {
            BigInteger units = BigInteger.valueOf(set.get(index).power().units());
            total = total.add(units);
            power = certificate.signers().contains(index) ? power.add(units) : power;
        }
        if (power.multiply(BigInteger.valueOf(3)).compareTo(total.multiply(BigInteger.TWO)) < 0) {
            throw new Violation(
                    Invariant.QUORUM,
                    "node " + node + " takes " + power + " of " + total + " for a quorum of " + certificate.subject());
        }
    }

    /** A node formed or took in a certificate. */
    public void certified(int node, Certificate certificate) {
        Subject subject = certificate.subject();
        Certified round = certified.computeIfAbsent(subject.round(), unknown -> new Certified());
        if (certified.size() > ROUNDS) {
            certified.pollFirstEntry();
        }
        switch (subject.kind()) {
            case NOTARIZE -> {
                compare(node, round.notarized, subject);
                compare(node, round.finalized.map(other -> other.as(VoteKind.NOTARIZE)), subject);
                round.notarized = Optional.of(subject);
            }
            case FINALIZE -> {
                compare(node, round.finalized, subject);
                compare(node, round.notarized, subject.as(VoteKind.NOTARIZE));
                round.finalized = Optional.of(subject);
            }
            case NULLIFY -> round.nullified = true;
        }
        if (round.nullified && round.finalized.isPresent() && !agreementLost) {
            throw new Violation(
                    Invariant.EXCLUSION,
                    "round " + subject.round() + " is both nullified and finalized, as node " + node + " sees");
        }
    }

    private void compare(int node, Optional<Subject> before, Subject now) {
        before.filter(subject -> !agreementLost && !subject.equals(now)).ifPresent(other -> {
            throw new Violation(Invariant.EXCLUSION, "node " + node + " holds " + now + ", another holds " + other);
        });
    }

    /** A node tells its clients that a block is final. */
    public void finalized(int node, Block block, List<Receipt> results) {
        long height = block.height().number();
        if (height != told.get(node).number() + 1) {
            throw new Violation(
                    Invariant.MONOTONE, "node " + node + " finalized " + block + " after height " + told.get(node));
        }
        told.set(node, block.height());
        if (height > chain.size()) {
            extend(block, results);
            return;
        }
        Block other = chain.get((int) height - 1);
        if (!other.id().equals(block.id())) {
            if (agreementLost) {
                return;
            }
            throw new Violation(
                    Invariant.AGREEMENT,
                    "at height " + height + " node " + node + " finalized " + block + ", another " + other);
        }
        if (!results.equals(receipts.get((int) height - 1)) && !sameBytes(results, receipts.get((int) height - 1))) {
            throw new Violation(Invariant.EQUAL_STATES, "node " + node + " has other receipts for " + block);
        }
    }

    private static boolean sameBytes(List<Receipt> some, List<Receipt> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!java.util.Arrays.equals(some.get(i).toBytes(), others.get(i).toBytes())) {
                return false;
            }
        }
        return true;
    }

    private void extend(Block block, List<Receipt> results) {
        if (!chain.isEmpty()) {
            Block parent = chain.get(chain.size() - 1);
            if (!block.header().parent().equals(parent.id())
                    || parent.header().time().isAfter(block.header().time())) {
                if (agreementLost) {
                    return;
                }
                throw new Violation(Invariant.VALIDITY, block + " does not follow " + parent);
            }
        }
        Epoch epoch = epochs.next(block.header());
        if (!block.header().epoch().equals(epoch)) {
            throw new Violation(
                    Invariant.VALIDITY,
                    block + " is of epoch " + block.header().epoch() + ", its place in the chain is in epoch " + epoch);
        }
        if (!block.bodyMatchesHeader()) {
            throw new Violation(Invariant.VALIDITY, "the body of " + block + " is not what its header says");
        }
        for (Transaction transaction : block.transactions()) {
            boolean known = Optional.ofNullable(submitted.get(transaction.id()))
                            .filter(transaction::equals)
                            .isPresent()
                    || ofNode.test(transaction);
            if (!known
                    || !wellSigned.test(transaction)
                    || block.header().time().isAfter(transaction.expiry())
                    || !executed.add(transaction.id())) {
                throw new Violation(
                        Invariant.VALIDITY,
                        transaction + " in " + block
                                + " was not submitted, is badly signed, has expired or is final before");
            }
        }
        chain.add(block);
        receipts.add(results);
        ballots.add(block, results);
    }

    /** A node starts with a block that nobody told of: the next of the chain. */
    public void kept(Block block, List<Receipt> results) {
        extend(block, results);
    }

    /** A node begins to start on a store of a height; what the store lacks its journal has to give back. */
    public void restarting(int node, Height height) {
        promised.set(node, told.get(node).isAfter(promised.get(node)) ? told.get(node) : promised.get(node));
        told.set(node, height);
        entered.set(node, Round.GENESIS);
        shown.get(node).restart();
    }

    /** A step of a node was cut short as it told what is final; it stands at a height. */
    public void resumed(int node, Height height) {
        told.set(node, height);
    }

    /** A node has started and stands at a height. */
    public void restarted(int node, Height height) {
        if (promised.get(node).isAfter(height)) {
            throw new Violation(
                    Invariant.DURABILITY,
                    "node " + node + " told of height " + promised.get(node) + " and is back at " + height);
        }
    }

    /** A node's replica threw, and the node stopped. */
    public void stopped(int node, RuntimeException why) {
        // Only what it checks of itself: any other is a bug, however many lie.
        if (!agreementLost || !(why instanceof IllegalStateException)) {
            throw new Violation(Invariant.RUNNING, "node " + node + ": " + why, why);
        }
    }

    /** A peer was charged with a fault by somebody honest. */
    public void charged(int by, int node, String with) {
        if (!agreementLost) {
            accused(by, node, with);
        }
    }

    /** Somebody is proven guilty, or is punished, as somebody honest sees it. */
    public void accused(int by, int node, String of) {
        if (honest.test(node)) {
            throw new Violation(Invariant.HONEST_ACCUSED, "node " + by + " accuses node " + node + " of " + of);
        }
    }

    /** Somebody honest holds evidence of a fault; it has to verify offline. */
    public void proven(Evidence evidence, boolean verifies) {
        if (!verifies) {
            throw new Violation(Invariant.HONEST_ACCUSED, "evidence does not verify: " + evidence);
        }
        // Of invalid proposals a pool keeps a share only.
        if (evidence.misbehaviour() == Misbehaviour.EQUIVOCATION) {
            prove(Offence.of(evidence), evidence.toString());
        }
    }

    private void prove(Offence offence, String by) {
        if (proven.size() < OFFENCES) {
            proven.putIfAbsent(offence, by);
        }
    }

    /** A node pooled evidence; tells a peer that it did not tell of it, if there is one. */
    public void untold(int node, Offence offence, Optional<Integer> untold) {
        untold.ifPresent(peer -> {
            throw new Violation(
                    Invariant.EVIDENCE_SPREADS, "node " + node + " does not tell node " + peer + " of " + offence);
        });
    }

    /** A node stands so after a step, and holds so much that is not final. */
    public void bounded(int node, ReplicaSnapshot snapshot, List<SigningJournal.Entry> live, MempoolConfig mempool) {
        Bounds.broken(Bounds.Held.of(snapshot, live), mempool).ifPresent(what -> {
            throw new Violation(Invariant.BOUNDED, "node " + node + ": " + what);
        });
    }

    /** What a node does not hold, nor finds on its chain, though it is proven somewhere honest. */
    public Optional<Offence> firstNotHeld(Predicate<Offence> held) {
        return proven.keySet().stream().filter(held.negate()).findFirst();
    }

    /** What proves an offence. */
    public String proof(Offence offence) {
        return Optional.ofNullable(proven.get(offence)).orElse("evidence that was pooled");
    }

    /** The block that is final at a height, if one is. */
    public Optional<BlockId> finalBlock(long height) {
        return height < 1 || height > chain.size()
                ? Optional.empty()
                : Optional.of(chain.get((int) height - 1).id());
    }

    /** Whether a transaction is final somewhere. */
    public boolean isFinal(TransactionId id) {
        return executed.contains(id);
    }

    /** How high the finalized chain is. */
    public long height() {
        return chain.size();
    }

    /** How many transactions are final. */
    public long transactions() {
        return executed.size();
    }
}
