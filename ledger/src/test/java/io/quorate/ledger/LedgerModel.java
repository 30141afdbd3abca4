package io.quorate.ledger;

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
import io.quorate.ledger.TopicModel.Act;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.BlockTime;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rules of ledger.md over plain maps and lists: slow and plainly right. For each operation it gathers every code that
 * fits, and gives the first in their order.
 */
final class LedgerModel {
    final Map<String, PublicKey> instances = new TreeMap<>();
    /** In the order they were opened. */
    final Map<String, TopicModel> topics = new LinkedHashMap<>();

    final Map<String, Entry> values = new TreeMap<>();
    /** Closings, in their order: topic, status, result. */
    final List<String> closings = new ArrayList<>();

    private final LedgerLimits limits;
    private final Map<PublicKey, Long> stakes;
    private BlockTime now;

    LedgerModel(LedgerLimits limits, Map<PublicKey, Long> stakes, BlockTime now) {
        this.limits = limits;
        this.stakes = stakes;
        this.now = now;
    }

    record Entry(PublicKey owner, Bytes value) {}

    LedgerModel copy() {
        LedgerModel copy = new LedgerModel(limits, stakes, now);
        copy.instances.putAll(instances);
        copy.topics.putAll(topics);
        copy.values.putAll(values);
        copy.closings.addAll(closings);
        return copy;
    }

    /** A block begins: what is overdue closes, and the votes of pruned decisions go. */
    void block(BlockTime time) {
        now = time;
        List<String> names = new ArrayList<>(topics.keySet());
        names.sort(Comparator.comparing(name ->
                topic(name).rules().ballot().end().map(BlockTime::millis).orElse(0L)));
        names.forEach(this::close);
        topics.replaceAll((name, topic) -> topic.pruned() ? topic.forgotten() : topic);
    }

    private TopicModel topic(String name) {
        return Optional.ofNullable(topics.get(name)).orElseThrow();
    }

    private void close(String name) {
        TopicModel topic = topic(name);
        if (topic.closed().isEmpty() && topic.status(now).isClosed()) {
            topics.put(name, topic.closedAt(now));
            closings.add(
                    name + " " + topic.status(now) + " " + topic.result(now).orElse("-"));
        }
    }

    /** Applies an operation, or says why not; the model is then of no use. */
    Optional<FailureCode> apply(PublicKey sender, Operation operation) {
        EnumSet<FailureCode> codes = EnumSet.noneOf(FailureCode.class);
        if (operation instanceof RegisterInstance register) {
            register(sender, register, codes);
        } else if (operation instanceof CastVote vote) {
            vote(sender, vote, codes);
        } else if (operation instanceof OpenDecision open) {
            open(sender, open, codes);
        } else if (operation instanceof CommitBallot commit) {
            commit(sender, commit, codes);
        } else if (operation instanceof RevealBallot reveal) {
            reveal(sender, reveal, codes);
        } else if (operation instanceof PruneDecision prune) {
            prune(sender, prune, codes);
        } else if (operation instanceof PutValue put) {
            put(sender, put, codes);
        } else {
            delete(sender, (DeleteValue) operation, codes);
        }
        if (codes.isEmpty()) {
            overLimit(sender, codes);
        }
        return codes.stream().findFirst();
    }

    private void register(PublicKey sender, RegisterInstance register, EnumSet<FailureCode> codes) {
        PublicKey key = instances.putIfAbsent(register.instanceId(), sender);
        if (key != null && !key.equals(sender)) {
            codes.add(FailureCode.INSTANCE_TAKEN);
        }
    }

    private void owner(PublicKey sender, String instance, EnumSet<FailureCode> codes) {
        Optional<PublicKey> key = Optional.ofNullable(instances.get(instance));
        if (key.isEmpty()) {
            codes.add(FailureCode.NOT_REGISTERED);
        } else if (!key.get().equals(sender)) {
            codes.add(FailureCode.NOT_OWNER);
        }
    }

    private void vote(PublicKey sender, CastVote vote, EnumSet<FailureCode> codes) {
        owner(sender, vote.instanceId(), codes);
        int total = vote.totalInstances().orElse(3);
        if (total < 1 || total > 1000) {
            codes.add(FailureCode.INVALID_TOTAL);
        }
        Optional<TopicModel> known = Optional.ofNullable(topics.get(vote.decision()));
        known.ifPresent(topic -> {
            boolean otherTotal = vote.totalInstances().isPresent()
                    && total != topic.rules().electorate().size();
            if (otherTotal || topic.secret()) {
                codes.add(FailureCode.RULES_MISMATCH);
            }
            mayAct(topic, vote.instanceId(), codes);
        });
        if (codes.isEmpty()) {
            TopicModel topic = known.orElseGet(() -> TopicModel.opened(sender, DecisionRules.ofFirst(total), Map.of()));
            topics.put(
                    vote.decision(),
                    topic.with(new Act(sender, vote.instanceId(), Optional.empty(), Optional.of(vote.value()))));
            close(vote.decision());
        }
    }

    private void mayAct(TopicModel topic, String instance, EnumSet<FailureCode> codes) {
        if (topic.status(now).isClosed()) {
            codes.add(FailureCode.DECISION_CLOSED);
        }
        if (!topic.mayVote(instance)) {
            codes.add(FailureCode.NOT_IN_ELECTORATE);
        }
        if (topic.actOf(instance).isPresent()) {
            codes.add(FailureCode.ALREADY_VOTED);
        }
    }

    private void open(PublicKey sender, OpenDecision open, EnumSet<FailureCode> codes) {
        DecisionRules rules = open.rules();
        Map<String, BigInteger> weights = new TreeMap<>();
        if (rules.electorate() instanceof Electorate.Listed listed) {
            for (String instance : listed.instances()) {
                Optional<PublicKey> key = Optional.ofNullable(instances.get(instance));
                if (key.isPresent()) {
                    weights.put(instance, weight(rules.weighting(), key.get()));
                } else {
                    codes.add(FailureCode.NOT_REGISTERED);
                }
            }
            BigInteger total = weights.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
            if (total.signum() == 0) {
                codes.add(FailureCode.NO_WEIGHT);
            } else if (total.bitLength() > 63 || total.compareTo(BigInteger.ONE.shiftLeft(62)) > 0) {
                codes.add(FailureCode.WEIGHT_LIMIT);
            }
        }
        Optional.ofNullable(topics.get(open.decision())).ifPresent(topic -> {
            codes.add(FailureCode.ALREADY_OPENED);
            if (!topic.rules().equals(rules)) {
                codes.add(FailureCode.RULES_MISMATCH);
            }
            if (topic.status(now).isClosed()) {
                codes.add(FailureCode.DECISION_CLOSED);
            }
        });
        Optional<BlockTime> first = rules.ballot() instanceof BallotRule.Secret secret
                ? Optional.of(secret.commits())
                : ((BallotRule.Open) rules.ballot()).deadline();
        if (first.isPresent() && first.get().millis() <= now.millis()) {
            codes.add(FailureCode.DEADLINE_PASSED);
        }
        if (codes.isEmpty()) {
            topics.put(open.decision(), TopicModel.opened(sender, rules, weights));
        }
    }

    private BigInteger weight(Weighting weighting, PublicKey key) {
        Optional<Long> stake = Optional.ofNullable(stakes.get(key));
        return BigInteger.valueOf(
                switch (weighting) {
                    case EQUAL -> 1;
                    case STAKE -> stake.orElse(limits.weights().getOrDefault(key, 1L));
                    case EFFECTIVE -> stake.orElse(0L); // of full reputation and no age
                });
    }

    private void commit(PublicKey sender, CommitBallot commit, EnumSet<FailureCode> codes) {
        owner(sender, commit.instanceId(), codes);
        Optional<TopicModel> known = secretTopic(commit.decision(), codes);
        known.ifPresent(topic -> {
            mayAct(topic, commit.instanceId(), codes);
            if (topic.status(now) != Status.COMMITTING) {
                codes.add(FailureCode.TOO_LATE);
            }
            if (topic.acts().size() == topic.rules().electorate().size()) {
                codes.add(FailureCode.ELECTORATE_FULL);
            }
        });
        if (codes.isEmpty()) {
            topics.put(
                    commit.decision(),
                    known.orElseThrow()
                            .with(new Act(
                                    sender, commit.instanceId(), Optional.of(commit.commitment()), Optional.empty())));
        }
    }

    private void reveal(PublicKey sender, RevealBallot reveal, EnumSet<FailureCode> codes) {
        owner(sender, reveal.instanceId(), codes);
        Optional<TopicModel> known = secretTopic(reveal.decision(), codes);
        known.ifPresent(topic -> {
            if (topic.status(now).isClosed()) {
                codes.add(FailureCode.DECISION_CLOSED);
            }
            if (topic.status(now) == Status.COMMITTING) {
                codes.add(FailureCode.TOO_EARLY);
            }
            Optional<Act> act = topic.actOf(reveal.instanceId());
            if (act.isEmpty()) {
                codes.add(FailureCode.NO_COMMITMENT);
            } else {
                if (act.get().value().isPresent()) {
                    codes.add(FailureCode.ALREADY_VOTED);
                }
                if (!act.get()
                        .commitment()
                        .equals(Optional.of(Commitment.of(
                                TestChain.CHAIN,
                                reveal.decision(),
                                reveal.instanceId(),
                                reveal.value(),
                                reveal.nonce())))) {
                    codes.add(FailureCode.INVALID_REVEAL);
                }
            }
        });
        if (codes.isEmpty()) {
            TopicModel topic = known.orElseThrow();
            int index = topic.acts().indexOf(topic.actOf(reveal.instanceId()).orElseThrow());
            topics.put(reveal.decision(), topic.revealing(index, reveal.value()));
            close(reveal.decision());
        }
    }

    private Optional<TopicModel> secretTopic(String name, EnumSet<FailureCode> codes) {
        Optional<TopicModel> known = Optional.ofNullable(topics.get(name));
        if (known.isEmpty()) {
            codes.add(FailureCode.NO_SUCH_DECISION);
        } else if (!known.get().secret()) {
            codes.add(FailureCode.RULES_MISMATCH);
            return Optional.empty();
        }
        return known;
    }

    private void prune(PublicKey sender, PruneDecision prune, EnumSet<FailureCode> codes) {
        Optional<TopicModel> known = Optional.ofNullable(topics.get(prune.decision()));
        if (known.isEmpty()) {
            codes.add(FailureCode.NO_SUCH_DECISION);
            return;
        }
        TopicModel topic = known.get();
        if (!topic.opener().equals(sender)) {
            codes.add(FailureCode.NOT_OWNER);
        }
        if (topic.pruned()) {
            codes.add(FailureCode.ALREADY_PRUNED);
        }
        // From the deadline on, or from what closed it before.
        boolean kept = Stream.of(topic.closed(), topic.rules().ballot().end())
                .flatMap(Optional::stream)
                .noneMatch(closed ->
                        now.millis() >= closed.millis() + limits.retention().toMillis());
        if (!topic.status(now).isClosed() || kept) {
            codes.add(FailureCode.TOO_EARLY);
        }
        close(prune.decision());
        topics.put(prune.decision(), topic(prune.decision()).withoutVotes());
    }

    private void put(PublicKey sender, PutValue put, EnumSet<FailureCode> codes) {
        Optional<Entry> before = Optional.ofNullable(values.get(put.key()));
        if (before.filter(entry -> !entry.owner().equals(sender)).isPresent()) {
            codes.add(FailureCode.NOT_OWNER);
        }
        Optional<Expected> found = Optional.of(before.<Expected>map(entry -> new Expected.Present(entry.value()))
                .orElseGet(Expected.Absent::new));
        if (put.expected().isPresent() && !put.expected().equals(found)) {
            codes.add(FailureCode.VALUE_MISMATCH);
        }
        values.put(put.key(), new Entry(sender, put.value()));
    }

    private void delete(PublicKey sender, DeleteValue delete, EnumSet<FailureCode> codes) {
        Optional<Entry> before = Optional.ofNullable(values.remove(delete.key()));
        if (before.isEmpty()) {
            codes.add(FailureCode.NO_SUCH_KEY);
            return;
        }
        if (!before.get().owner().equals(sender)) {
            codes.add(FailureCode.NOT_OWNER);
        }
        if (delete.expected().isPresent()
                && !delete.expected().get().equals(before.get().value())) {
            codes.add(FailureCode.VALUE_MISMATCH);
        }
    }

    private void overLimit(PublicKey sender, EnumSet<FailureCode> codes) {
        if (instances(sender) > limits.instances()) {
            codes.add(FailureCode.TOO_MANY_INSTANCES);
        }
        if (openDecisions(sender) > limits.openDecisions()) {
            codes.add(FailureCode.TOO_MANY_OPEN_DECISIONS);
        }
        if (keys(sender) > limits.keys()) {
            codes.add(FailureCode.TOO_MANY_KEYS);
        }
        if (bytes(sender) > limits.bytes()) {
            codes.add(FailureCode.STATE_QUOTA_EXCEEDED);
        }
    }

    long instances(PublicKey sender) {
        return instances.values().stream().filter(sender::equals).count();
    }

    long openDecisions(PublicKey sender) {
        return topics.values().stream()
                .filter(topic ->
                        topic.opener().equals(sender) && !topic.status(now).isClosed())
                .count();
    }

    long decided() {
        return topics.values().stream()
                .filter(topic -> topic.status(now) == Status.DECIDED)
                .count();
    }

    long keys(PublicKey sender) {
        return values.values().stream()
                .filter(entry -> entry.owner().equals(sender))
                .count();
    }

    long bytes(PublicKey sender) {
        long bytes = 0;
        for (Map.Entry<String, PublicKey> instance : instances.entrySet()) {
            bytes += instance.getValue().equals(sender) ? utf8(instance.getKey()) + sender.length() : 0;
        }
        for (Map.Entry<String, TopicModel> entry : topics.entrySet()) {
            TopicModel topic = entry.getValue();
            if (topic.opener().equals(sender)) {
                bytes += utf8(entry.getKey()) + 128;
                if (!topic.dropped()) {
                    bytes += topic.weights().keySet().stream()
                            .mapToLong(instance -> utf8(instance) + 8 + 48)
                            .sum();
                }
            }
            if (topic.dropped() && topic.status(now) == Status.DECIDED) {
                Act winning = topic.winning();
                bytes += winning.sender().equals(sender) ? utf8(winning.value().orElseThrow()) : 0;
            }
            for (Act act : topic.dropped() ? List.<Act>of() : topic.acts()) {
                if (act.sender().equals(sender)) {
                    bytes += utf8(act.instance())
                            + 64
                            + (act.commitment().isPresent() ? 32 : 0)
                            + act.value().map(LedgerModel::utf8).orElse(0L);
                }
            }
        }
        for (Map.Entry<String, Entry> value : values.entrySet()) {
            bytes += value.getValue().owner().equals(sender)
                    ? utf8(value.getKey()) + value.getValue().value().length()
                    : 0;
        }
        return bytes;
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
