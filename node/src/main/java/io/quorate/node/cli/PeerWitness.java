package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.RpcErrorException;
import io.quorate.crypto.hash.Hash;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.evidence.Witness;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.VoteKind;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a running node tells of itself. It may lie: what has no order, no end or no sense ends the examination, and the
 * message names the node.
 */
final class PeerWitness implements Witness {
    private static final int NOT_FOUND = -32003;
    /** The most that a node is asked for at once. */
    private static final int PAGE = 128;
    /** More than a day of rounds brings. */
    private static final long MOST_CERTIFICATES = 20_000_000;
    /** Rounds of one epoch follow each other. */
    private static final int EPOCHS = 8;

    private final RpcClient client;
    private final Optional<JsonNode> head;
    private final Map<Epoch, Optional<Start>> epochs = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Epoch, Optional<Start>> eldest) {
            return size() > EPOCHS;
        }
    };
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
        return epochs.computeIfAbsent(
                epoch,
                unknown -> ask("chain.epoch", Json.object().put("epoch", epoch.number()))
                        .map(start -> sense(() -> new Start(
                                new Height(number(start, "height")),
                                StoredForms.validatorSet(bytes(start, "validators"))))));
    }

    @Override
    public List<Certificate> certificates(Round from, int limit) {
        ObjectNode wanted = Json.object()
                .put("epoch", from.epoch().number())
                .put("view", from.view().number())
                .put("limit", Math.min(limit, PAGE));
        List<Certificate> certificates = new ArrayList<>();
        ask("consensus.certificates", wanted)
                .ifPresent(answer -> answer.path("certificates")
                        .forEach(one ->
                                certificates.add(sense(() -> StoredForms.certificate(bytes(one, "certificate"))))));
        told += certificates.size();
        if (!areInOrder(from, certificates) || certificates.size() > PAGE || told > MOST_CERTIFICATES) {
            throw nonsense(new IllegalArgumentException("its certificates have no order or no end"));
        }
        return certificates;
    }

    /** Of each round and kind there is one at most, so each page goes on from the one before. */
    private static boolean areInOrder(Round from, List<Certificate> certificates) {
        Round last = from;
        Optional<VoteKind> kind = Optional.empty();
        for (Certificate certificate : certificates) {
            int order = certificate.round().compareTo(last);
            int of = certificate.kind().code();
            if (order < 0
                    || (order == 0 && kind.map(before -> before.code() >= of).orElse(false))) {
                return false;
            }
            last = certificate.round();
            kind = Optional.of(certificate.kind());
        }
        return true;
    }

    /** The answer, unless there is nothing of what was asked for. */
    private Optional<JsonNode> ask(String method, ObjectNode parameters) {
        try {
            return client.typed(method + " of " + client.shown(), unused -> {
                try {
                    return Optional.of(client.tryCall(method, parameters));
                } catch (RpcErrorException e) {
                    if (e.code() == NOT_FOUND) {
                        return Optional.empty();
                    }
                    throw e;
                }
            });
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
            throw nonsense(e);
        }
    }

    private OperatorException nonsense(IllegalArgumentException why) {
        return OperatorException.failure(
                "the node at " + client.shown() + " answers what no honest node would: " + why.getMessage()
                        + "; leave it out",
                why);
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
