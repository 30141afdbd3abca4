package io.quorate.client.genesis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quorate.client.text.Nearest;
import io.quorate.client.text.Syntax;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.protocol.codec.Limits;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.LedgerTerms;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one genesis file, and gathers everything that is wrong with it. Used once. */
final class GenesisReader {
    static final int FORMAT = 1;

    private static final int MOST_PROBLEMS = 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final List<String> KEYS = List.of(
            "format",
            "name",
            "development",
            "time",
            "scheme",
            "delta",
            "blockInterval",
            "epochDuration",
            "maxBlockBytes",
            "maxBlockTransactions",
            "validators");
    private static final List<String> OPTIONAL_KEYS = List.of("staking", "ledger");
    private static final List<String> STAKING_KEYS =
            List.of("equivocationPenalty", "invalidProposalPenalty", "reputation", "age", "allotments");
    private static final List<String> ALLOTMENT_KEYS = List.of("accountKey", "stake");
    private static final List<String> LEDGER_KEYS =
            List.of("instances", "openDecisions", "keys", "bytes", "retention", "weights");
    private static final List<String> WEIGHT_KEYS = List.of("key", "weight");
    private static final List<String> MEMBER_KEYS = List.of("name", "consensusKey", "accountKey", "stake");

    /** Stands for a key that can't be read, until the problems are reported. */
    private static final PublicKey NO_KEY = PublicKey.of(new byte[] {0});

    private final String source;
    private final ChainId chain;
    private final List<String> problems = new ArrayList<>();

    GenesisReader(String source, ChainId chain) {
        this.source = source;
        this.chain = chain;
    }

    /** The genesis; throws what lists all problems. */
    Genesis read(byte[] bytes) {
        Fields root = new Fields(source + ": ", tree(bytes), KEYS, OPTIONAL_KEYS, problems);
        if (root.integer("format", 0, Integer.MAX_VALUE) != FORMAT && problems.isEmpty()) {
            root.problem("format", "this version reads format " + FORMAT + " only");
        }
        String name = name(root);
        boolean development = root.bool("development");
        BlockTime time = time(root);
        String schemeId = root.text("scheme");
        SignatureScheme scheme = SignatureSchemes.byId(schemeId).orElseGet(() -> {
            if (!schemeId.isEmpty()) {
                root.problem("scheme", "there is no scheme \"" + Nearest.shortened(schemeId) + "\"; use ed25519");
            }
            return SignatureSchemes.ed25519();
        });
        Duration delta = root.duration("delta", Duration.ofMillis(10), Duration.ofSeconds(10));
        Duration interval = root.duration("blockInterval", Duration.ofMillis(10), Duration.ofMinutes(1));
        Duration epoch = root.duration("epochDuration", Duration.ofSeconds(1), Duration.ofDays(7));
        int maxBytes = (int) root.integer("maxBlockBytes", Limits.MIN_BODY_BYTES, Limits.MAX_BODY_BYTES);
        int maxTransactions = (int) root.integer("maxBlockTransactions", 1, 65_535);
        List<Genesis.Member> members = members(root, scheme, development);
        Staking staking = root.object("staking")
                .map(node -> staking(node, root, members, development))
                .orElse(Staking.DEFAULT);
        LedgerTerms ledger = root.object("ledger")
                .map(node -> ledger(node, root, members, staking, development))
                .orElse(LedgerTerms.DEFAULT);
        if (!problems.isEmpty()) {
            throw new GenesisException(worst());
        }
        Genesis genesis = new Genesis(
                chain,
                name,
                development,
                time,
                schemeId,
                delta,
                interval,
                epoch,
                maxBytes,
                maxTransactions,
                members,
                staking,
                ledger);
        return within(genesis, scheme);
    }

    /** What fits no frame of this chain would be found out by a peer otherwise. */
    private Genesis within(Genesis genesis, SignatureScheme scheme) {
        try {
            var unused = Limits.of(genesis, scheme);
            return genesis;
        } catch (IllegalArgumentException e) {
            throw new GenesisException(source + ": " + e.getMessage());
        }
    }

    private List<String> worst() {
        if (problems.size() <= MOST_PROBLEMS) {
            return problems;
        }
        List<String> shown = new ArrayList<>(problems.subList(0, MOST_PROBLEMS));
        shown.add("and " + (problems.size() - MOST_PROBLEMS) + " more");
        return shown;
    }

    private JsonNode tree(byte[] bytes) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(8)
                        .maxStringLength(2 * PublicKey.MAX_BYTES)
                        .maxNumberLength(20)
                        .maxDocumentLength(GenesisFormat.MAX_BYTES)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        JsonMapper mapper = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        try {
            JsonNode tree = mapper.readTree(bytes);
            if (!tree.isObject()) {
                throw new GenesisException(source + " is not a JSON object");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new GenesisException(source + " is not good JSON: " + Syntax.problem(e));
        } catch (IOException e) {
            throw new GenesisException(source + " is not good JSON: " + String.valueOf(e.getMessage()));
        }
    }

    private String name(Fields fields) {
        String name = fields.text("name");
        if (fields.has("name") && !NAME.matcher(name).matches()) {
            fields.problem("name", "\"" + Nearest.shortened(name) + "\" is not 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return name;
    }

    private static BlockTime time(Fields root) {
        String text = root.text("time");
        if (text.isEmpty()) {
            return new BlockTime(0);
        }
        try {
            return new BlockTime(Instant.parse(text).toEpochMilli());
        } catch (DateTimeParseException | ArithmeticException | IllegalArgumentException e) {
            root.problem(
                    "time",
                    "\"" + Nearest.shortened(text) + "\" is not a time since 1970: write it like 2025-01-01T00:00:00Z");
            return new BlockTime(0);
        }
    }

    private List<Genesis.Member> members(Fields root, SignatureScheme scheme, boolean development) {
        List<JsonNode> nodes = root.list("validators");
        if (root.has("validators") && (nodes.isEmpty() || nodes.size() > ValidatorSet.LIMIT)) {
            root.problem("validators", "has " + nodes.size() + " entries; give 1 to " + ValidatorSet.LIMIT);
            return List.of();
        }
        List<Genesis.Member> members = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        long total = 0;
        for (int i = 0; i < nodes.size(); i++) {
            Fields fields = new Fields(source + ": validators[" + i + "].", nodes.get(i), MEMBER_KEYS, problems);
            String name = name(fields);
            PublicKey consensus = key(fields, "consensusKey", scheme, development);
            PublicKey account = key(fields, "accountKey", SignatureSchemes.ed25519(), development);
            long stake = fields.integer("stake", 1, VotingPower.LIMIT);
            once(fields, "name", List.of("name", name), seen);
            if (!consensus.equals(NO_KEY)) {
                once(fields, "consensusKey", List.of("consensus", consensus), seen);
            }
            if (!account.equals(NO_KEY)) {
                once(fields, "accountKey", List.of("account", account), seen);
            }
            total = Math.min(total + stake, VotingPower.LIMIT + 1);
            members.add(new Genesis.Member(name, consensus, account, new VotingPower(stake)));
        }
        if (total > VotingPower.LIMIT) {
            root.problem("validators", "the stakes together are above 2^61");
        }
        return members;
    }

    /** What is left out is as {@link Staking#DEFAULT} says. */
    private Staking staking(JsonNode node, Fields root, List<Genesis.Member> members, boolean development) {
        Fields fields = new Fields(source + ": staking.", node, List.of(), STAKING_KEYS, problems);
        List<JsonNode> nodes = fields.list("allotments");
        if (nodes.size() > Staking.MAX_ALLOTMENTS) {
            fields.problem("allotments", "has " + nodes.size() + " entries; give at most " + Staking.MAX_ALLOTMENTS);
            return Staking.DEFAULT;
        }
        Set<Object> seen = new HashSet<>();
        long total = 0;
        for (Genesis.Member member : members) {
            seen.add(List.of("account", member.accountKey()));
            total = Math.min(total + member.stake().units(), VotingPower.LIMIT + 1);
        }
        List<Staking.Allotment> allotments = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Fields one =
                    new Fields(source + ": staking.allotments[" + i + "].", nodes.get(i), ALLOTMENT_KEYS, problems);
            PublicKey account = key(one, "accountKey", SignatureSchemes.ed25519(), development);
            long stake = one.integer("stake", 1, VotingPower.LIMIT);
            if (!account.equals(NO_KEY)) {
                once(one, "accountKey", List.of("account", account), seen);
            }
            total = Math.min(total + stake, VotingPower.LIMIT + 1);
            allotments.add(new Staking.Allotment(account, new VotingPower(stake)));
        }
        if (total > VotingPower.LIMIT) {
            root.problem("staking", "all stakes together are above 2^61");
        }
        Staking none = Staking.DEFAULT;
        return new Staking(
                penalty(fields, "equivocationPenalty", none.equivocationPenalty()),
                penalty(fields, "invalidProposalPenalty", none.invalidProposalPenalty()),
                fields.has("reputation") ? fields.bool("reputation") : none.reputation(),
                fields.has("age") ? fields.bool("age") : none.age(),
                allotments);
    }

    /** What is left out is as {@link LedgerTerms#DEFAULT} says. */
    private LedgerTerms ledger(
            JsonNode node, Fields root, List<Genesis.Member> members, Staking staking, boolean development) {
        Fields fields = new Fields(source + ": ledger.", node, List.of(), LEDGER_KEYS, problems);
        List<JsonNode> nodes = fields.list("weights");
        if (nodes.size() > LedgerTerms.MAX_WEIGHTS) {
            fields.problem("weights", "has " + nodes.size() + " entries; give at most " + LedgerTerms.MAX_WEIGHTS);
            return LedgerTerms.DEFAULT;
        }
        Set<Object> seen = new HashSet<>();
        members.forEach(member -> seen.add(member.accountKey()));
        staking.allotments().forEach(allotment -> seen.add(allotment.account()));
        long total = 0;
        List<LedgerTerms.Weight> weights = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Fields one = new Fields(source + ": ledger.weights[" + i + "].", nodes.get(i), WEIGHT_KEYS, problems);
            PublicKey key = key(one, "key", SignatureSchemes.ed25519(), development);
            long weight = one.integer("weight", 1, LedgerTerms.WEIGHT_LIMIT);
            if (!key.equals(NO_KEY) && !seen.add(key)) {
                one.problem("key", "has a weight already: an account with stake weighs what its stake does");
            }
            total = Math.min(total + weight, LedgerTerms.WEIGHT_LIMIT + 1);
            weights.add(new LedgerTerms.Weight(key, weight));
        }
        if (total > LedgerTerms.WEIGHT_LIMIT) {
            root.problem("ledger", "all weights together are above 2^60");
            return LedgerTerms.DEFAULT;
        }
        LedgerTerms none = LedgerTerms.DEFAULT;
        return new LedgerTerms(
                limit(fields, "instances", none.instances()),
                limit(fields, "openDecisions", none.openDecisions()),
                limit(fields, "keys", none.keys()),
                limit(fields, "bytes", none.bytes()),
                fields.has("retention") ? retention(fields) : none.retention(),
                weights);
    }

    private static Duration retention(Fields fields) {
        Duration given = fields.duration("retention", Duration.ZERO, LedgerTerms.MAX_RETENTION);
        return given.compareTo(LedgerTerms.MAX_RETENTION) > 0 ? LedgerTerms.MAX_RETENTION : given;
    }

    private static long limit(Fields fields, String key, long otherwise) {
        return fields.has(key) ? fields.integer(key, 0, Long.MAX_VALUE) : otherwise;
    }

    private static int penalty(Fields fields, String key, int otherwise) {
        return fields.has(key) ? (int) fields.integer(key, 0, Staking.WHOLE) : otherwise;
    }

    private static void once(Fields fields, String key, Object value, Set<Object> seen) {
        if (fields.has(key) && !seen.add(value)) {
            fields.problem(key, "another validator has the same");
        }
    }

    /** A key, fully checked here once and never again; {@link #NO_KEY} if it can't be read. */
    private static PublicKey key(Fields fields, String name, SignatureScheme scheme, boolean development) {
        String hex = fields.text(name);
        if (hex.isEmpty()) {
            return NO_KEY;
        }
        if (hex.length() != 2 * scheme.publicKeyLength()) {
            fields.problem(
                    name,
                    "has " + hex.length() + " characters; a key of " + scheme.id() + " has "
                            + 2 * scheme.publicKeyLength() + " hexadecimal digits");
            return NO_KEY;
        }
        PublicKey key;
        try {
            key = PublicKey.fromHex(hex);
        } catch (IllegalArgumentException e) {
            fields.problem(name, "is not hexadecimal");
            return NO_KEY;
        }
        if (!scheme.isCanonicalKey(key)) {
            fields.problem(name, "is no valid key of " + scheme.id() + " (not canonical, or not of full order)");
        } else if (!development && DevelopmentKeys.isDevelopmentKey(key)) {
            fields.problem(
                    name, "is a public development key, and the chain is not marked \"development\": generate a key");
        }
        return key;
    }
}
