package io.quorate.protocol.evidence;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Verdict;
import io.quorate.protocol.verify.Verifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who signed what nobody may, as the certificates that several nodes kept show together. See consensus.md, Evidence
 * (accountable safety).
 *
 * <p>Where two nodes hold different final blocks, a quorum signed for each, and what leads from one to the other contradicts
 * in some round: the signers that both certificates count are at least a third of the power. Nothing that a
 * witness says is believed: each piece is verified, so that a forged one names nobody.
 *
 * <p>Not thread-safe. Reads round by round, with a page of each witness's certificates in memory.
 */
public final class Forensics {
    private static final int PAGE = 256;
    /** The most epochs to look through for a block that two nodes share the height of. */
    private static final int EPOCHS = 100_000;

    private final List<Witness> nodes;
    private final ValidatorSet first;
    private final Verifier verifier;
    private final Map<PublicKey, Finding> findings = new LinkedHashMap<>();

    /**
     * One validator, and the first that proves it guilty.
     *
     * @param power its voting power in the epoch of the round
     * @param total that of all the epoch's set
     */
    public record Finding(PublicKey validator, Evidence evidence, VotingPower power, VotingPower total) {}

    /**
     * Where two nodes' finalized chains part: the lowest height at which they hold different blocks; they may have parted
     * before, if one of them has removed what lies below.
     */
    public record Fork(Height height, int first, BlockId ofFirst, int second, BlockId ofSecond) {}

    /**
     * What was found.
     *
     * @param forks between each node and the first before it whose chain differs from its
     * @param findings one for each validator that is proven guilty, in the order of rounds
     */
    public record Report(List<Fork> forks, List<Finding> findings) {
        /** Copies the lists. */
        public Report {
            forks = List.copyOf(forks);
            findings = List.copyOf(findings);
        }

        /** Whether those named in one epoch hold at least a third of its power. */
        public boolean namesAThird() {
            Map<Epoch, VotingPower> named = new TreeMap<>();
            for (Finding finding : findings) {
                VotingPower sum = named.merge(finding.evidence().round().epoch(), finding.power(), VotingPower::plus);
                if (Math.multiplyExact(3, sum.units()) >= finding.total().units()) {
                    return true;
                }
            }
            return false;
        }
    }

    private Forensics(List<Witness> nodes, ValidatorSet first, Verifier verifier) {
        this.nodes = List.copyOf(nodes);
        this.first = first;
        this.verifier = verifier;
    }

    /**
     * Examines what nodes of one chain kept.
     *
     * @param first the set that genesis names
     */
    public static Report examine(List<Witness> nodes, ValidatorSet first, Verifier verifier) {
        Forensics forensics = new Forensics(nodes, first, verifier);
        forensics.compareRounds();
        List<Fork> forks = new ArrayList<>();
        for (int other = 1; other < nodes.size(); other++) {
            for (int one = 0; one < other; one++) {
                Optional<Fork> fork = fork(nodes, one, other);
                if (fork.isPresent()) {
                    forks.add(fork.get());
                    break;
                }
            }
        }
        return new Report(forks, List.copyOf(forensics.findings.values()));
    }

    // ---- forks

    /** Equal blocks have equal ancestors, so the first difference is found by halving. */
    private static Optional<Fork> fork(List<Witness> nodes, int first, int second) {
        long low = 0;
        long high = highest(nodes.get(first), nodes.get(second));
        if (high < 0 || differing(nodes, first, second, high).isEmpty()) {
            return Optional.empty();
        }
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (differing(nodes, first, second, middle).isPresent()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return differing(nodes, first, second, high);
    }

    /** The highest height at which both hold a block; -1 if there is none. */
    private static long highest(Witness one, Witness other) {
        long top = Math.min(top(one), top(other));
        if (top >= Math.max(one.oldest().number(), other.oldest().number())) {
            return top;
        }
        // One has removed what the other ends with. The last blocks of epochs are kept.
        long highest = -1;
        Epoch epoch = Epoch.ZERO.next();
        long height = start(one, epoch);
        // Each begins above the one before; what a liar tells has no end.
        while (height <= top && height > highest && epoch.number() < EPOCHS) {
            highest = height;
            epoch = epoch.next();
            height = start(one, epoch);
        }
        return highest;
    }

    /** The height of the block that an epoch begins after; above all others if it has not begun. */
    private static long start(Witness node, Epoch epoch) {
        return node.epoch(epoch).map(start -> start.height().number()).orElse(Long.MAX_VALUE);
    }

    private static long top(Witness node) {
        return node.head().map(Height::number).orElse(-1L);
    }

    private static Optional<Fork> differing(List<Witness> nodes, int first, int second, long height) {
        Height at = new Height(height);
        Optional<BlockId> one = nodes.get(first).block(at);
        Optional<BlockId> other = nodes.get(second).block(at);
        return one.isPresent() && other.isPresent() && !one.get().equals(other.get())
                ? Optional.of(new Fork(at, first, one.get(), second, other.get()))
                : Optional.empty();
    }

    // ---- rounds

    /** A node's certificates in the order of their rounds, and the one that comes next. */
    private static final class Reader {
        private final Witness node;
        private final ProvenSets sets;
        private List<Certificate> page;
        private int next;

        Reader(Witness node, ProvenSets sets) {
            this.node = node;
            this.sets = sets;
            this.page = node.certificates(Round.GENESIS, PAGE);
        }

        Optional<Round> round() {
            return next < page.size() ? Optional.of(page.get(next).round()) : Optional.empty();
        }

        /** The certificates of a round, if they come next. */
        List<Certificate> take(Round round) {
            List<Certificate> taken = new ArrayList<>();
            while (round().filter(round::equals).isPresent()) {
                taken.add(page.get(next++));
                if (next == page.size()) {
                    // The round may go on in the next page: what is there already is taken again, and changes nothing.
                    page = node.certificates(round, PAGE).stream()
                            .filter(certificate -> !taken.contains(certificate))
                            .toList();
                    next = 0;
                }
            }
            return taken;
        }
    }

    private record Held(Certificate certificate, ValidatorSet set) {}

    private void compareRounds() {
        List<Reader> readers = nodes.stream()
                .map(node -> new Reader(node, new ProvenSets(node, first, verifier)))
                .toList();
        Optional<Round> round = least(readers);
        while (round.isPresent()) {
            List<Held> held = new ArrayList<>();
            for (Reader reader : readers) {
                for (Certificate certificate : reader.take(round.get())) {
                    reader.sets
                            .of(round.get().epoch())
                            .filter(set -> certificate.signers().setSize() == set.size())
                            .ifPresent(set -> held.add(new Held(certificate, set)));
                }
            }
            compare(held);
            round = least(readers);
        }
    }

    private static Optional<Round> least(Collection<Reader> readers) {
        return readers.stream().flatMap(reader -> reader.round().stream()).min(Round::compareTo);
    }

    private void compare(List<Held> held) {
        for (int i = 0; i < held.size(); i++) {
            for (int j = i + 1; j < held.size(); j++) {
                Held one = held.get(i);
                Held other = held.get(j);
                if (one.set().equals(other.set())) {
                    Evidence.of(one.certificate(), other.certificate()).forEach(evidence -> find(evidence, one.set()));
                }
            }
        }
    }

    private void find(Evidence evidence, ValidatorSet set) {
        PublicKey key = set.get(evidence.validator()).key();
        EpochSets sets = EpochSets.of(evidence.round().epoch(), set);
        if (!findings.containsKey(key) && verifier.evidence(evidence, sets) instanceof Verdict.Accepted<?>) {
            findings.put(
                    key,
                    new Finding(key, evidence, set.get(evidence.validator()).power(), set.total()));
        }
    }
}
