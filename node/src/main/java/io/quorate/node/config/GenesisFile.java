package io.quorate.node.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.LedgerTerms;
import io.quorate.protocol.types.Staking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A chain's specification as a file: a JSON object with exactly these keys; {@code staking}, {@code ledger} and what is in
 * them may be left out.
 *
 * <pre>
 *   format                1
 *   name                  1 to 64 of A-Z a-z 0-9 . _ -
 *   development           whether public development keys and unencrypted keystores are allowed
 *   time                  block time of genesis, as 2025-01-01T00:00:00Z
 *   scheme                signature scheme of consensus votes: ed25519
 *   delta                 assumed bound on delivery, 10ms to 10s
 *   blockInterval         how long a leader waits with nothing to propose, 10ms to 1m
 *   epochDuration         1s to 168h
 *   maxBlockBytes         73728, the longest transaction (it brings evidence), to 8388608
 *   maxBlockTransactions  1 to 65535
 *   validators            1 to 1,000, in set order, each
 *     name                as above, no two alike
 *     consensusKey        hexadecimal, of the scheme; no two alike
 *     accountKey          hexadecimal, Ed25519; no two alike
 *     stake               1 to 2^61; all together at most 2^61, allotments included
 *   staking
 *     equivocationPenalty     basis points of the stake, 0 to 10,000 (500)
 *     invalidProposalPenalty  the same (100)
 *     reputation, age         whether they count in how often a validator leads (true)
 *     allotments              stake of accounts that may join the validators, up to 10,000 (none), each
 *       accountKey            hexadecimal, Ed25519; no two alike, and no validator's
 *       stake                 1 to 2^61
 *   ledger                    what a sender may hold at one time, and what votes weigh
 *     instances               instances registered (10,000)
 *     openDecisions           decisions opened and not closed (100,000)
 *     keys                    keys of the store (1,000,000)
 *     bytes                   bytes of state (1,073,741,824)
 *     retention               how long the votes of a closed decision are kept at least, to 876000h (168h)
 *     weights                 what instances of a key weigh that is no account with stake, up to 10,000 (1 each), each
 *       key                   hexadecimal, Ed25519; no two alike, and none that has stake
 *       weight                1 to 2^60; all together at most 2^60
 * </pre>
 *
 * <p>The chain id is SHA-256 of the ASCII text {@code quorate.genesis.v1} followed by the file's exact bytes: two files
 * that differ in a space are two chains.
 */
public final class GenesisFile {
    /** The longest file, in bytes. */
    public static final int MAX_BYTES = 8 * 1024 * 1024;

    private static final byte[] DOMAIN = "quorate.genesis.v1".getBytes(StandardCharsets.US_ASCII);

    private GenesisFile() {}

    /**
     * Reads a file.
     *
     * @throws OperatorException if it can't be read, or with all that is wrong in it
     */
    public static Genesis read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw OperatorException.usage("genesis file " + file + " is longer than " + MAX_BYTES + " bytes");
            }
            return parse(Files.readAllBytes(file), "genesis file " + file);
        } catch (NoSuchFileException e) {
            throw OperatorException.usage(
                    "there is no genesis file " + file + ": give a path, or one of " + String.join(", ", Chains.NAMES));
        } catch (IOException e) {
            throw OperatorException.usage("cannot read genesis file " + file + ": " + Failures.reason(e));
        }
    }

    /**
     * Reads a file's bytes.
     *
     * @param source what messages call it
     * @throws OperatorException with all that is wrong in it
     */
    public static Genesis parse(byte[] bytes, String source) {
        if (bytes.length > MAX_BYTES) {
            throw OperatorException.usage(source + " is longer than " + MAX_BYTES + " bytes");
        }
        return new GenesisReader(source, chainId(bytes)).read(bytes);
    }

    /** The chain that a file with these bytes specifies. */
    static ChainId chainId(byte[] bytes) {
        return new ChainId(Sha256.hash(DOMAIN, bytes));
    }

    /** The bytes of a file that says this; what it gives for the chain id is not looked at. */
    public static byte[] write(Genesis genesis) {
        ObjectMapper mapper = new JsonMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("format", GenesisReader.FORMAT);
        root.put("name", genesis.name());
        root.put("development", genesis.development());
        root.put("time", Instant.ofEpochMilli(genesis.time().millis()).toString());
        root.put("scheme", genesis.scheme());
        root.put("delta", Durations.format(genesis.delta()));
        root.put("blockInterval", Durations.format(genesis.blockInterval()));
        root.put("epochDuration", Durations.format(genesis.epochDuration()));
        root.put("maxBlockBytes", genesis.maxBlockBytes());
        root.put("maxBlockTransactions", genesis.maxBlockTransactions());
        ArrayNode validators = root.putArray("validators");
        for (Genesis.Member member : genesis.members()) {
            validators
                    .addObject()
                    .put("name", member.name())
                    .put("consensusKey", member.consensusKey().toHex())
                    .put("accountKey", member.accountKey().toHex())
                    .put("stake", member.stake().units());
        }
        if (!genesis.staking().equals(Staking.DEFAULT)) {
            write(genesis.staking(), root.putObject("staking"));
        }
        if (!genesis.ledger().equals(LedgerTerms.DEFAULT)) {
            write(genesis.ledger(), root.putObject("ledger"));
        }
        return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Staking staking, ObjectNode node) {
        node.put("equivocationPenalty", staking.equivocationPenalty())
                .put("invalidProposalPenalty", staking.invalidProposalPenalty())
                .put("reputation", staking.reputation())
                .put("age", staking.age());
        ArrayNode allotments = node.putArray("allotments");
        for (Staking.Allotment allotment : staking.allotments()) {
            allotments
                    .addObject()
                    .put("accountKey", allotment.account().toHex())
                    .put("stake", allotment.stake().units());
        }
    }

    private static void write(LedgerTerms ledger, ObjectNode node) {
        node.put("instances", ledger.instances())
                .put("openDecisions", ledger.openDecisions())
                .put("keys", ledger.keys())
                .put("bytes", ledger.bytes())
                .put("retention", Durations.format(ledger.retention()));
        ArrayNode weights = node.putArray("weights");
        for (LedgerTerms.Weight granted : ledger.weights()) {
            weights.addObject().put("key", granted.key().toHex()).put("weight", granted.weight());
        }
    }
}
