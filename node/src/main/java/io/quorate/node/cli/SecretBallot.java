package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.client.LedgerEntries;
import io.quorate.client.QuorateClient;
import io.quorate.client.Quoted;
import io.quorate.ledger.Operation;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.receipt.Outcome;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** What a node says of a decision with a secret ballot. */
record SecretBallot(String status, BlockTime commitDeadline, BlockTime revealDeadline, BlockTime chainTime) {
    /**
     * Asks.
     *
     * @throws OperatorException if there is no such decision, or its ballot is open
     */
    static SecretBallot ask(RpcClient client, String decision) throws InterruptedException {
        JsonNode state = client.call(
                        "system.get_state",
                        Json.object().put("decision", decision).put("limit", 0))
                .path("decision");
        JsonNode rules = state.path("rules");
        if (!rules.path("ballot").asText().equals("secret")) {
            throw OperatorException.failure("the ballot on " + Quoted.of(decision) + " is open: see quorate vote");
        }
        return new SecretBallot(
                state.path("status").asText(),
                time(rules, "commitDeadlineMillis"),
                time(rules, "revealDeadlineMillis"),
                client.typed("chain.head", QuorateClient::time));
    }

    private static BlockTime time(JsonNode rules, String member) {
        long millis = rules.path(member).asLong(-1);
        if (millis < 0) {
            throw OperatorException.failure("the node tells rules without a " + member);
        }
        return new BlockTime(millis);
    }

    /**
     * Of a proof of the decision.
     *
     * @throws OperatorException if it proves another one, that there is none, or that its ballot is open
     */
    static SecretBallot of(String topic, Outcome.Proven proven) {
        Decision decision = decision(topic, proven);
        BlockTime now = proven.under().time();
        if (!(decision.rules().ballot() instanceof BallotRule.Secret secret)) {
            throw OperatorException.failure("the ballot on " + Quoted.of(topic) + " is open: see quorate vote");
        }
        return new SecretBallot(decision.status(now).name(), secret.commits(), secret.reveals(), now);
    }

    /**
     * The decision that is proven.
     *
     * @throws OperatorException if it is another one, there is none, or it is of a newer ledger
     */
    static Decision decision(String topic, Outcome.Proven proven) {
        if (!(proven.claim() instanceof ChainReceipt.Entry entry
                && entry.kind().equals(LedgerEntries.DECISION)
                && entry.name().equals(topic))) {
            throw OperatorException.failure("the node's receipt is not of the decision " + Quoted.of(topic));
        }
        byte[] record = entry.value()
                .orElseThrow(
                        () -> OperatorException.failure("NO_SUCH_DECISION: there is no decision " + Quoted.of(topic)));
        try {
            return Decision.fromBytes(record);
        } catch (IllegalArgumentException e) {
            throw OperatorException.failure(
                    "the decision " + Quoted.of(topic)
                            + " is of a ledger that this version does not know: update quorate",
                    e);
        }
    }

    /** A block time for people. */
    static String shown(BlockTime time) {
        return Instant.ofEpochMilli(time.millis()).toString();
    }

    /** How long until a time, for people; rounded up to seconds. */
    static String left(BlockTime until, long nowMillis) {
        Duration left = Duration.ofSeconds(Math.max(0, (until.millis() - nowMillis + 999) / 1_000));
        StringBuilder text = new StringBuilder();
        if (left.toHours() > 0) {
            text.append(left.toHours()).append(" h ");
        }
        if (left.toMinutes() > 0) {
            text.append(left.toMinutesPart()).append(" min ");
        }
        return text.append(left.toSecondsPart()).append(" s").toString();
    }

    /** An operation, of what the operator wrote. */
    static Operation operation(Supplier<Operation> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage(String.valueOf(e.getMessage()));
        }
    }
}
