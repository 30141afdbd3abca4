package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.RpcErrorException;
import io.quorate.crypto.hash.Hash;
import io.quorate.node.config.OperatorException;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.evidence.Witness;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.VoteKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a running node tells of itself. It may lie: what has no order, no end or no sense ends the examination, and the
 * message names the node.
 */
final class PeerWitness implements Witness {
    /** The most that a node is asked for at once. */
    private static final int PAGE = 128;
    /** More than a day of rounds brings. */
    private static final long MOST_CERTIFICATES = 20_000_000;

    private static final int TRIES = 3;
    private static final long PAUSE_MILLIS = 500;

    private final RpcClient client;
    private final Optional<JsonNode> head;
    /** It goes on while it is asked: what comes after this round is left for another time. */
    private final Round end;
    /** What was told of the newest round so far, which is asked for again with the next page. */
    private final Map<VoteKind, Certificate> ofNewest = new EnumMap<>(VoteKind.class);

    private Round newest = Round.GENESIS;
    private long told;

    /**
     * A node's testimony; its head is that of now.
     *
     * @throws OperatorException if it does not answer, or is of another chain
     */
    PeerWitness(RpcClient client, ChainId chain) {
        this.client = client;
        JsonNode summary =
                ask("system.get_state", Json.object().put("limit", 0)).orElseGet(Json::object);
        if (!summary.path("summary").path("chainId").asText().equals(chain.toString())) {
            throw OperatorException.failure(
                    "the node at " + client.shown() + " is of another chain: give the genesis file of its chain");
        }
        this.head = ask("chain.head", Json.object());
        if (oldest().isAfter(head().orElse(Height.ZERO))) {
            throw nonsense("it has no block that it says it has");
        }
        JsonNode state = ask("consensus.state", Json.object()).orElseGet(Json::object);
        this.end = sense(() -> Round.of(number(state, "epoch"), number(state, "view")));
    }

    @Override
    public Optional<Height> head() {
        return head.map(known -> sense(() -> new Height(number(known, "height"))));
    }

    @Override
    public Height oldest() {
        return head.map(known -> sense(() -> new Height(number(known, "oldestHeight"))))
                .orElse(Height.ZERO);
    }

    @Override
    public Optional<BlockId> block(Height height) {
        return ask("chain.block", Json.object().put("height", height.number()).put("limit", 0))
                .map(block -> sense(() -> new BlockId(Hash.fromHex(text(block, "id")))));
    }

    @Override
    public Optional<Start> epoch(Epoch epoch) {
        return ask("chain.epoch", Json.object().put("epoch", epoch.number()))
                .map(start -> sense(() -> new Start(
                        new Height(number(start, "height")),
                        StoredForms.validatorSet(bytes(start, "validators")),
                        proof(start))));
    }

    private static Optional<Proof> proof(JsonNode start) {
        return start.has("header") && start.has("finalization")
                ? Optional.of(new Proof(
                        BlockHeader.fromBytes(bytes(start, "header")),
                        StoredForms.certificate(bytes(start, "finalization"))))
                : Optional.empty();
    }

    @Override
    public List<Certificate> certificates(Round from, int limit) {
        ObjectNode wanted = Json.object()
                .put("epoch", from.epoch().number())
                .put("view", from.view().number())
                .put("limit", Math.min(limit, PAGE));
        JsonNode answer = ask("consensus.certificates", wanted).orElseGet(Json::object);
        List<Certificate> certificates = new ArrayList<>();
        for (JsonNode one : answer.path("certificates")) {
            Certificate certificate = sense(() -> StoredForms.certificate(bytes(one, "certificate")));
            if (certificate.round().isAfter(end)) {
                break;
            }
            take(certificate, from);
            certificates.add(certificate);
        }
        return certificates;
    }

    /** Of each round and kind there is one, so each page goes on from the one before. */
    private void take(Certificate certificate, Round from) {
        if (certificate.round().isAfter(newest)) {
            newest = certificate.round();
            ofNewest.clear();
        }
        Certificate known = ofNewest.putIfAbsent(certificate.kind(), certificate);
        boolean isInOrder = certificate.round().equals(newest) && !from.isAfter(newest);
        if (!isInOrder || (known != null && !known.equals(certificate)) || ++told > MOST_CERTIFICATES) {
            throw nonsense("its certificates have no order or no end");
        }
    }

    /** The answer, unless there is nothing of what was asked for. A node that is busy, or away for a moment, is asked again. */
    private Optional<JsonNode> ask(String method, ObjectNode parameters) {
        try {
            for (int left = TRIES; ; left--) {
                try {
                    return Optional.of(client.tryCall(method, parameters));
                } catch (RpcErrorException e) {
                    if (e.code() == ErrorCode.NOT_FOUND.number()) {
                        return Optional.empty();
                    }
                    if (left == 1) {
                        throw OperatorException.failure(
                                method + " of the node at " + client.shown() + ": " + e.getMessage(), e);
                    }
                } catch (IOException e) {
                    if (left == 1) {
                        throw client.unreachable(e);
                    }
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperatorException.failure("interrupted", e);
        }
    }

    private interface Reading<T> {
        T read();
    }

    private <T> T sense(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IllegalArgumentException e) {
            throw nonsense(String.valueOf(e.getMessage()));
        }
    }

    private OperatorException nonsense(String why) {
        return OperatorException.failure(
                "the node at " + client.shown() + " answers what no honest node would: " + why + "; leave it out");
    }

    private static long number(JsonNode from, String field) {
        return from.path(field).asLong(-1);
    }

    private static String text(JsonNode from, String field) {
        return from.path(field).asText();
    }

    private static byte[] bytes(JsonNode from, String field) {
        return HexFormat.of().parseHex(text(from, field));
    }
}
