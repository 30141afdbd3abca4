package io.quorate.ledger;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.CommitBallot;
import io.quorate.ledger.Operation.DeleteValue;
import io.quorate.ledger.Operation.Expected;
import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.PruneDecision;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.Operation.RevealBallot;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.BlockTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Operations over few names, so that they meet. Each sender has instances of its own, with which it mostly acts; it mostly
 * reveals what it committed itself to, and mostly names the rules that a topic has.
 */
final class RandomOperations {
    static final List<PublicKey> SENDERS =
            List.of(TestChain.key("alice account"), TestChain.key("bob account"), TestChain.ANNA, TestChain.BEN);
    /** Of each sender. */
    private static final int INSTANCES = 3;

    /** At one time. */
    private static final int TOPICS = 2;

    private final Random random;
    private final TreeMap<String, DecisionRules> rules = new TreeMap<>();
    private final TreeMap<String, Secret> secrets = new TreeMap<>();

    private record Secret(String value, Bytes nonce) {}

    RandomOperations(Random random) {
        this.random = random;
    }

    /** What each sender does first, so that there are instances to list: not all of them are registered. */
    List<Operation> registrations(int sender) {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            if (random.nextInt(8) > 0) {
                operations.add(new RegisterInstance(instance(sender, i)));
            }
        }
        return operations;
    }

    /** One to three operations of a sender in a block of this time. */
    List<Operation> next(int sender, int era, BlockTime time) {
        List<Operation> operations = new ArrayList<>();
        for (int i = random.nextInt(3) == 0 ? random.nextInt(3) : 0; i >= 0; i--) {
            operations.add(one(sender, "topic" + era + "." + random.nextInt(TOPICS), time));
        }
        return operations;
    }

    private Operation one(int sender, String topic, BlockTime time) {
        String instance = mostlyOwn(sender);
        Optional<DecisionRules> known = Optional.ofNullable(rules.get(topic));
        return switch (random.nextInt(16)) {
            case 0 -> new RegisterInstance(instance);
            case 1 -> new OpenDecision(topic, rulesOf(topic, time));
            case 2 -> new PruneDecision(topic);
            case 3 -> put(sender);
            case 4 -> new DeleteValue(key(sender), random.nextBoolean() ? Optional.empty() : Optional.of(small()));
            default ->
                // Mostly what the topic is for.
                known.isEmpty() && random.nextInt(4) > 0
                        ? new OpenDecision(topic, rulesOf(topic, time))
                        : act(instance, topic, known, time);
        };
    }

    private Operation act(String instance, String topic, Optional<DecisionRules> known, BlockTime time) {
        boolean secret =
                known.filter(each -> each.ballot() instanceof BallotRule.Secret).isPresent();
        if (random.nextInt(16) == 0) {
            secret = !secret;
        }
        if (!secret) {
            return new CastVote(instance, topic, value(), total());
        }
        boolean late = known.map(DecisionRules::ballot)
                .filter(ballot -> ballot instanceof BallotRule.Secret deadlines
                        && deadlines.commits().millis() <= time.millis())
                .isPresent();
        if (random.nextInt(8) == 0 ^ late) {
            return reveal(random.nextInt(4) > 0 ? committed(instance, topic) : instance, topic);
        }
        return commit(instance, topic);
    }

    /** An instance of the same sender that has committed itself, if one has. */
    private String committed(String instance, String topic) {
        String sender = instance.substring(0, instance.indexOf('-'));
        List<String> ids = secrets.keySet().stream()
                .filter(key -> key.startsWith(sender) && key.endsWith(" " + topic))
                .map(key -> key.substring(0, key.indexOf(' ')))
                .toList();
        return ids.isEmpty() ? instance : anyOf(ids);
    }

    private String mostlyOwn(int sender) {
        int owner = random.nextInt(12) == 0 ? random.nextInt(SENDERS.size()) : sender;
        return instance(owner, random.nextInt(INSTANCES));
    }

    private static String instance(int sender, int number) {
        return "i" + sender + "-" + number;
    }

    private DecisionRules rulesOf(String topic, BlockTime time) {
        if (random.nextInt(6) == 0) {
            return rules(time);
        }
        return rules.computeIfAbsent(topic, name -> rules(time));
    }

    private DecisionRules rules(BlockTime time) {
        boolean listed = random.nextBoolean();
        Electorate electorate = listed ? new Electorate.Listed(list()) : new Electorate.Open(1 + random.nextInt(6));
        Weighting weighting = listed ? anyOf(List.of(Weighting.values())) : Weighting.EQUAL;
        return new DecisionRules(electorate, anyOf(List.of(Quorum.values())), weighting, ballot(time));
    }

    private <T> T anyOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private List<String> list() {
        List<String> ids = new ArrayList<>();
        for (int sender = 0; sender < SENDERS.size(); sender++) {
            for (int i = 0; i < INSTANCES; i++) {
                if (random.nextInt(3) == 0) {
                    ids.add(instance(sender, i));
                }
            }
        }
        return ids.isEmpty() ? List.of(instance(0, 0)) : ids;
    }

    private BallotRule ballot(BlockTime time) {
        return switch (random.nextInt(4)) {
            case 0 -> BallotRule.withoutDeadline();
            case 1 -> new BallotRule.Open(Optional.of(later(time, random.nextInt(12))));
            default -> {
                int commits = random.nextInt(9);
                yield new BallotRule.Secret(later(time, commits), later(time, commits + 1 + random.nextInt(9)));
            }
        };
    }

    private static BlockTime later(BlockTime time, int seconds) {
        return time.plus(Duration.ofSeconds(seconds));
    }

    private CommitBallot commit(String instance, String topic) {
        byte[] nonce = new byte[Commitment.NONCE_BYTES];
        random.nextBytes(nonce);
        Secret secret = secrets.computeIfAbsent(instance + " " + topic, name -> new Secret(value(), Bytes.of(nonce)));
        // Now and then somebody else's.
        String whose = random.nextInt(16) == 0 ? instance(0, 0) : instance;
        Hash commitment = Commitment.of(TestChain.CHAIN, topic, whose, secret.value(), secret.nonce());
        return new CommitBallot(instance, topic, commitment);
    }

    private RevealBallot reveal(String instance, String topic) {
        Secret secret = Optional.ofNullable(secrets.get(instance + " " + topic))
                .orElse(new Secret("a", Bytes.of(new byte[Commitment.NONCE_BYTES])));
        return new RevealBallot(instance, topic, random.nextInt(6) == 0 ? value() : secret.value(), secret.nonce());
    }

    private PutValue put(int sender) {
        Bytes value = random.nextInt(9) == 0 ? Bytes.of(new byte[random.nextInt(300)]) : small();
        Optional<Expected> expected = switch (random.nextInt(4)) {
            case 0 -> Optional.of(new Expected.Absent());
            case 1 -> Optional.of(new Expected.Present(small()));
            default -> Optional.empty();
        };
        return new PutValue(key(sender), value, expected);
    }

    private String key(int sender) {
        return "key" + (random.nextInt(8) == 0 ? random.nextInt(SENDERS.size()) : sender) + "." + random.nextInt(6);
    }

    private Bytes small() {
        return Bytes.ofText("v".repeat(1 + random.nextInt(3)));
    }

    private String value() {
        return String.valueOf((char) ('a' + random.nextInt(3)));
    }

    private Optional<Integer> total() {
        return switch (random.nextInt(12)) {
            case 0 -> Optional.of(random.nextInt(8));
            case 1 -> Optional.of(5);
            case 2 -> Optional.of(random.nextBoolean() ? 1001 : 1);
            default -> Optional.empty();
        };
    }
}
