package io.quorate.client;

import io.quorate.client.genesis.GenesisFormat;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.KeyProofs;
import io.quorate.ledger.Ledger;
import io.quorate.ledger.LedgerLimits;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.Operation;
import io.quorate.ledger.window.Absence;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.port.StateSnapshot;
import io.quorate.protocol.receipt.ReceiptBuilder;
import io.quorate.protocol.replica.GenesisBlock;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VotingPower;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A final chain of the real ledger with its real rules of change, without a network: a block when the test says so, each
 * certified by all of its set. Alice, Bob, Charlie begin; Dave, Eve and Ferdie have stake to join with.
 */
final class LedgerChain implements BlockStore {
    private static final SignatureScheme SCHEME = SignatureSchemes.ed25519();
    private static final Duration EPOCH = Duration.ofSeconds(20);

    final byte[] genesisFile;
    final Genesis genesis;
    private final Ledger ledger;
    private final List<Commit> commits = new ArrayList<>();
    private final TreeMap<Epoch, EpochStart> epochs = new TreeMap<>();
    private final TreeMap<StateKey, byte[]> state = new TreeMap<>();
    private final TreeMap<TransactionId, Location> locations = new TreeMap<>();
    private ValidatorSet set;

    LedgerChain() {
        genesisFile = GenesisFormat.write(specification());
        genesis = GenesisFormat.parse(genesisFile, "the test's genesis");
        ledger = Ledger.of(LedgerLimits.of(genesis), genesis, SCHEME, SCHEME);
        commit(GenesisBlock.of(genesis, ledger));
        set = genesis.validators();
    }

    private static Genesis specification() {
        VotingPower stake = new VotingPower(100);
        return new Genesis(
                GenesisFormat.chainId(new byte[0]),
                "ledger-chain",
                true,
                new BlockTime(1_735_689_600_000L),
                SCHEME.id(),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                EPOCH,
                1 << 20,
                5_000,
                Stream.of(DevelopmentKeys.ALICE, DevelopmentKeys.BOB, DevelopmentKeys.CHARLIE)
                        .map(keys -> new Genesis.Member(
                                keys.id(),
                                keys.validator().publicKey(),
                                keys.account().publicKey(),
                                stake))
                        .toList(),
                new Staking(
                        Staking.DEFAULT.equivocationPenalty(),
                        Staking.DEFAULT.invalidProposalPenalty(),
                        true,
                        true,
                        Stream.of(DevelopmentKeys.DAVE, DevelopmentKeys.EVE, DevelopmentKeys.FERDIE)
                                .map(keys ->
                                        new Staking.Allotment(keys.account().publicKey(), stake))
                                .toList()));
    }

    /** A transaction of these operations. */
    Transaction transaction(Signer signer, Operation... operations) {
        TransactionBuilder builder =
                new TransactionBuilder(genesis.chain(), top().header().time().plus(Duration.ofMinutes(2)));
        for (Operation operation : operations) {
            builder.add(operation);
        }
        return builder.sign(signer);
    }

    /** A block of these, one second after the last. */
    List<Receipt> block(Transaction... transactions) {
        return block(Duration.ofSeconds(1), List.of(transactions));
    }

    /** A block that ends the epoch. */
    void endEpoch() {
        block(EPOCH, List.of());
    }

    Operation join(DevelopmentKeys keys) {
        Signer votes = keys.validator().signer();
        byte[] statement = KeyProofs.join(genesis.chain(), keys.account().publicKey(), votes.publicKey());
        return new Operation.Join(keys.id(), votes.publicKey(), votes.sign(statement));
    }

    ValidatorSet set() {
        return set;
    }

    private List<Receipt> block(Duration later, List<Transaction> transactions) {
        BlockHeader parent = top().header();
        EpochStart epoch = epochs.lastEntry().getValue();
        BlockTime time = parent.time().plus(later);
        Height height = parent.height().next();
        boolean last = !epoch.time().plus(EPOCH).isAfter(time);
        Execution execution = (Execution) ledger.execute(
                state(), new BlockContext(height, epoch.epoch(), time, set, new ValidatorIndex(0), last), transactions);
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                genesis.chain(),
                epoch.epoch(),
                height,
                parent.id(),
                new ValidatorIndex(0),
                time,
                transactions.size(),
                Block.bodySize(transactions),
                MerkleTree.root(transactions.stream().map(Transaction::bytes).toList()),
                MerkleTree.root(
                        execution.receipts().stream().map(Receipt::toBytes).toList()),
                execution.stateRoot(),
                set.hash(),
                execution.next().hash());
        Block block = Block.of(header, transactions);
        commit(new Commit(
                block,
                execution.receipts(),
                execution.changes(),
                execution.events(),
                Optional.of(finalization(header)),
                last
                        ? Optional.of(new EpochStart(
                                epoch.epoch().next(),
                                block.id(),
                                height,
                                time,
                                execution.stateRoot(),
                                execution.next()))
                        : Optional.empty(),
                List.of()));
        set = execution.next();
        return execution.receipts();
    }

    private Certificate finalization(BlockHeader header) {
        Subject subject = Subject.finalize(
                new Round(header.epoch(), new View(header.height().number())), View.ZERO, header.id());
        Signers signers = Signers.none(set.size());
        List<Signature> signatures = new ArrayList<>();
        for (ValidatorIndex index : set.indexes()) {
            signers = signers.with(index);
            signatures.add(signer(set.get(index)).sign(SigningBytes.of(genesis.chain(), subject)));
        }
        return new Certificate(subject, signers, signatures);
    }

    private static Signer signer(Validator validator) {
        return Stream.of(DevelopmentKeys.values())
                .map(keys -> keys.validator().signer())
                .filter(signer -> signer.publicKey().equals(validator.key()))
                .findFirst()
                .orElseThrow();
    }

    // ---- receipts, as a node makes them

    ChainReceipt receipt(String kind, String name) {
        return receipt(kind, name, Optional.empty());
    }

    ChainReceipt receipt(String kind, String name, Optional<Height> from) {
        try (StateSnapshot snapshot = snapshot()) {
            StateKey key = new LedgerEntries().key(kind, name).orElseThrow();
            return built(
                    snapshot.height(),
                    new ChainReceipt.Entry(kind, name, snapshot.get(key), new LedgerQueries(snapshot).prove(key)),
                    from);
        }
    }

    ChainReceipt receipt(TransactionId id) {
        ReceiptBuilder.Executed executed =
                ReceiptBuilder.claim(this, locate(id).orElseThrow()).orElseThrow();
        return built(executed.height(), executed.claim(), Optional.empty());
    }

    ChainReceipt unexecuted(TransactionId id, BlockTime expiry) {
        try (StateSnapshot snapshot = snapshot()) {
            LedgerQueries queries = new LedgerQueries(snapshot);
            StateKey key = LedgerQueries.executedKey();
            return built(
                    snapshot.height(),
                    new ChainReceipt.Unexecuted(
                            id,
                            expiry,
                            new ChainReceipt.Entry(LedgerEntries.EXECUTED, "", snapshot.get(key), queries.prove(key)),
                            ((Absence.Shown) queries.absence(id, expiry)).gaps()),
                    Optional.empty());
        }
    }

    private ChainReceipt built(Height height, ChainReceipt.Claim claim, Optional<Height> from) {
        return ((ReceiptBuilder.Built.Ready) new ReceiptBuilder(this, genesis).build(height, claim, from)).receipt();
    }

    // ---- the store

    private Block top() {
        return commits.get(commits.size() - 1).block();
    }

    @Override
    public void commit(Commit commit) {
        commits.add(commit);
        commit.next().ifPresent(start -> epochs.put(start.epoch(), start));
        List<Transaction> transactions = commit.block().transactions();
        for (int i = 0; i < transactions.size(); i++) {
            locations.put(transactions.get(i).id(), new Location(commit.block().height(), i));
        }
        commit.changes().entries().forEach((key, value) -> {
            if (value.isPresent()) {
                state.put(key, value.get());
            } else {
                state.remove(key);
            }
        });
    }

    private Optional<Commit> at(Height height) {
        return height.number() < commits.size() ? Optional.of(commits.get((int) height.number())) : Optional.empty();
    }

    @Override
    public Optional<Head> head() {
        return Optional.of(new Head(top(), epochs.lastEntry().getValue()));
    }

    @Override
    public Optional<Block> block(Height height) {
        return at(height).map(Commit::block);
    }

    @Override
    public Optional<Block> block(BlockId id) {
        return commits.stream()
                .map(Commit::block)
                .filter(block -> block.id().equals(id))
                .findFirst();
    }

    @Override
    public Optional<List<Receipt>> receipts(Height height) {
        return at(height).map(Commit::receipts);
    }

    @Override
    public List<Event> events(Height height) {
        return at(height).map(Commit::events).orElse(List.of());
    }

    @Override
    public List<Certificate> certificates(Round from, int limit) {
        return List.of();
    }

    @Override
    public Optional<Certificate> finalization(Height height) {
        return at(height).flatMap(Commit::finalization);
    }

    @Override
    public Optional<Location> locate(TransactionId id) {
        return Optional.ofNullable(locations.get(id));
    }

    @Override
    public Optional<EpochStart> epoch(Epoch epoch) {
        return Optional.ofNullable(epochs.get(epoch));
    }

    @Override
    public ReadableState state() {
        return key -> Optional.ofNullable(state.get(key));
    }

    @Override
    public StateSnapshot snapshot() {
        return StateSnapshot.of(top().height(), new TreeMap<>(state));
    }

    @Override
    public void sync() {}
}
