package io.quorate.simulator.cluster;

import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Commitment;
import io.quorate.ledger.Operation;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import io.quorate.simulator.time.Chance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Voters who open decisions of every kind, vote in them, commit and reveal; often twice, sometimes against what they said
 * before, for somebody else, or before and after it is time.
 */
final class Assembly {
    private static final long PAUSE_MICROS = 60_000;
    private static final int LATEST = 6;

    private final World world;
    private final Clients clients;
    private final List<Signer> voters;
    private final Chance chance;
    private final List<Topic> topics = new ArrayList<>();
    private int opened;

    private record Topic(String name, DecisionRules rules) {
        boolean isSecret() {
            return rules.ballot() instanceof BallotRule.Secret;
        }
    }

    Assembly(World world, Clients clients, List<Signer> voters, Chance chance) {
        this.world = world;
        this.clients = clients;
        this.voters = List.copyOf(voters);
        this.chance = chance;
    }

    void start() {
        world.queue().after(1 + chance.below(PAUSE_MICROS), () -> {
            if (clients.isBusy()) {
                act();
                start();
            }
        });
    }

    private void act() {
        if (topics.isEmpty() || chance.happens(0.15)) {
            open();
            return;
        }
        Topic topic = chance.pick(topics);
        int voter = chance.below(voters.size());
        if (chance.happens(0.05)) {
            submit(chance.below(voters.size()), new Operation.PruneDecision(topic.name()));
        } else if (topic.isSecret()) {
            ballot(topic, voter);
        } else {
            // The same voter may vote twice, for the same value or another.
            vote(topic, voter, value());
        }
    }

    private void open() {
        Topic topic = chance.happens(0.1) && !topics.isEmpty()
                ? new Topic(chance.pick(topics).name(), rules())
                : new Topic("matter " + opened++, rules());
        topics.add(topic);
        if (topics.size() > LATEST) {
            topics.remove(0);
        }
        submit(chance.below(voters.size()), new Operation.OpenDecision(topic.name(), topic.rules()));
    }

    private DecisionRules rules() {
        boolean listed = chance.happens(0.5);
        int size = chance.between(1, voters.size());
        Electorate electorate = listed
                ? new Electorate.Listed(
                        IntStream.range(0, size).mapToObj(Clients::instance).toList())
                : new Electorate.Open(size);
        Weighting weighting = listed && chance.happens(0.2) ? Weighting.STAKE : Weighting.EQUAL;
        long now = clients.nowMillis();
        BlockTime first = new BlockTime(now + chance.between(50L, 3_000L));
        BallotRule ballot = switch (chance.below(3)) {
            case 0 -> BallotRule.withoutDeadline();
            case 1 -> new BallotRule.Open(Optional.of(first));
            default -> new BallotRule.Secret(first, new BlockTime(first.millis() + chance.between(50L, 3_000L)));
        };
        return new DecisionRules(
                electorate, chance.happens(0.5) ? Quorum.MAJORITY : Quorum.SUPERMAJORITY, weighting, ballot);
    }

    private String value() {
        return chance.happens(0.3) ? "no" : "yes";
    }

    private void vote(Topic topic, int voter, String value) {
        Optional<Integer> total =
                chance.happens(0.1) ? Optional.of(chance.between(1, voters.size())) : Optional.empty();
        submit(voter, new Operation.CastVote(Clients.instance(voter), topic.name(), value, total));
    }

    /** Of one voter all secret ballots on a matter are for one value, unless it lies now. */
    private void ballot(Topic topic, int voter) {
        String value = chance.happens(0.1) ? value() : voter % 2 == 0 ? "yes" : "no";
        Bytes nonce = Bytes.of(new byte[Commitment.NONCE_BYTES]);
        String instance = Clients.instance(voter);
        if (chance.happens(0.5)) {
            submit(
                    voter,
                    new Operation.CommitBallot(
                            instance,
                            topic.name(),
                            Commitment.of(world.genesis().chain(), topic.name(), instance, value, nonce)));
        } else {
            submit(voter, new Operation.RevealBallot(instance, topic.name(), value, nonce));
        }
    }

    /** Now and then in the name of a voter by another, or twice, or so that it expires on its way. */
    private void submit(int voter, Operation operation) {
        Signer signer = voters.get(chance.happens(0.05) ? chance.below(voters.size()) : voter);
        Transaction transaction = chance.happens(0.1)
                ? clients.expiring(signer, chance.between(0L, 200L), operation)
                : clients.transaction(signer, operation);
        clients.submit(transaction, clients.anybody());
        if (chance.happens(0.15)) {
            clients.submit(transaction, clients.anybody());
        }
    }
}
