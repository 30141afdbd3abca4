package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Commitment;
import io.quorate.ledger.FailureCode;
import io.quorate.ledger.KeyProofs;
import io.quorate.ledger.Operation;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VotingPower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What makes an operation fail with each of the codes, on a real network; and operations that need some making. */
final class LedgerFailures {
    /** Short enough to wait for; a transaction that comes too late for it is made again. */
    private static final Duration SOON = Duration.ofMillis(1_500);

    private static final Duration LATER = Duration.ofHours(1);

    private final LedgerByCurl ledger;

    LedgerFailures(LedgerByCurl ledger) {
        this.ledger = ledger;
    }

    // ---- operations

    static Operation register(String instance) {
        return new Operation.RegisterInstance(instance);
    }

    static Operation vote(String instance, String topic, String value) {
        return new Operation.CastVote(instance, topic, value, Optional.empty());
    }

    static Operation vote(String instance, String topic, String value, int total) {
        return new Operation.CastVote(instance, topic, value, Optional.of(total));
    }

    static Operation put(String key, String value) {
        return new Operation.PutValue(key, text(value), Optional.empty());
    }

    static Bytes text(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Operation open(String topic, Electorate electorate, Quorum quorum, Weighting weighting, BallotRule ballot) {
        return new Operation.OpenDecision(topic, new DecisionRules(electorate, quorum, weighting, ballot));
    }

    static Operation open(String topic, int total) {
        return open(topic, new Electorate.Open(total), Quorum.MAJORITY, Weighting.EQUAL, BallotRule.withoutDeadline());
    }

    static Operation open(String topic, int total, BallotRule ballot) {
        return open(topic, new Electorate.Open(total), Quorum.MAJORITY, Weighting.EQUAL, ballot);
    }

    static Operation open(String topic, Weighting weighting, String... listed) {
        return open(
                topic,
                new Electorate.Listed(List.of(listed)),
                Quorum.MAJORITY,
                weighting,
                BallotRule.withoutDeadline());
    }

    static Bytes nonce(String instance) {
        return Bytes.of(Sha256.hash(instance.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    /** To a value, with the instance's one nonce. */
    Hash commitment(String instance, String topic, String value) {
        return Commitment.of(ledger.chain(), topic, instance, value, nonce(instance));
    }

    Operation commit(String instance, String topic, String value) {
        return new Operation.CommitBallot(instance, topic, commitment(instance, topic, value));
    }

    static Operation reveal(String instance, String topic, String value) {
        return new Operation.RevealBallot(instance, topic, value, nonce(instance));
    }

    Operation join(String name, Signer account, Signer votes) {
        Signature proof = votes.sign(KeyProofs.join(ledger.chain(), account.publicKey(), votes.publicKey()));
        return new Operation.Join(name, votes.publicKey(), proof);
    }

    Operation rotation(Signer account, Signer old, Signer next) {
        byte[] statement = KeyProofs.rotation(ledger.chain(), account.publicKey(), old.publicKey(), next.publicKey());
        return new Operation.RotateKey(next.publicKey(), old.sign(statement), next.sign(statement));
    }

    static Operation grant(String id, PublicKey account, long amount) {
        byte[] bytes =
                Arrays.copyOf(Sha256.hash(id.getBytes(StandardCharsets.UTF_8)).toBytes(), 16);
        return new Operation.GrantStake(Bytes.of(bytes), account, new VotingPower(amount));
    }

    /** Two votes of a member for two blocks in one round. */
    Operation equivocation(ObjectNode seat, Signer votes, long epoch) {
        Round round = new Round(new Epoch(epoch), new View(1_000_000));
        Vote[] both = new Vote[2];
        for (byte block = 0; block < 2; block++) {
            BlockId id = new BlockId(Sha256.hash(new byte[] {block}));
            both[block] = cast(seat, votes, Subject.finalize(round, View.ZERO, id));
        }
        return new Operation.SubmitEvidence(Evidence.of(both[0], both[1]).orElseThrow());
    }

    /** A member's vote for a header of its own with more transactions than genesis allows. */
    Operation invalidProposal(ObjectNode seat, Signer votes) {
        Epoch epoch = new Epoch(seat.path("epoch").asLong());
        Hash set = Hash.fromHex(seat.path("setHash").asText());
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                ledger.chain(),
                epoch,
                new Height(9),
                new BlockId(Hash.ZERO),
                new ValidatorIndex(seat.path("index").asInt()),
                new BlockTime(0),
                60_000,
                100,
                MerkleTree.root(List.of()),
                Hash.ZERO,
                Hash.ZERO,
                set,
                set);
        Subject subject = Subject.notarize(new Round(epoch, new View(1_000_000)), View.ZERO, header.id());
        return new Operation.SubmitEvidence(new Evidence.InvalidHeader(cast(seat, votes, subject), header));
    }

    private Vote cast(ObjectNode seat, Signer votes, Subject subject) {
        return new Vote(
                subject,
                new ValidatorIndex(seat.path("index").asInt()),
                votes.sign(SigningBytes.of(ledger.chain(), subject)));
    }

    // ---- secret ballots

    /** One that is open, and whose instances, all of one sender, have committed themselves to {@code yes}. */
    record Sealed(String topic, Signer sender, List<String> instances, BlockTime commits, BlockTime reveals) {
        String instance(int number) {
            return instances.get(number);
        }
    }

    /** Commits end soon, and so do reveals, or later. */
    Sealed sealed(int total, int committed, boolean untilLater) throws Exception {
        return sealed(total, Collections.nCopies(committed, "yes"), untilLater);
    }

    /** The same, with what each commits to, in this order. */
    private Sealed sealed(int total, List<String> values, boolean untilLater) throws Exception {
        while (true) {
            BlockTime commits = ledger.now().plus(SOON);
            BlockTime reveals = commits.plus(untilLater ? LATER : SOON);
            List<String> instances = IntStream.range(0, total)
                    .mapToObj(i -> ledger.name("sealed"))
                    .toList();
            Sealed sealed = new Sealed(ledger.name("ballot"), ledger.someone(), instances, commits, reveals);
            List<Operation> operations = new ArrayList<>();
            instances.forEach(instance -> operations.add(register(instance)));
            operations.add(open(sealed.topic(), total, new BallotRule.Secret(commits, reveals)));
            for (int i = 0; i < values.size(); i++) {
                operations.add(commit(instances.get(i), sealed.topic(), values.get(i)));
            }
            JsonNode receipt = ledger.receipt(sealed.sender(), operations);
            // It took the network longer than that, which says nothing of the ledger: once more.
            if (!receipt.path("code").asText().equals(FailureCode.DEADLINE_PASSED.name())) {
                LedgerByCurl.results(receipt);
                return sealed;
            }
        }
    }

    /** The same, once reveals are taken. */
    Sealed revealing(int total, int committed) throws Exception {
        return revealing(total, Collections.nCopies(committed, "yes"));
    }

    Sealed revealing(int total, List<String> values) throws Exception {
        Sealed sealed = sealed(total, values, true);
        ledger.await(sealed.commits());
        return sealed;
    }

    private BallotRule secretUntilLater() throws Exception {
        BlockTime commits = ledger.now().plus(LATER);
        return new BallotRule.Secret(commits, commits.plus(LATER));
    }

    // ---- each code

    /** Brings it about: all but the last of some operations would succeed. */
    void bringAbout(FailureCode code) throws Exception {
        Signer sender = ledger.someone();
        String one = ledger.name("instance");
        String two = ledger.name("instance");
        String topic = ledger.name("topic");
        switch (code) {
            case MALFORMED_OPERATION -> evidenceInCompany(sender);
            case NOT_REGISTERED -> fails(code, sender, vote(one, topic, "yes"));
            case NOT_OWNER -> {
                ledger.succeed(sender, List.of(register(one), put(one, "mine")));
                fails(code, ledger.someone(), vote(one, topic, "yes"));
                fails(code, ledger.someone(), put(one, "not mine"));
            }
            case INSTANCE_TAKEN -> {
                ledger.succeed(sender, register(one));
                fails(code, ledger.someone(), register(one));
            }
            case INVALID_TOTAL -> {
                fails(code, sender, register(one), vote(one, topic, "yes", 0));
                fails(code, sender, register(one), vote(one, topic, "yes", 1_001));
            }
            case NO_SUCH_DECISION -> {
                fails(code, sender, register(one), commit(one, topic, "yes"));
                fails(code, sender, new Operation.PruneDecision(topic));
            }
            case RULES_MISMATCH -> {
                // ledger.md, Decisions: a later, different total fails
                fails(code, sender, register(one), register(two), vote(one, topic, "a", 5), vote(two, topic, "a", 4));
                fails(code, sender, register(one), open(topic, 3), commit(one, topic, "yes"));
                fails(code, sender, open(topic, 3), open(topic, 4));
            }
            case DECISION_CLOSED ->
                fails(code, sender, register(one), register(two), vote(one, topic, "a", 1), vote(two, topic, "a"));
            case ALREADY_OPENED -> fails(code, sender, open(topic, 3), open(topic, 3));
            case ALREADY_PRUNED -> pruning(sender, one, topic);
            case DEADLINE_PASSED ->
                fails(code, sender, open(topic, 3, new BallotRule.Open(Optional.of(new BlockTime(1)))));
            case TOO_EARLY ->
                fails(code, sender, register(one), vote(one, topic, "a"), new Operation.PruneDecision(topic));
            case TOO_LATE -> {
                Sealed sealed = revealing(3, 2);
                fails(code, sealed.sender(), commit(sealed.instance(2), sealed.topic(), "yes"));
            }
            case NO_WEIGHT -> fails(code, sender, register(one), open(topic, Weighting.EFFECTIVE, one));
            case WEIGHT_LIMIT -> tooHeavy(topic);
            case NOT_IN_ELECTORATE ->
                fails(
                        code,
                        sender,
                        register(one),
                        register(two),
                        open(topic, Weighting.EQUAL, one),
                        vote(two, topic, "a"));
            case NO_COMMITMENT, INVALID_REVEAL -> {
                Sealed sealed = revealing(3, 2);
                fails(FailureCode.NO_COMMITMENT, sealed.sender(), reveal(sealed.instance(2), sealed.topic(), "yes"));
                fails(FailureCode.INVALID_REVEAL, sealed.sender(), reveal(sealed.instance(0), sealed.topic(), "no"));
            }
            case ALREADY_VOTED -> {
                fails(code, sender, register(one), vote(one, topic, "a"), vote(one, topic, "a"));
                fails(code, sender, register(one), vote(one, topic, "a"), vote(one, topic, "b"));
            }
            case ELECTORATE_FULL ->
                fails(
                        code,
                        sender,
                        register(one),
                        register(two),
                        open(topic, 1, secretUntilLater()),
                        commit(one, topic, "yes"),
                        commit(two, topic, "yes"));
            case NO_SUCH_KEY -> fails(code, sender, new Operation.DeleteValue(one, Optional.empty()));
            case VALUE_MISMATCH -> {
                Optional<Operation.Expected> none = Optional.of(new Operation.Expected.Absent());
                fails(code, sender, put(one, "a"), new Operation.PutValue(one, text("b"), none));
                fails(code, sender, put(one, "a"), new Operation.DeleteValue(one, Optional.of(text("b"))));
            }
            case NOT_A_VALIDATOR -> {
                fails(code, sender, join("nobody", sender, ledger.someone()));
                fails(code, sender, new Operation.Leave());
                fails(code, sender, grant(topic, sender.publicKey(), 1));
            }
            case CHANGE_PENDING -> fails(code, alice(), rotated(ledger.someone()), rotated(ledger.someone()));
            case ALREADY_A_VALIDATOR -> fails(code, alice(), join("alice", alice(), ledger.someone()));
            case NOT_JAILED -> fails(code, alice(), new Operation.Unjail());
            case KEY_TAKEN -> fails(code, alice(), rotated(BOB.validator().signer()));
            case INVALID_KEY, INVALID_PROOF -> badKeys();
            case GRANT_MISMATCH ->
                fails(code, alice(), grant(topic, sender.publicKey(), 1), grant(topic, sender.publicKey(), 2));
            case ALREADY_SIGNED ->
                fails(code, alice(), grant(topic, sender.publicKey(), 1), grant(topic, sender.publicKey(), 1));
            case STAKE_LIMIT -> fails(code, alice(), grant(topic, sender.publicKey(), 1L << 61));
            case FUTURE_EVIDENCE, INVALID_EVIDENCE -> badEvidence(sender);
            case TOO_MANY_INSTANCES -> fails(code, sender, many(LedgerByCurl.INSTANCES + 1, name -> register(name)));
            case TOO_MANY_OPEN_DECISIONS ->
                fails(code, sender, many(LedgerByCurl.OPEN_DECISIONS + 1, name -> open(name, 3)));
            case TOO_MANY_KEYS -> fails(code, sender, many(LedgerByCurl.KEYS + 1, name -> put(name, "a")));
            case STATE_QUOTA_EXCEEDED ->
                fails(code, sender, many(2, name -> put(name, "x".repeat(LedgerByCurl.BYTES / 2))));
            case JAILED_FOR_GOOD, JAILED, NO_STAKE, ALREADY_GRANTED, ALREADY_PUNISHED, LINE_FULL, EVIDENCE_TOO_OLD ->
                throw new IllegalStateException(code + " takes more than this");
        }
    }

    private void fails(FailureCode code, Signer sender, Operation... operations) throws Exception {
        ledger.fails(code.name(), sender, List.of(operations));
    }

    private interface Maker {
        Operation of(String name);
    }

    private Operation[] many(int count, Maker maker) {
        return IntStream.range(0, count)
                .mapToObj(i -> maker.of(ledger.name("many")))
                .toArray(Operation[]::new);
    }

    private static Signer alice() {
        return ALICE.account().signer();
    }

    private Operation rotated(Signer next) {
        return rotation(alice(), ALICE.validator().signer(), next);
    }

    /** Evidence is alone in its transaction, and whatever is malformed comes before anything else. */
    private void evidenceInCompany(Signer sender) throws Exception {
        Operation evidence = equivocation(seat(), ALICE.validator().signer(), 1);
        fails(FailureCode.MALFORMED_OPERATION, sender, new Operation.Leave(), evidence);
    }

    private ObjectNode seat() throws Exception {
        return ledger.seat(alice().publicKey()).orElseThrow();
    }

    private void badEvidence(Signer sender) throws Exception {
        Signer votes = ALICE.validator().signer();
        fails(FailureCode.FUTURE_EVIDENCE, sender, equivocation(seat(), votes, 1_000_000));
        ObjectNode seat = seat();
        fails(
                FailureCode.INVALID_EVIDENCE,
                sender,
                equivocation(seat, sender, seat.path("epoch").asLong()));
    }

    private void badKeys() throws Exception {
        byte[] noPoint = new byte[32];
        Arrays.fill(noPoint, (byte) 0xff);
        Signature none = Signature.of(new byte[64]);
        fails(FailureCode.INVALID_KEY, alice(), new Operation.RotateKey(PublicKey.of(noPoint), none, none));
        fails(
                FailureCode.INVALID_PROOF,
                alice(),
                new Operation.RotateKey(ledger.someone().publicKey(), none, none));
    }

    private void tooHeavy(String topic) throws Exception {
        List<Operation> operations = new ArrayList<>();
        String[] heavy = new String[5];
        for (int i = 0; i < heavy.length; i++) {
            heavy[i] = ledger.name("heavy");
            operations.add(register(heavy[i]));
        }
        operations.add(open(topic, Weighting.STAKE, heavy));
        ledger.fails(FailureCode.WEIGHT_LIMIT.name(), LedgerByCurl.HEAVY, operations);
    }

    private void pruning(Signer sender, String instance, String topic) throws Exception {
        ledger.succeed(sender, List.of(register(instance), vote(instance, topic, "yes", 1)));
        ledger.await(ledger.now().plus(Duration.ofSeconds(2)));
        Operation prune = new Operation.PruneDecision(topic);
        fails(FailureCode.NOT_OWNER, ledger.someone(), prune);
        fails(FailureCode.ALREADY_PRUNED, sender, prune, prune);
    }
}
