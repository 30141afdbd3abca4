package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation.GrantStake;
import io.quorate.ledger.Operation.Join;
import io.quorate.ledger.Operation.RotateKey;
import io.quorate.ledger.Operation.SubmitEvidence;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.state.StateTree;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.ledger.validators.ValidatorStatus;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.Application.Outcome;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VotingPower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A chain whose validators come, go and misbehave: {@code a}, {@code b}, ... are in the first set, and whoever else is
 * named has an account, which genesis may give stake. Blocks are a second apart.
 */
final class StakingChain {
    static final SignatureScheme SCHEME = SignatureSchemes.ed25519();
    private static final ChainId CHAIN = new ChainId(Sha256.hash(new byte[] {2}));
    private static final int MAX_BLOCK_TRANSACTIONS = 10_000;

    final Genesis genesis;
    private final Ledger ledger;
    private final TreeMap<StateKey, byte[]> entries = new TreeMap<>();
    private final TreeMap<Epoch, ValidatorSet> sets = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private Epoch epoch = new Epoch(1);
    private long height;
    private BlockTime time = new BlockTime(1_700_000_000_000L);
    private long salt;
    private int proposer;
    private Hash root = Hash.ZERO;
    private Hash history = Hash.ZERO;

    private StakingChain(Staking staking, List<Genesis.Member> members) {
        genesis = new Genesis(
                CHAIN,
                "staking",
                true,
                time,
                SCHEME.id(),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                1 << 20,
                MAX_BLOCK_TRANSACTIONS,
                members,
                staking);
        ledger = Ledger.of(LedgerLimits.DEFAULTS, genesis, SCHEME, SCHEME);
        Execution execution = ledger.genesis(genesis);
        store(execution);
        sets.put(epoch, execution.next());
        assertThat(execution.next()).isEqualTo(genesis.validators());
    }

    /** With validators {@code a}, {@code b}, ... of these stakes. */
    static StakingChain of(long... stakes) {
        return of(Staking.DEFAULT, stakes);
    }

    static StakingChain of(Staking staking, long... stakes) {
        List<Genesis.Member> members = new ArrayList<>();
        for (int i = 0; i < stakes.length; i++) {
            String name = String.valueOf((char) ('a' + i));
            members.add(new Genesis.Member(name, votes(name).publicKey(), account(name), new VotingPower(stakes[i])));
        }
        return new StakingChain(staking, members);
    }

    /** The defaults, with stake for accounts outside the set. */
    static Staking allotting(long stake, String... names) {
        return new Staking(
                500,
                100,
                true,
                true,
                Arrays.stream(names)
                        .map(name -> new Staking.Allotment(account(name), new VotingPower(stake)))
                        .toList());
    }

    static Signer votes(String name) {
        return SCHEME.signer(
                Sha256.hash((name + " votes").getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    static PublicKey account(String name) {
        return SCHEME.signer(Sha256.hash((name + " account").getBytes(StandardCharsets.UTF_8))
                        .toBytes())
                .publicKey();
    }

    // ---- operations

    static Join join(String name) {
        return join(name, votes(name));
    }

    static Join join(String name, Signer key) {
        Signature proof = key.sign(KeyProofs.join(CHAIN, account(name), key.publicKey()));
        return new Join(name, key.publicKey(), proof);
    }

    static RotateKey rotation(String name, Signer old, Signer next) {
        byte[] statement = KeyProofs.rotation(CHAIN, account(name), old.publicKey(), next.publicKey());
        return new RotateKey(next.publicKey(), old.sign(statement), next.sign(statement));
    }

    static GrantStake grant(int id, String name, long amount) {
        byte[] bytes = new byte[16];
        bytes[15] = (byte) id;
        return new GrantStake(Bytes.of(bytes), account(name), new VotingPower(amount));
    }

    /** Two finalize votes of a validator in a view of an epoch. */
    Evidence equivocation(String name, Epoch in, long view) {
        return equivocation(votes(name), in, view);
    }

    Evidence equivocation(Signer signer, Epoch in, long view) {
        List<Vote> votes = new ArrayList<>();
        for (byte block = 1; block <= 2; block++) {
            BlockId id = new BlockId(Sha256.hash(new byte[] {block}));
            votes.add(vote(signer, Subject.finalize(new Round(in, new View(view)), View.ZERO, id)));
        }
        return Evidence.of(votes.get(0), votes.get(1)).orElseThrow();
    }

    /** A validator's proposal that is over the limits. */
    Evidence invalidProposal(String name, Epoch in, long view) {
        return invalidProposal(name, in, view, MAX_BLOCK_TRANSACTIONS + 1);
    }

    Evidence invalidProposal(String name, Epoch in, long view, int transactions) {
        ValidatorIndex index = set(in).indexOf(votes(name).publicKey()).orElseThrow();
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                CHAIN,
                in,
                new Height(9),
                new BlockId(Hash.ZERO),
                index,
                time,
                transactions,
                100,
                MerkleTree.root(List.of()),
                Hash.ZERO,
                Hash.ZERO,
                set(in).hash(),
                set(in).hash());
        Round round = new Round(in, new View(view));
        return new Evidence.InvalidHeader(vote(votes(name), Subject.notarize(round, View.ZERO, header.id())), header);
    }

    private Vote vote(Signer signer, Subject subject) {
        ValidatorIndex index =
                set(subject.round().epoch()).indexOf(signer.publicKey()).orElseThrow();
        return new Vote(subject, index, signer.sign(SigningBytes.of(CHAIN, subject)));
    }

    // ---- blocks

    /** A block with one transaction, and its receipt. */
    Receipt apply(String name, Operation... operations) {
        return block(false, List.of(transaction(account(name), operations))).get(0);
    }

    /** The same, where it must succeed: the result of its last operation. */
    Result succeed(String name, Operation... operations) {
        Receipt receipt = apply(name, operations);
        assertThat(receipt).as("%s", receipt).isInstanceOf(Receipt.Ok.class);
        List<byte[]> results = ((Receipt.Ok) receipt).results();
        return Result.decode(results.get(results.size() - 1));
    }

    /** The same, where it must fail: with which code. */
    String fail(String name, Operation... operations) {
        Receipt receipt = apply(name, operations);
        assertThat(receipt).isInstanceOf(Receipt.Failed.class);
        Refusals.requireKnown((Receipt.Failed) receipt);
        return ((Receipt.Failed) receipt).code();
    }

    void accuse(Evidence evidence) {
        succeed("whoever", new SubmitEvidence(evidence));
    }

    /** Empty blocks by the validator of a name. */
    void blocksBy(String name, int count) {
        for (int i = 0; i < count; i++) {
            proposer = set().indexOf(votes(name).publicKey()).orElseThrow().number();
            block(false, List.of());
        }
    }

    /** The last block of the epoch, empty; the next set. */
    ValidatorSet endEpoch() {
        block(true, List.of());
        return set();
    }

    List<Receipt> block(boolean last, List<Transaction> transactions) {
        return block(last, time.plus(Duration.ofSeconds(1)), transactions);
    }

    /** What a block of these would give. */
    Outcome outcome(List<Transaction> transactions) {
        return outcome(false, time.plus(Duration.ofSeconds(1)), transactions);
    }

    private Outcome outcome(boolean last, BlockTime at, List<Transaction> transactions) {
        BlockContext context = new BlockContext(
                new Height(height + 1), epoch, at, set(), new ValidatorIndex(proposer % set().size()), last);
        return ledger.execute(state(), context, transactions);
    }

    List<Receipt> block(boolean last, BlockTime at, List<Transaction> transactions) {
        Execution execution = (Execution) outcome(last, at, transactions);
        height++;
        time = at;
        proposer++;
        store(execution);
        events.addAll(execution.events());
        if (last) {
            epoch = epoch.next();
            sets.put(epoch, execution.next());
        } else {
            assertThat(execution.next()).isEqualTo(set());
        }
        root = execution.stateRoot();
        assertThat(StateTree.root(state())).isEqualTo(root);
        for (Receipt receipt : execution.receipts()) {
            history = Sha256.hash(history.toBytes(), receipt.toBytes());
        }
        for (Event event : execution.events()) {
            history = Sha256.hash(history.toBytes(), event.toString().getBytes(StandardCharsets.UTF_8));
        }
        return execution.receipts();
    }

    /** Lets block time pass. */
    void pass(Duration duration) {
        time = time.plus(duration);
    }

    Transaction transaction(PublicKey sender, Operation... operations) {
        return new Transaction.Draft(
                        CHAIN,
                        sender,
                        new Transaction.Salt(1, salt++),
                        time.plus(Duration.ofMinutes(1)),
                        Arrays.stream(operations).map(Operation::encode).toList())
                .signed(Signature.of(new byte[64]));
    }

    private void store(Execution execution) {
        execution
                .changes()
                .entries()
                .forEach((key, value) ->
                        value.ifPresentOrElse(bytes -> entries.put(key, bytes), () -> entries.remove(key)));
    }

    // ---- what there is

    ReadableState state() {
        return key -> Optional.ofNullable(entries.get(key));
    }

    /** Of the state after the last block. */
    Hash root() {
        return root;
    }

    /** A hash of all receipts and events so far, in order. */
    Hash history() {
        return history;
    }

    int entryCount() {
        return entries.size();
    }

    Ledger ledger() {
        return ledger;
    }

    LedgerQueries queries() {
        return new LedgerQueries(state());
    }

    BlockTime time() {
        return time;
    }

    Epoch epoch() {
        return epoch;
    }

    ValidatorSet set() {
        return set(epoch);
    }

    ValidatorSet set(Epoch of) {
        return Optional.ofNullable(sets.get(of)).orElseThrow();
    }

    ValidatorAccount accountOf(String name) {
        return queries().validator(account(name)).orElseThrow();
    }

    long stake(String name) {
        return accountOf(name).stake().units();
    }

    ValidatorStatus status(String name) {
        return accountOf(name).status();
    }

    /** The members of the current set by name, in set order, with their powers: {@code a:10 b:20}. */
    String members() {
        return set().validators().stream()
                .map(validator -> queries()
                                .validatorOf(validator.key())
                                .map(ValidatorAccount::name)
                                .orElseThrow() + ":" + validator.power())
                .collect(Collectors.joining(" "));
    }

    /** Events of a name so far. */
    List<Event> events(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }
}
