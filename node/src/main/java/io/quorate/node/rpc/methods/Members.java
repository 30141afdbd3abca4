package io.quorate.node.rpc.methods;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.Shape;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Validators as answers show them: by index, and by the name that genesis gave. Immutable. */
final class Members {
    private static final ResultField INDEX = ResultField.of("index", Shape.INTEGER, "its place in the set");
    private static final ResultField NAME = ResultField.maybe("name", Shape.STRING, "its name, if genesis gave one");

    /** One of a set. */
    static final Shape ONE = Shape.object(INDEX, NAME);

    /** Some of a set. */
    static final Shape LIST = Shape.listOf(INDEX, NAME);

    private static final int DIGITS = 8;

    private final Map<PublicKey, String> names = new TreeMap<>();

    Members(Genesis genesis) {
        for (Genesis.Member member : genesis.members()) {
            names.put(member.consensusKey(), member.name());
        }
    }

    ArrayNode all(ValidatorSet set, Predicate<ValidatorIndex> which) {
        ArrayNode members = Json.array();
        set.indexes().stream().filter(which).forEach(index -> members.add(one(set, index)));
        return members;
    }

    ObjectNode one(ValidatorSet set, ValidatorIndex index) {
        ObjectNode member = Json.object().put("index", index.number());
        name(set.get(index).key()).ifPresent(name -> member.put("name", name));
        return member;
    }

    /** What to call one in a sentence: by its name, or else by its key's first digits. */
    String called(ValidatorSet set, ValidatorIndex index) {
        PublicKey key = set.get(index).key();
        return name(key).orElseGet(() -> "validator " + key.toHex().substring(0, DIGITS));
    }

    /** The name that genesis gave, if it did. */
    Optional<String> name(PublicKey key) {
        return Optional.ofNullable(names.get(key));
    }
}
