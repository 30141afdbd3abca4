package io.quorate.node.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.node.bench.Line.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Speaks {@code tx.submit} and {@code tx.wait} over a line.
 *
 * <p>A single transaction is submitted and waited for in one call. For several, the wait is a second body, of those that
 * were taken: what was refused is known at once. A transaction's end is known when the whole of its batch has ended.
 */
final class RpcLink implements Link {
    /** The calls that a node takes in one body by default. */
    static final int MAX_CALLS = 100;

    /** What of the megabyte that a node takes as a body by default is used. */
    private static final int MAX_BODY_CHARACTERS = 900_000;

    private static final int CALL_CHARACTERS = 160;

    /** What an answer may take beyond the time that the node was told to wait. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Line line;
    private final Duration patience;
    private final int batchLimit;

    /**
     * Begins nothing yet.
     *
     * @param patience how long a transaction may take to become final
     * @param transactionBytes length of the longest transaction
     */
    RpcLink(Line line, Duration patience, int transactionBytes) {
        this.line = line;
        this.patience = patience;
        this.batchLimit =
                Math.max(1, Math.min(MAX_CALLS, MAX_BODY_CHARACTERS / (2 * transactionBytes + CALL_CHARACTERS)));
    }

    @Override
    public int batchLimit() {
        return batchLimit;
    }

    @Override
    public boolean free() {
        return line.free();
    }

    @Override
    public void send(List<Signed> batch, Ending ending) {
        if (batch.size() == 1) {
            one(batch.get(0), ending);
        } else {
            submit(batch, ending);
        }
    }

    private void one(Signed signed, Ending ending) {
        Calls calls = new Calls(characters(List.of(signed))).submitAndWait(signed, patience.toMillis());
        post(
                calls,
                patience.plus(GRACE),
                reply -> ending.ended(
                        0,
                        reply instanceof Reply.Body body
                                ? Answers.outcomeOfSubmission(
                                        Answers.read(body.bytes(), 1).get(0))
                                : lost(reply)));
    }

    private void submit(List<Signed> batch, Ending ending) {
        Calls calls = new Calls(characters(batch));
        batch.forEach(calls::submit);
        post(calls, patience.plus(GRACE), reply -> {
            if (!(reply instanceof Reply.Body body)) {
                all(indexes(batch.size()), ending, lost(reply));
                return;
            }
            List<JsonNode> answers = Answers.read(body.bytes(), batch.size());
            List<Integer> taken = indexes(batch.size()).stream()
                    .filter(index -> !Answers.result(answers.get(index)).isMissingNode())
                    .toList();
            if (!taken.isEmpty()) {
                // First of all: who hears of an end may use the connection that is free now.
                await(batch, taken, ending);
            }
            for (int index = 0; index < batch.size(); index++) {
                if (Answers.result(answers.get(index)).isMissingNode()) {
                    ending.ended(index, new Outcome.Failed(Answers.kind(answers.get(index))));
                }
            }
        });
    }

    private void await(List<Signed> batch, List<Integer> taken, Ending ending) {
        Calls calls = new Calls(taken.size() * CALL_CHARACTERS);
        taken.forEach(index -> calls.await(batch.get(index), patience.toMillis()));
        post(calls, patience.plus(GRACE), reply -> {
            if (!(reply instanceof Reply.Body body)) {
                all(taken, ending, lost(reply));
                return;
            }
            List<JsonNode> answers = Answers.read(body.bytes(), taken.size());
            for (int i = 0; i < taken.size(); i++) {
                ending.ended(taken.get(i), Answers.outcome(answers.get(i)));
            }
        });
    }

    private void post(Calls calls, Duration limit, Consumer<Reply> answer) {
        line.post(calls.body(), limit.toNanos(), answer);
    }

    private static void all(List<Integer> indexes, Ending ending, Outcome outcome) {
        indexes.forEach(index -> ending.ended(index, outcome));
    }

    private static Outcome lost(Reply reply) {
        return new Outcome.Failed(reply instanceof Reply.Lost lost ? lost.kind() : Kinds.MALFORMED);
    }

    private static List<Integer> indexes(int count) {
        List<Integer> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(i);
        }
        return all;
    }

    private static int characters(List<Signed> batch) {
        return batch.stream()
                .mapToInt(signed -> signed.transaction().length() + 2 * CALL_CHARACTERS)
                .sum();
    }
}
