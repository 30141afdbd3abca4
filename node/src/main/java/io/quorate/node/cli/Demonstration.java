package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.Quoted;
import io.quorate.client.RpcErrorException;
import io.quorate.node.config.OperatorException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Three instances on three validators vote on an example decision; every step is told in plain words. */
final class Demonstration {
    private static final int INSTANCES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Terminal terminal;
    private final List<ValidatorProcess> validators;
    private final String topic = "demo-" + Long.toString(System.currentTimeMillis() / 1000, 36);

    Demonstration(Terminal terminal, List<ValidatorProcess> validators) {
        this.terminal = terminal;
        this.validators = validators;
    }

    void run() throws InterruptedException {
        terminal.print("A decision, " + topic + ": which colour? Three may vote, each through a validator of its own;");
        terminal.print("it is decided as soon as a majority, two of three, has voted.");
        for (int i = 0; i < INSTANCES; i++) {
            register(i);
        }
        vote(0, "blue");
        vote(1, "blue");
        tooLate(2, "green");
        for (ValidatorProcess validator : validators) {
            awaitResult(validator);
        }
        terminal.print("Final on all " + validators.size() + ": nobody can change it any more, and every validator can"
                + " prove it.");
        terminal.print("Look for yourself: quorate decision " + topic + " --rpc "
                + at(validators.size() - 1).rpcUrl());
        terminal.print("");
    }

    private ValidatorProcess at(int index) {
        return validators.get(index % validators.size());
    }

    private static String instance(int index) {
        return "painter-" + (index + 1);
    }

    private void register(int index) throws InterruptedException {
        ObjectNode parameters = Json.object().put("instanceId", instance(index));
        long start = System.nanoTime();
        JsonNode result = call(at(index), "system.register", parameters);
        say(
                index,
                "registers " + instance(index),
                "in block " + result.path("height").asText(),
                start);
    }

    private ObjectNode ballot(int index, String value) {
        return Json.object()
                .put("instanceId", instance(index))
                .put("decision", topic)
                .put("value", value)
                .put("totalInstances", INSTANCES);
    }

    private void vote(int index, String value) throws InterruptedException {
        long start = System.nanoTime();
        JsonNode result = call(at(index), "system.quorum.vote", ballot(index, value));
        String outcome = result.hasNonNull("finalDecision")
                ? "decided: " + Quoted.of(result.path("finalDecision").asText())
                : "vote " + result.path("voteCount").asText() + ", not decided yet";
        say(index, instance(index) + " votes " + value, outcome, start);
    }

    private void tooLate(int index, String value) throws InterruptedException {
        long start = System.nanoTime();
        try {
            var unused = at(index).client().tryCall("system.quorum.vote", ballot(index, value));
        } catch (RpcErrorException e) {
            say(index, instance(index) + " votes " + value, "refused: " + e.getMessage(), start);
            return;
        } catch (IOException e) {
            throw OperatorException.failure(
                    "the demonstration failed at " + at(index).name() + ": " + e.getMessage(), e);
        }
        throw OperatorException.failure("the demonstration failed: a vote counted after the decision");
    }

    private void say(int index, String what, String outcome, long start) {
        terminal.print(String.format(
                Locale.ROOT,
                "  %-9s %-24s %s  (%d ms)",
                at(index).name(),
                what,
                outcome,
                (System.nanoTime() - start) / 1_000_000));
    }

    /** Tries again while the network forms: until then a call can't become final. */
    private static JsonNode call(ValidatorProcess validator, String method, ObjectNode parameters)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return validator.client().tryCall(method, parameters);
            } catch (RpcErrorException | IOException e) {
                if (!validator.isAlive() || System.nanoTime() > end) {
                    throw OperatorException.failure(
                            "the demonstration failed at " + validator.name() + ": "
                                    + validator.obituary().orElse(method + ": " + e.getMessage()),
                            e);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private void awaitResult(ValidatorProcess validator) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String result = "";
        while (result.isEmpty() && System.nanoTime() < end) {
            JsonNode state = call(validator, "system.get_state", Json.object().put("decision", topic));
            result = state.path("decision").path("result").asText();
            if (result.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(50);
            } else {
                terminal.print(String.format(
                        Locale.ROOT,
                        "  %-9s says: %s, decided in block %s",
                        validator.name(),
                        result,
                        state.path("decision").path("decidedHeight").asText()));
            }
        }
        if (!result.equals("blue")) {
            throw OperatorException.failure(
                    "the demonstration failed: " + validator.name() + " says \"" + result + "\"");
        }
    }
}
