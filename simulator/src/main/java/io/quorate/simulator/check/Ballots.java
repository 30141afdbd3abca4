package io.quorate.simulator.check;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.Commitment;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts votes beside the ledger, from transactions and receipts alone: who owns an instance, who has voted or committed, and
 * which decisions are made. See ledger.md, Decisions and Secret ballots.
 */
final class Ballots {
    private final ChainId chain;
    private final Map<String, PublicKey> owners = new TreeMap<>();
    private final Map<String, Matter> matters = new LinkedHashMap<>();

    /** What is known of a decision. */
    private static final class Matter {
        private final Map<String, String> votes = new LinkedHashMap<>();
        private final Map<String, Hash> commitments = new LinkedHashMap<>();
        private final Set<String> decided = new LinkedHashSet<>();
    }

    Ballots(ChainId chain) {
        this.chain = chain;
    }

    /** The next block of the chain and what it gave. */
    void add(Block block, List<Receipt> receipts) {
        for (int i = 0; i < receipts.size(); i++) {
            if (receipts.get(i) instanceof Receipt.Ok ok) {
                Transaction transaction = block.transactions().get(i);
                for (int part = 0; part < ok.results().size(); part++) {
                    add(
                            transaction.sender(),
                            Operation.decode(transaction.operations().get(part)),
                            Result.decode(ok.results().get(part)));
                }
            }
        }
    }

    private void add(PublicKey sender, Operation operation, Result result) {
        if (operation instanceof Operation.RegisterInstance register) {
            PublicKey owner = owners.computeIfAbsent(register.instanceId(), unknown -> sender);
            require(owner.equals(sender), "instance " + register.instanceId() + " has two owners");
        } else if (operation instanceof Operation.OpenDecision open) {
            require(matters.put(open.decision(), new Matter()) == null, "decision " + open.decision() + " opens twice");
        } else if (operation instanceof Operation.CommitBallot commit) {
            requireOwner(commit.instanceId(), sender);
            require(
                    matter(commit.decision()).commitments.put(commit.instanceId(), commit.commitment()) == null,
                    commit.instanceId() + " commits itself twice on " + commit.decision());
        } else if (operation instanceof Operation.RevealBallot reveal) {
            Hash commitment =
                    Commitment.of(chain, reveal.decision(), reveal.instanceId(), reveal.value(), reveal.nonce());
            require(
                    Optional.of(commitment)
                            .equals(Optional.ofNullable(
                                    matter(reveal.decision()).commitments.get(reveal.instanceId()))),
                    reveal.instanceId() + " reveals on " + reveal.decision() + " what it did not commit itself to");
            count(sender, reveal.instanceId(), reveal.value(), (Result.Voted) result);
        } else if (operation instanceof Operation.CastVote cast) {
            count(sender, cast.instanceId(), cast.value(), (Result.Voted) result);
        }
    }

    private void count(PublicKey sender, String instance, String value, Result.Voted result) {
        requireOwner(instance, sender);
        Matter matter = matter(result.decision());
        require(matter.decided.isEmpty(), "a vote on " + result.decision() + " counts, which is decided");
        require(
                matter.votes.put(instance, value) == null,
                instance + " votes twice on " + result.decision() + ", and both count");
        require(
                matter.votes.size() == result.voteCount(),
                matter.votes.size() + " votes on " + result.decision() + " are told as " + result.voteCount());
        result.finalDecision().ifPresent(decided -> {
            require(matter.votes.containsValue(decided), result.decision() + " is decided as nobody voted");
            matter.decided.add(decided);
        });
    }

    /** A first vote opens a decision, too. */
    private Matter matter(String topic) {
        return matters.computeIfAbsent(topic, unknown -> new Matter());
    }

    private void requireOwner(String instance, PublicKey sender) {
        require(
                Optional.of(sender).equals(Optional.ofNullable(owners.get(instance))),
                "somebody else acts for instance " + instance);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(Invariant.DECISIONS, otherwise);
        }
    }
}
