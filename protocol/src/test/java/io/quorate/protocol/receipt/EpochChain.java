package io.quorate.protocol.receipt;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.port.StateSnapshot;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
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

/**
 * A final chain over several epochs, with all its keys: three blocks an epoch, the second of which has no certificate of
 * its own. Block {@code h} sets the entry {@code height} to {@code h}.
 */
final class EpochChain implements BlockStore {
    static final SignatureScheme SCHEME = SignatureSchemes.ed25519();
    static final int BLOCKS = 3;
    static final EntryNames NAMES =
            (kind, name) -> kind.equals("entry") && !name.isEmpty() ? Optional.of(StateKey.of(name)) : Optional.empty();

    final Genesis genesis;
    private final List<ValidatorSet> sets = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private final List<List<Receipt>> receipts = new ArrayList<>();
    private final List<SmallTree> states = new ArrayList<>();
    private final TreeMap<Height, Certificate> certificates = new TreeMap<>();
    private final TreeMap<Epoch, EpochStart> starts = new TreeMap<>();

    /** Epoch {@code i + 1} has the keys of {@code members[i]}, with a power of 1 each. */
    EpochChain(int[]... members) {
        ValidatorSet first = set(members[0]);
        genesis = new Genesis(
                new ChainId(Sha256.hash(SmallTree.bytes("epochs"))),
                "epochs",
                true,
                new BlockTime(0),
                SCHEME.id(),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                1 << 20,
                1_000,
                first.validators().stream()
                        .map(member ->
                                new Genesis.Member(member.key().toHex(), member.key(), member.key(), member.power()))
                        .toList());
        for (int[] keys : members) {
            sets.add(set(keys));
        }
        grow(Epoch.ZERO, first, first);
        for (int i = 1; i <= members.length; i++) {
            Epoch epoch = new Epoch(i);
            ValidatorSet own = sets.get(i - 1);
            Block last = blocks.get(blocks.size() - 1);
            starts.put(
                    epoch,
                    new EpochStart(
                            epoch,
                            last.id(),
                            last.height(),
                            last.header().time(),
                            last.header().stateRoot(),
                            own));
            for (int j = 1; j <= BLOCKS; j++) {
                boolean ends = j == BLOCKS && i < members.length;
                Block block = grow(epoch, own, ends ? sets.get(i) : own);
                if (j != 2) {
                    certificates.put(block.height(), finalization(block.header(), own));
                }
            }
        }
    }

    static Signer signer(int key) {
        return SCHEME.signer(Sha256.hash(SmallTree.bytes("key " + key)).toBytes());
    }

    static ValidatorSet set(int... keys) {
        List<Validator> validators = new ArrayList<>();
        for (int key : keys) {
            validators.add(new Validator(signer(key).publicKey(), new VotingPower(1)));
        }
        return ValidatorSet.of(validators);
    }

    private Block grow(Epoch epoch, ValidatorSet own, ValidatorSet next) {
        int height = blocks.size();
        SmallTree state = height == 0
                ? new SmallTree()
                        .with("fixed", "for good")
                        .with("colour", "red")
                        .with("shape", "round")
                : states.get(height - 1).copy().with("height", "" + height);
        List<Receipt> results = new ArrayList<>();
        for (int i = 0; i < height % 4; i++) {
            TransactionId id = new TransactionId(Sha256.hash(SmallTree.bytes("transaction " + height + "/" + i)));
            results.add(
                    i == 1
                            ? new Receipt.Failed(id, 0, "NO_SUCH_KEY", "there is none")
                            : new Receipt.Ok(id, List.of(new byte[] {(byte) i})));
        }
        Block block = Block.of(
                new BlockHeader(
                        BlockHeader.VERSION,
                        genesis.chain(),
                        epoch,
                        new Height(height),
                        height == 0
                                ? new BlockId(Hash.ZERO)
                                : blocks.get(height - 1).id(),
                        new ValidatorIndex(0),
                        new BlockTime(1_000L * height),
                        results.size(),
                        0,
                        MerkleTree.root(List.of()),
                        MerkleTree.root(results.stream().map(Receipt::toBytes).toList()),
                        state.root(),
                        own.hash(),
                        next.hash()),
                List.of());
        blocks.add(block);
        receipts.add(results);
        states.add(state);
        return block;
    }

    BlockHeader header(long height) {
        return blocks.get((int) height).header();
    }

    SmallTree tree(long height) {
        return states.get((int) height);
    }

    long top() {
        return blocks.size() - 1L;
    }

    /** The finalization of a header, signed by as many of a set as make a quorum, from its first member on. */
    Certificate finalization(BlockHeader header, ValidatorSet set) {
        return certificate(
                Subject.finalize(
                        new Round(header.epoch(), new View(header.height().number() + 1)), View.ZERO, header.id()),
                set);
    }

    Certificate certificate(Subject subject, ValidatorSet set) {
        Signers signers = Signers.none(set.size());
        for (int i = 0; !set.isQuorum(signers); i++) {
            signers = signers.with(new ValidatorIndex(i));
        }
        return certificate(subject, set, signers);
    }

    Certificate certificate(Subject subject, ValidatorSet set, Signers signers) {
        List<Signature> signatures = new ArrayList<>();
        for (int i = signers.nextAfter(-1); i >= 0; i = signers.nextAfter(i)) {
            signatures.add(signerOf(set.validators().get(i)).sign(SigningBytes.of(genesis.chain(), subject)));
        }
        return new Certificate(subject, signers, signatures);
    }

    private static Signer signerOf(Validator validator) {
        for (int key = 0; key < 100; key++) {
            if (signer(key).publicKey().equals(validator.key())) {
                return signer(key);
            }
        }
        throw new IllegalStateException("a key of nobody");
    }

    ReceiptVerifier verifier() {
        return new ReceiptVerifier(genesis, SCHEME, NAMES);
    }

    /** What is claimed of an entry under a height. */
    ChainReceipt.Entry claim(long height, String name) {
        return new ChainReceipt.Entry(
                "entry", name, tree(height).value(name), tree(height).prove(name));
    }

    ChainReceipt entry(long height, String name) {
        return built(height, claim(height, name), Optional.empty());
    }

    ChainReceipt execution(long height, int index) {
        ReceiptBuilder.Executed executed = ReceiptBuilder.claim(this, new Location(new Height(height), index))
                .orElseThrow();
        return built(executed.height().number(), executed.claim(), Optional.empty());
    }

    ChainReceipt built(long height, ChainReceipt.Claim claim, Optional<Height> checkpoint) {
        return ((ReceiptBuilder.Built.Ready)
                        new ReceiptBuilder(this, genesis).build(new Height(height), claim, checkpoint))
                .receipt();
    }

    static ChainReceipt sealed(ChainReceipt receipt) {
        return receipt.sealed(StoredForms.seal(receipt));
    }

    // ---- the store

    @Override
    public Optional<Head> head() {
        return Optional.of(
                new Head(blocks.get(blocks.size() - 1), starts.lastEntry().getValue()));
    }

    @Override
    public Optional<Block> block(Height height) {
        return height.number() < blocks.size() ? Optional.of(blocks.get((int) height.number())) : Optional.empty();
    }

    @Override
    public Optional<Block> block(BlockId id) {
        return blocks.stream().filter(block -> block.id().equals(id)).findFirst();
    }

    @Override
    public Optional<List<Receipt>> receipts(Height height) {
        return Optional.of(receipts.get((int) height.number()));
    }

    @Override
    public List<Event> events(Height height) {
        return List.of();
    }

    @Override
    public List<Certificate> certificates(Round from, int limit) {
        return List.of();
    }

    @Override
    public Optional<Certificate> finalization(Height height) {
        return Optional.ofNullable(certificates.get(height));
    }

    @Override
    public Optional<Location> locate(TransactionId id) {
        return Optional.empty();
    }

    @Override
    public Optional<EpochStart> epoch(Epoch epoch) {
        return Optional.ofNullable(starts.get(epoch));
    }

    @Override
    public ReadableState state() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StateSnapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void commit(Commit commit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sync() {}
}
