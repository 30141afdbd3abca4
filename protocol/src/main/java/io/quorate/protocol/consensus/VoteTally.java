package io.quorate.protocol.consensus;

import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The votes of one view: by subject, and at most two different subjects for each validator and kind. */
final class VoteTally {
    private static final int SUBJECTS_EACH = 2;

    private final ValidatorSet set;
    private final TreeMap<Subject, Bucket> buckets = new TreeMap<>();

    VoteTally(ValidatorSet set) {
        this.set = set;
    }

    /** What adding a vote did. */
    sealed interface Outcome {
        /** It counts. */
        record Counted() implements Outcome {}

        /** It counts, and made its subject's quorum. */
        record Certified(Certificate certificate) implements Outcome {}

        /** The same subject by the same validator was there. */
        record Repeated() implements Outcome {}

        /** The validator has two other subjects of this kind already; the vote is not kept. */
        record Surplus() implements Outcome {}
    }

    private static final class Bucket {
        private final TreeMap<ValidatorIndex, Signature> signatures = new TreeMap<>();
        private Signers signers;
        private boolean quorum;

        Bucket(int setSize) {
            signers = Signers.none(setSize);
        }
    }

    Outcome add(Vote vote) {
        Bucket bucket = buckets.get(vote.subject());
        if (bucket != null && bucket.signers.contains(vote.validator())) {
            return new Outcome.Repeated();
        }
        // consensus.md, Windows: up to two different subjects for each (validator, round, kind)
        if (subjectsOf(vote.validator(), vote.subject().kind()).size() >= SUBJECTS_EACH) {
            return new Outcome.Surplus();
        }
        if (bucket == null) {
            bucket = new Bucket(set.size());
            buckets.put(vote.subject(), bucket);
        }
        bucket.signatures.put(vote.validator(), vote.signature());
        bucket.signers = bucket.signers.with(vote.validator());
        if (!bucket.quorum && set.isQuorum(bucket.signers)) {
            bucket.quorum = true;
            return new Outcome.Certified(
                    new Certificate(vote.subject(), bucket.signers, List.copyOf(bucket.signatures.values())));
        }
        return new Outcome.Counted();
    }

    /** What this vote proves together with one that is held, if anything. */
    Optional<Evidence> evidence(Vote vote) {
        for (Map.Entry<Subject, Bucket> entry : buckets.entrySet()) {
            Subject held = entry.getKey();
            if (entry.getValue().signers.contains(vote.validator()) && held.contradicts(vote.subject())) {
                return voteOf(vote.validator(), held).flatMap(earlier -> Evidence.of(earlier, vote));
            }
        }
        return Optional.empty();
    }

    /** What the votes that are held prove, one piece for each validator that contradicts itself. */
    List<Evidence> evidence() {
        Map<ValidatorIndex, Evidence> found = new TreeMap<>();
        buckets.forEach((subject, bucket) -> bucket.signatures.forEach((validator, signature) -> {
            if (!found.containsKey(validator)) {
                evidence(new Vote(subject, validator, signature)).ifPresent(evidence -> found.put(validator, evidence));
            }
        }));
        return List.copyOf(found.values());
    }

    /** The subjects of one kind that a validator voted for. */
    List<Subject> subjectsOf(ValidatorIndex validator, VoteKind kind) {
        List<Subject> subjects = new ArrayList<>(SUBJECTS_EACH);
        for (Map.Entry<Subject, Bucket> entry : buckets.entrySet()) {
            if (entry.getKey().kind() == kind && entry.getValue().signers.contains(validator)) {
                subjects.add(entry.getKey());
            }
        }
        return subjects;
    }

    /** A validator's vote for a subject. */
    Optional<Vote> voteOf(ValidatorIndex validator, Subject subject) {
        Bucket bucket = buckets.get(subject);
        Signature signature = bucket == null ? null : bucket.signatures.get(validator);
        return signature == null ? Optional.empty() : Optional.of(new Vote(subject, validator, signature));
    }

    /** Who voted for what; the subjects with most votes first, so that junk crowds out nothing that counts. */
    List<VoteHoldings> holdings() {
        List<VoteHoldings> holdings = new ArrayList<>(buckets.size());
        buckets.forEach((subject, bucket) -> holdings.add(new VoteHoldings(subject, bucket.signers)));
        holdings.sort(Comparator.comparingInt(
                        (VoteHoldings holding) -> holding.voters().count())
                .reversed());
        return holdings;
    }

    /** The validators that sent any vote of a kind. */
    Signers voters(VoteKind kind) {
        BitSet voters = new BitSet(set.size());
        for (Map.Entry<Subject, Bucket> entry : buckets.entrySet()) {
            if (entry.getKey().kind() == kind) {
                Signers signers = entry.getValue().signers;
                for (int i = signers.nextAfter(-1); i >= 0; i = signers.nextAfter(i)) {
                    voters.set(i);
                }
            }
        }
        return Signers.of(set.size(), voters);
    }
}
