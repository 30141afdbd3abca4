package io.quorate.simulator.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What clients of the key-value store asked and were told, and whether one order explains it: each operation takes effect
 * at one moment between question and answer, or, if there was no answer, at any moment after the question or never. Keys
 * are independent, so each is searched by itself (Wing and Gong, with the states seen remembered).
 */
public final class KeyValueHistory {
    /** The most operations on one key: a set of them is 64 bits. */
    public static final int MOST = 60;

    private static final long UNANSWERED = Long.MAX_VALUE;

    private final Map<String, List<Call>> calls = new LinkedHashMap<>();

    /** What was asked. */
    public sealed interface Question {
        /** Set a value, if what is there is as expected. */
        record Put(String value, Expected expected) implements Question {}

        /** Remove it. */
        record Delete() implements Question {}

        /** Read it: this was there, or nothing. */
        record Saw(Optional<String> value) implements Question {}
    }

    /** What a put expects to be there. */
    public sealed interface Expected {
        /** Anything. */
        record Anything() implements Expected {}

        /** Nothing. */
        record Nothing() implements Expected {}

        /** This value. */
        record Value(String value) implements Expected {}
    }

    /** What was told. */
    public enum Told {
        /** It was done, and there was nothing before. */
        CREATED,
        /** It was done, and there was something before. */
        DONE,
        /** What was there was not as expected. */
        MISMATCH,
        /** There was nothing to delete. */
        NOTHING_THERE
    }

    /** A question and, in time, its answer. */
    public static final class Call {
        private final Question question;
        private final long asked;
        private long answered = UNANSWERED;
        private Optional<Told> told = Optional.empty();

        private Call(Question question, long asked) {
            this.question = question;
            this.asked = asked;
        }

        /** It was answered at a time. */
        public void answer(Told answer, long now) {
            told = Optional.of(answer);
            answered = now;
        }
    }

    /** How many operations there are on a key. */
    public int count(String key) {
        return calls.getOrDefault(key, List.of()).size();
    }

    /** Something is asked at a time. */
    public Call ask(String key, Question question, long now) {
        Call call = new Call(question, now);
        calls.computeIfAbsent(key, unknown -> new ArrayList<>()).add(call);
        return call;
    }

    /** The keys on which there is room for more operations. */
    public List<String> open() {
        return calls.keySet().stream().filter(key -> count(key) < MOST).toList();
    }

    /** Somebody read a value, or that there is none, at some time between two. */
    public void saw(String key, Optional<String> value, long from, long until) {
        ask(key, new Question.Saw(value), from).answer(Told.DONE, until);
    }

    /** How many answers there are. */
    public long answers() {
        return calls.values().stream()
                .flatMap(List::stream)
                .filter(call -> call.told.isPresent())
                .count();
    }

    /**
     * Looks for an order of every key.
     *
     * @throws Violation if one has none
     */
    public void check() {
        calls.forEach((key, of) -> {
            if (!hasOrder(of)) {
                throw new Violation(
                        Invariant.LINEARIZABLE,
                        "the answers on key " + key + " fit no order of " + of.size() + " calls");
            }
        });
    }

    private record Seen(long done, Optional<String> value) {}

    private static boolean hasOrder(List<Call> calls) {
        long answered = 0;
        for (int i = 0; i < calls.size(); i++) {
            answered |= calls.get(i).told.isPresent() ? 1L << i : 0;
        }
        return search(calls, answered, 0, Optional.empty(), new LinkedHashSet<>());
    }

    private static boolean search(
            List<Call> calls, long answered, long before, Optional<String> value, Set<Seen> seen) {
        long done = read(calls, before, value);
        if ((answered & ~done) == 0) {
            return true;
        }
        if (!seen.add(new Seen(done, value))) {
            return false;
        }
        long earliestAnswer = earliestAnswer(calls, done);
        TreeMap<Integer, Optional<String>> next = new TreeMap<>();
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            if ((done & 1L << i) == 0 && call.asked <= earliestAnswer && !(call.question instanceof Question.Saw)) {
                Told told = answer(call.question, value);
                if (call.told.isEmpty() || call.told.get() == told) {
                    next.put(i, after(call.question, told, value));
                }
            }
        }
        for (Map.Entry<Integer, Optional<String>> one : next.entrySet()) {
            if (search(calls, answered, done | 1L << one.getKey(), one.getValue(), seen)) {
                return true;
            }
        }
        return false;
    }

    private static long earliestAnswer(List<Call> calls, long done) {
        long earliest = UNANSWERED;
        for (int i = 0; i < calls.size(); i++) {
            if ((done & 1L << i) == 0) {
                earliest = Math.min(earliest, calls.get(i).answered);
            }
        }
        return earliest;
    }

    /** Lets every read that may see this value take effect: it changes nothing, so it need not be tried out later. */
    private static long read(List<Call> calls, long before, Optional<String> value) {
        long done = before;
        boolean more = true;
        while (more) {
            more = false;
            long earliestAnswer = earliestAnswer(calls, done);
            for (int i = 0; i < calls.size(); i++) {
                Call call = calls.get(i);
                if ((done & 1L << i) == 0
                        && call.asked <= earliestAnswer
                        && call.question instanceof Question.Saw saw
                        && saw.value().equals(value)) {
                    done |= 1L << i;
                    more = true;
                }
            }
        }
        return done;
    }

    private static Told answer(Question question, Optional<String> value) {
        if (question instanceof Question.Put put) {
            boolean fits = put.expected() instanceof Expected.Value expected
                    ? value.equals(Optional.of(expected.value()))
                    : put.expected() instanceof Expected.Anything || value.isEmpty();
            if (!fits) {
                return Told.MISMATCH;
            }
            return value.isEmpty() ? Told.CREATED : Told.DONE;
        }
        return value.isEmpty() ? Told.NOTHING_THERE : Told.DONE;
    }

    private static Optional<String> after(Question question, Told told, Optional<String> value) {
        if (told == Told.MISMATCH || told == Told.NOTHING_THERE) {
            return value;
        }
        return question instanceof Question.Put put ? Optional.of(put.value()) : Optional.empty();
    }
}
