package io.quorate.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VoteKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one validator signed on one chain, to be taken to another machine: a JSON object.
 *
 * <pre>
 *   format              quorate signing history 1
 *   chainId             64 hexadecimal digits
 *   validatorPublicKey  whose it is, if the keystore says
 *   floor               epoch, view: nothing is signed at or below this round
 *   signed              of each vote above it: kind, epoch, view, and parentView and blockId unless a nullify
 * </pre>
 */
record ProtectionFile(ChainId chain, Optional<PublicKey> validator, Round floor, List<Subject> signed) {
    static final String FORMAT = "quorate signing history 1";

    /** Of two histories in one file, or two floors, none may be read over: the lower one would be believed. */
    private static final ObjectReader READER = Json.MAPPER
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    ProtectionFile {
        signed = List.copyOf(signed);
    }

    /** What a journal's entries come to. */
    static ProtectionFile of(ChainId chain, Optional<PublicKey> validator, List<Entry> entries) {
        Round floor = Round.GENESIS;
        TreeSet<Subject> signed = new TreeSet<>();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Signed vote) {
                signed.add(vote.vote().subject());
            } else if (entry instanceof Entry.Floor raised && raised.round().isAfter(floor)) {
                floor = raised.round();
            }
        }
        Round lowest = floor;
        return new ProtectionFile(
                chain,
                validator,
                floor,
                signed.stream()
                        .filter(subject -> subject.round().isAfter(lowest))
                        .toList());
    }

    /** The highest round that it knows of: above it, this validator signed nothing. */
    Round highest() {
        Round highest = floor;
        for (Subject subject : signed) {
            highest = subject.round().isAfter(highest) ? subject.round() : highest;
        }
        return highest;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("format", FORMAT).put("chainId", chain.toString());
        validator.ifPresent(key -> json.put("validatorPublicKey", key.toHex()));
        round(json.putObject("floor"), floor);
        ArrayNode votes = json.putArray("signed");
        for (Subject subject : signed) {
            ObjectNode vote = votes.addObject().put("kind", subject.kind().verb());
            round(vote, subject.round());
            if (subject.kind() != VoteKind.NULLIFY) {
                vote.put("parentView", subject.parentView().number())
                        .put("blockId", subject.block().toString());
            }
        }
        return json;
    }

    private static void round(ObjectNode to, Round round) {
        to.put("epoch", round.epoch().number()).put("view", round.view().number());
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with what is wrong; a part that is not understood is wrong
     */
    static ProtectionFile parse(byte[] bytes) {
        JsonNode json;
        try {
            json = READER.readTree(bytes);
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(
                    "it is no JSON" + (e instanceof JsonProcessingException at ? ": " + at.getOriginalMessage() : ""),
                    e);
        }
        keys(json, Set.of("format", "chainId", "validatorPublicKey", "floor", "signed"));
        if (!FORMAT.equals(json.path("format").textValue())) {
            throw new IllegalArgumentException("\"format\" is not \"" + FORMAT + "\"");
        }
        Optional<PublicKey> validator = json.has("validatorPublicKey")
                ? Optional.of(PublicKey.fromHex(text(json, "validatorPublicKey")))
                : Optional.empty();
        keys(json.path("floor"), Set.of("epoch", "view"));
        if (!json.path("signed").isArray()) {
            throw new IllegalArgumentException("\"signed\" is not a list");
        }
        List<Subject> signed = new ArrayList<>();
        json.path("signed").forEach(vote -> signed.add(subject(vote)));
        return new ProtectionFile(
                new ChainId(Hash.fromHex(text(json, "chainId"))), validator, round(json.path("floor")), signed);
    }

    private static Subject subject(JsonNode vote) {
        keys(vote, Set.of("kind", "epoch", "view", "parentView", "blockId"));
        String verb = text(vote, "kind");
        for (VoteKind kind : VoteKind.values()) {
            if (kind.verb().equals(verb)) {
                return kind == VoteKind.NULLIFY
                        ? Subject.nullify(round(vote))
                        : new Subject(
                                kind,
                                round(vote),
                                new View(number(vote, "parentView")),
                                new BlockId(Hash.fromHex(text(vote, "blockId"))));
            }
        }
        throw new IllegalArgumentException("there is no vote of kind \"" + verb + "\"");
    }

    private static Round round(JsonNode json) {
        return new Round(new Epoch(number(json, "epoch")), new View(number(json, "view")));
    }

    private static void keys(JsonNode json, Set<String> known) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("an object is missing where " + new TreeSet<>(known) + " belong");
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown key \"" + name + "\"");
            }
        });
    }

    private static String text(JsonNode json, String name) {
        if (!json.path(name).isTextual()) {
            throw new IllegalArgumentException("\"" + name + "\" is missing or no text");
        }
        return json.path(name).textValue();
    }

    private static long number(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new IllegalArgumentException("\"" + name + "\" is missing or no whole number");
        }
        return value.longValue();
    }
}
