package io.quorate.ledger;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.DeleteValue;
import io.quorate.ledger.Operation.Expected;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.state.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rules of ledger.md over plain maps, counting everything anew each time: slow and plainly right. */
final class LedgerModel {
    final Map<String, PublicKey> instances = new TreeMap<>();
    final Map<String, Topic> topics = new TreeMap<>();
    final Map<String, Entry> values = new TreeMap<>();
    private final LedgerLimits limits;

    LedgerModel(LedgerLimits limits) {
        this.limits = limits;
    }

    record Cast(PublicKey sender, String instance, String value) {}

    record Entry(PublicKey owner, Bytes value) {}

    /** A decision: its opener, its total, and its votes in order. */
    record Topic(PublicKey opener, int total, List<Cast> casts) {
        boolean closed() {
            return casts.size() >= total / 2 + 1;
        }

        /** Counts again after each vote: the first to stand alone at the greatest count reached wins. */
        Optional<String> winner() {
            if (!closed()) {
                return Optional.empty();
            }
            String winner = "";
            long most = 0;
            for (int end = 1; end <= casts.size(); end++) {
                String value = casts.get(end - 1).value();
                long count = casts.subList(0, end).stream()
                        .filter(cast -> cast.value().equals(value))
                        .count();
                if (count > most) {
                    most = count;
                    winner = value;
                }
            }
            return Optional.of(winner);
        }
    }

    LedgerModel copy() {
        LedgerModel copy = new LedgerModel(limits);
        copy.instances.putAll(instances);
        topics.forEach((name, topic) ->
                copy.topics.put(name, new Topic(topic.opener(), topic.total(), new ArrayList<>(topic.casts()))));
        copy.values.putAll(values);
        return copy;
    }

    /** Applies an operation, or says why not; the model is then of no use. */
    Optional<FailureCode> apply(PublicKey sender, Operation operation) {
        Optional<FailureCode> failure = change(sender, operation);
        return failure.isPresent() ? failure : overLimit(sender);
    }

    private Optional<FailureCode> change(PublicKey sender, Operation operation) {
        if (operation instanceof RegisterInstance register) {
            PublicKey key = instances.putIfAbsent(register.instanceId(), sender);
            return key == null || key.equals(sender) ? Optional.empty() : Optional.of(FailureCode.INSTANCE_TAKEN);
        } else if (operation instanceof CastVote vote) {
            return vote(sender, vote);
        } else if (operation instanceof PutValue put) {
            Optional<Entry> before = Optional.ofNullable(values.get(put.key()));
            if (before.filter(entry -> !entry.owner().equals(sender)).isPresent()) {
                return Optional.of(FailureCode.NOT_OWNER);
            }
            Optional<Expected> found = Optional.of(before.<Expected>map(entry -> new Expected.Present(entry.value()))
                    .orElseGet(Expected.Absent::new));
            if (put.expected().isPresent() && !put.expected().equals(found)) {
                return Optional.of(FailureCode.VALUE_MISMATCH);
            }
            values.put(put.key(), new Entry(sender, put.value()));
            return Optional.empty();
        }
        DeleteValue delete = (DeleteValue) operation;
        Entry before = values.get(delete.key());
        if (before == null) {
            return Optional.of(FailureCode.NO_SUCH_KEY);
        } else if (!before.owner().equals(sender)) {
            return Optional.of(FailureCode.NOT_OWNER);
        } else if (delete.expected().isPresent() && !delete.expected().get().equals(before.value())) {
            return Optional.of(FailureCode.VALUE_MISMATCH);
        }
        values.remove(delete.key());
        return Optional.empty();
    }

    private Optional<FailureCode> vote(PublicKey sender, CastVote vote) {
        PublicKey key = instances.get(vote.instanceId());
        int total = vote.totalInstances().orElse(3);
        Topic topic = topics.get(vote.decision());
        FailureCode failure = null;
        if (key == null) {
            failure = FailureCode.NOT_REGISTERED;
        } else if (!key.equals(sender)) {
            failure = FailureCode.NOT_OWNER;
        } else if (total < 1 || total > 1000) {
            failure = FailureCode.INVALID_TOTAL;
        } else if (topic != null && vote.totalInstances().isPresent() && total != topic.total()) {
            failure = FailureCode.RULES_MISMATCH;
        } else if (topic != null && topic.closed()) {
            failure = FailureCode.DECISION_CLOSED;
        } else if (topic != null
                && topic.casts().stream().anyMatch(cast -> cast.instance().equals(vote.instanceId()))) {
            failure = FailureCode.ALREADY_VOTED;
        } else {
            topics.computeIfAbsent(vote.decision(), name -> new Topic(sender, total, new ArrayList<>()))
                    .casts()
                    .add(new Cast(sender, vote.instanceId(), vote.value()));
        }
        return Optional.ofNullable(failure);
    }

    private Optional<FailureCode> overLimit(PublicKey sender) {
        FailureCode failure = null;
        if (instances(sender) > limits.instances()) {
            failure = FailureCode.TOO_MANY_INSTANCES;
        } else if (openDecisions(sender) > limits.openDecisions()) {
            failure = FailureCode.TOO_MANY_OPEN_DECISIONS;
        } else if (keys(sender) > limits.keys()) {
            failure = FailureCode.TOO_MANY_KEYS;
        } else if (bytes(sender) > limits.bytes()) {
            failure = FailureCode.STATE_QUOTA_EXCEEDED;
        }
        return Optional.ofNullable(failure);
    }

    long instances(PublicKey sender) {
        return instances.values().stream().filter(sender::equals).count();
    }

    long openDecisions(PublicKey sender) {
        return topics.values().stream()
                .filter(topic -> topic.opener().equals(sender) && !topic.closed())
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
        for (Map.Entry<String, Topic> topic : topics.entrySet()) {
            bytes += topic.getValue().opener().equals(sender) ? utf8(topic.getKey()) : 0;
            for (Cast cast : topic.getValue().casts()) {
                bytes += cast.sender().equals(sender) ? utf8(cast.instance()) + utf8(cast.value()) : 0;
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
