package io.quorate.simulator.report;

import io.quorate.ledger.Operation;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.verify.Fault;
import io.quorate.simulator.cluster.Cast;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.report.Lesson.Ballot;
import io.quorate.simulator.report.Lesson.Result;
import io.quorate.simulator.report.Lesson.Suspect;
import io.quorate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Listens to a run and tells its first rounds as lessons, each when it is decided, in order. */
public final class Narrator implements Spectator {
    private static final int SHORT = 8;

    private final Scenario scenario;
    private final long most;
    private final Consumer<Lesson> listener;
    private final TreeMap<Round, Notes> rounds = new TreeMap<>();
    private final Map<BlockId, String> values = new LinkedHashMap<>();
    private final TreeSet<Suspect> suspects = new TreeSet<>();
    private final TreeSet<Integer> heard = new TreeSet<>();
    private Cast cast = Cast.FIRST;
    private Round latest = Round.GENESIS;
    private long told;

    private static final class Notes {
        private final Round round;
        private final int leader;
        private final TreeMap<Integer, TreeSet<Subject>> votes = new TreeMap<>();
        private final List<BlockId> proposed = new ArrayList<>();
        private final TreeMap<Integer, Hops> hops = new TreeMap<>();
        private long proposedAt = -1;
        private Optional<Result> result = Optional.empty();

        Notes(Round round, int leader) {
            this.round = round;
            this.leader = leader;
        }
    }

    /** How many messages, one after the other, lie behind what a machine knows. */
    private static final class Hops {
        private int proposal;
        private int notarization;
        private int finalization;
        private int notarize;
        private int finalize;
    }

    /** Tells at most so many rounds. */
    public Narrator(Scenario scenario, long most, Consumer<Lesson> listener) {
        this.scenario = scenario;
        this.most = most;
        this.listener = listener;
    }

    /** What is proven is suspected no more. */
    private void suspect(Suspect suspect) {
        if (suspect.proven()) {
            suspects.remove(new Suspect(suspect.node(), suspect.reason(), false));
            suspects.add(suspect);
        } else if (!suspects.contains(new Suspect(suspect.node(), suspect.reason(), true))) {
            suspects.add(suspect);
        }
    }

    /** Who is found faulty, at the end. */
    public List<Suspect> suspects() {
        return List.copyOf(suspects);
    }

    @Override
    public void begins(Scenario begun, Cast known) {
        cast = known;
    }

    @Override
    public void entered(long now, int machine, Round round, int leader) {
        if (rounds.size() + told < most) {
            rounds.computeIfAbsent(round, unknown -> round.isAfter(latest) ? new Notes(round, leader) : null);
        }
        latest = round.isAfter(latest) ? round : latest;
    }

    @Override
    public void sent(long now, int from, int to, Message message, long arrives) {
        said(now, from, message);
    }

    @Override
    public void lost(long now, int from, int to, Message message) {
        said(now, from, message);
    }

    private void said(long now, int from, Message message) {
        Optional<Vote> carried = message.carriedVote();
        if (carried.isEmpty()) {
            return;
        }
        Vote vote = carried.get();
        int validator = cast.nodeOf(from);
        Subject subject = vote.subject();
        Notes notes = rounds.get(subject.round());
        OptionalInt signer = cast.nodeOf(subject.round().epoch(), vote.validator());
        if (signer.isEmpty() || signer.getAsInt() != validator) {
            return;
        }
        heard.add(validator);
        if (notes == null) {
            return;
        }
        notes.votes.computeIfAbsent(validator, unknown -> new TreeSet<>()).add(subject);
        Hops hops = notes.hops.computeIfAbsent(from, unknown -> new Hops());
        if (message instanceof Message.Propose propose) {
            Block block = propose.proposal().block();
            values.putIfAbsent(block.id(), value(block));
            if (!notes.proposed.contains(block.id())) {
                notes.proposed.add(block.id());
            }
            notes.proposedAt = notes.proposedAt < 0 ? now : notes.proposedAt;
        } else if (subject.kind() == VoteKind.NOTARIZE && hops.notarize == 0) {
            hops.notarize = hops.proposal + 1;
        } else if (subject.kind() == VoteKind.FINALIZE && hops.finalize == 0) {
            hops.finalize = Math.max(hops.notarization, 1) + 1;
        }
    }

    @Override
    public void delivered(long now, int from, int to, Message message) {
        if (message instanceof Message.Propose propose) {
            Notes notes = rounds.get(propose.proposal().round());
            if (notes != null) {
                Hops hops = notes.hops.computeIfAbsent(to, unknown -> new Hops());
                hops.proposal = hops.proposal == 0 ? 1 : hops.proposal;
                hops.notarization = Math.max(hops.notarization, 1);
            }
        } else if (message instanceof Message.CastVote cast) {
            Subject subject = cast.vote().subject();
            Notes notes = rounds.get(subject.round());
            Hops sender = notes == null ? null : notes.hops.get(from);
            if (notes != null && sender != null) {
                Hops hops = notes.hops.computeIfAbsent(to, unknown -> new Hops());
                if (subject.kind() == VoteKind.NOTARIZE && hops.finalize == 0) {
                    hops.notarization = Math.max(hops.notarization, sender.notarize);
                } else if (subject.kind() == VoteKind.FINALIZE) {
                    hops.finalization = Math.max(hops.finalization, sender.finalize);
                }
            }
        }
    }

    @Override
    public void certified(long now, int machine, Certificate certificate) {
        Notes notes = rounds.get(certificate.round());
        Subject subject = certificate.subject();
        if (notes == null || notes.result.isPresent()) {
            return;
        }
        if (certificate.kind() == VoteKind.FINALIZE) {
            SortedSet<Integer> yes = decisive(notes, voters(notes, subject.as(VoteKind.NOTARIZE)));
            Hops hops = notes.hops.getOrDefault(machine, new Hops());
            notes.result = Optional.of(new Result.Decided(
                    values.getOrDefault(subject.block(), "a block"),
                    yes.size(),
                    power(yes),
                    Math.max(hops.finalization, hops.finalize),
                    Math.max(0, now - notes.proposedAt)));
            tell(certificate.round());
        } else if (certificate.kind() == VoteKind.NULLIFY) {
            SortedSet<Integer> skip = voters(notes, subject);
            notes.result = Optional.of(new Result.Skipped(skip.size(), power(skip)));
        }
    }

    private static SortedSet<Integer> voters(Notes notes, Subject subject) {
        TreeSet<Integer> voters = new TreeSet<>();
        notes.votes.forEach((voter, said) -> {
            if (said.contains(subject)) {
                voters.add(voter);
            }
        });
        return voters;
    }

    /** Those of the voters who voted for nothing else, if they are a quorum by themselves; else all of them. */
    private SortedSet<Integer> decisive(Notes notes, SortedSet<Integer> voters) {
        TreeSet<Integer> single = new TreeSet<>();
        for (int voter : voters) {
            long values = notes.votes.getOrDefault(voter, new TreeSet<>()).stream()
                    .filter(said -> said.kind() == VoteKind.NOTARIZE)
                    .count();
            if (values == 1) {
                single.add(voter);
            }
        }
        boolean quorum = new VotingPower(power(single)).isQuorumOf(new VotingPower(scenario.totalPower()));
        return quorum ? single : voters;
    }

    private long power(SortedSet<Integer> voters) {
        return voters.stream().mapToLong(scenario.powers()::get).sum();
    }

    @Override
    public void accused(long now, int machine, Evidence evidence) {
        // An index in the set of an epoch is somebody else in another: one that was jailed is out of it.
        OptionalInt accused = cast.nodeOf(evidence.round().epoch(), evidence.validator());
        if (accused.isEmpty()) {
            return;
        }
        VoteKind kind = evidence.vote().subject().kind();
        String reason;
        if (!(evidence instanceof Evidence.ConflictingVotes votes)) {
            reason = "invalid proposal";
        } else if (kind != votes.second().subject().kind()) {
            reason = "nullify and finalize";
        } else {
            reason = kind == VoteKind.NOTARIZE ? "equivocation" : "conflicting " + kind.verb();
        }
        suspect(new Suspect(accused.getAsInt(), reason, true));
    }

    @Override
    public void invalid(long now, int machine, Round round, Block block, String reason) {
        Notes notes = rounds.get(round);
        if (notes != null && scenario.isHonest(cast.nodeOf(machine))) {
            suspect(new Suspect(notes.leader, "invalid proposal", false));
        }
    }

    @Override
    public void charged(long now, int machine, int peer, Fault fault) {
        if (scenario.isHonest(cast.nodeOf(machine))) {
            suspect(new Suspect(
                    cast.nodeOf(peer),
                    fault.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                    false));
        }
    }

    @Override
    public void proposed(long now, int machine, Round round, Block block) {
        Notes notes = rounds.get(round);
        if (notes != null && cast.nodeOf(machine) == notes.leader && notes.proposedAt < 0) {
            values.putIfAbsent(block.id(), value(block));
            notes.proposed.add(block.id());
            notes.proposedAt = now;
        }
    }

    /** The run is over: tells what is left. */
    public void finish() {
        tell(latest);
    }

    /** Tells all rounds up to one, which is decided: those before it that were not skipped are decided with it. */
    private void tell(Round upTo) {
        while (!rounds.isEmpty() && !rounds.firstKey().isAfter(upTo)) {
            Notes notes = rounds.pollFirstEntry().getValue();
            told++;
            noteSilence();
            listener.accept(lesson(notes, upTo));
        }
    }

    private void noteSilence() {
        if (told == 2) {
            for (int node = 0; node < scenario.nodes(); node++) {
                if (!heard.contains(node)) {
                    suspect(new Suspect(node, "silence", false));
                }
            }
        }
    }

    private Lesson lesson(Notes notes, Round decided) {
        List<String> proposals = notes.proposed.stream()
                .map(block -> values.getOrDefault(block, "a block"))
                .toList();
        List<Ballot> ballots = new ArrayList<>();
        for (int node = 0; node < scenario.nodes(); node++) {
            TreeSet<Subject> said = notes.votes.getOrDefault(node, new TreeSet<>());
            int yes = (int) said.stream()
                    .filter(subject -> subject.kind() == VoteKind.NOTARIZE)
                    .count();
            boolean skip = said.stream().anyMatch(subject -> subject.kind() == VoteKind.NULLIFY);
            boolean leads = node == notes.leader;
            ballots.add(
                    new Ballot(node, leads, !scenario.isHonest(node), yes, skip, leads ? notes.proposed.size() : 0));
        }
        Result result = notes.result.orElseGet(() -> later(notes, decided));
        return new Lesson(
                told,
                notes.round.epoch().number(),
                notes.round.view().number(),
                notes.leader,
                proposals,
                ballots,
                result,
                List.copyOf(suspects));
    }

    private Result later(Notes notes, Round decided) {
        if (notes.proposed.isEmpty() || !decided.isAfter(notes.round)) {
            return new Result.Open();
        }
        BlockId block = notes.proposed.get(0);
        TreeSet<Integer> yes = new TreeSet<>();
        notes.votes.forEach((voter, said) -> {
            if (said.stream().anyMatch(subject -> subject.block().equals(block))) {
                yes.add(voter);
            }
        });
        return new Result.DecidedLater(values.getOrDefault(block, "a block"), yes.size(), power(yes));
    }

    /** What a block carries, in words. */
    private static String value(Block block) {
        List<String> words = new ArrayList<>();
        for (Transaction transaction : block.transactions()) {
            for (byte[] operation : transaction.operations()) {
                if (words.size() < SHORT && Operation.decode(operation) instanceof Operation.PutValue put) {
                    words.add(put.value().toText());
                }
            }
        }
        if (words.isEmpty()) {
            return block.transactions().isEmpty()
                    ? "an empty block"
                    : block.transactions().size() + " transactions";
        }
        return String.join(", ", words);
    }
}
