package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.keystore.PrivateFile;
import io.quorate.ledger.Commitment;
import io.quorate.ledger.state.Bytes;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A vote in a secret ballot, with the nonce that hides it, in a file for its owner's eyes only. It is on disk before its
 * commitment leaves: a nonce that is lost can't be revealed.
 *
 * @param commitDeadline the block time from which on it may be revealed, as the node said when it was committed
 */
record KeptBallot(
        ChainId chain, String decision, String instance, String value, Bytes nonce, BlockTime commitDeadline) {
    private static final int MAX_BYTES = 64 * 1024;

    /** A new one with a nonce by chance. */
    static KeptBallot of(ChainId chain, String decision, String instance, String value, BlockTime commitDeadline) {
        byte[] nonce = new byte[Commitment.NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        return new KeptBallot(chain, decision, instance, value, Bytes.of(nonce), commitDeadline);
    }

    /** What leaves this machine before the commit deadline: nothing else of it does. */
    Hash commitment() {
        return Commitment.of(chain, decision, instance, value, nonce);
    }

    /** Where ballots are kept if nobody says where. */
    static Path standardDirectory(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("XDG_DATA_HOME"))
                .filter(text -> !text.isEmpty())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "share"))
                .resolve("quorate")
                .resolve("ballots");
    }

    /** The file of a ballot: one for each chain, decision and instance. */
    static Path file(Path directory, ChainId chain, String decision, String instance) {
        Hash name = Sha256.hash((chain + "\n" + instance + "\n" + decision).getBytes(StandardCharsets.UTF_8));
        return directory.resolve(instance + "-" + name.toHex().substring(0, 16) + ".ballot.json");
    }

    /**
     * Writes it, durably.
     *
     * @throws OperatorException if it can't be written, or is there already
     */
    void store(Path directory) {
        Path file = file(directory, chain, decision, instance);
        ObjectNode json = Json.object()
                .put("chain", chain.toString())
                .put("decision", decision)
                .put("instance", instance)
                .put("value", value)
                .put("nonce", HexFormat.of().formatHex(nonce.toBytes()))
                .put("commitDeadlineMillis", commitDeadline.millis());
        byte[] suffix = new byte[8];
        new SecureRandom().nextBytes(suffix);
        try {
            PrivateFile.createDirectories(directory);
            PrivateFile.write(file, (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8), suffix);
        } catch (IOException e) {
            throw OperatorException.failure(
                    "cannot keep the ballot in " + file + ": " + e + "; nothing was sent: see --ballots", e);
        }
    }

    /**
     * Reads one, if it is kept.
     *
     * @throws OperatorException if it can't be read, or others may read it too
     */
    static Optional<KeptBallot> find(Path directory, ChainId chain, String decision, String instance) {
        Path file = file(directory, chain, decision, instance);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (PrivateFile.isOpenToOthers(file)) {
                throw OperatorException.failure(
                        "ballot " + file + " is open to others, who may have read it: chmod 600 it to go on");
            }
            KeptBallot found = read(Json.MAPPER.readTree(PrivateFile.read(file, MAX_BYTES)));
            if (!found.chain.equals(chain) || !found.decision.equals(decision) || !found.instance.equals(instance)) {
                throw OperatorException.failure("ballot " + file + " is another one: it was moved or changed");
            }
            return Optional.of(found);
        } catch (IOException | IllegalArgumentException e) {
            throw OperatorException.failure("cannot read the ballot " + file + ": " + e.getMessage(), e);
        }
    }

    private static KeptBallot read(JsonNode json) {
        return new KeptBallot(
                new ChainId(Hash.of(HexFormat.of().parseHex(json.path("chain").asText()))),
                json.path("decision").asText(),
                json.path("instance").asText(),
                json.path("value").asText(),
                Bytes.of(HexFormat.of().parseHex(json.path("nonce").asText())),
                new BlockTime(json.path("commitDeadlineMillis").asLong()));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "KeptBallot[" + decision + ", " + instance + "]";
    }
}
