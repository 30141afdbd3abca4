package io.quorate.storage;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.port.BlockStore.Commit;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.StateChanges;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VotingPower;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Well-formed words that mean nothing: storage keeps them, and does not judge. */
final class Samples {
    static final ChainId CHAIN = new ChainId(hash("chain"));
    static final ChainId OTHER_CHAIN = new ChainId(hash("other chain"));
    static final int VALIDATORS = 4;
    static final int BLOCKS_IN_EPOCH = 5;
    static final int KEYS = 20;

    private Samples() {}

    static Hash hash(String text) {
        return Sha256.hash(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static Signature signature(Random random) {
        return Signature.of(bytes(random, 64));
    }

    static ValidatorSet set(long seed) {
        Random random = new Random(seed);
        List<Validator> validators = new ArrayList<>();
        for (int i = 0; i < VALIDATORS; i++) {
            validators.add(new Validator(PublicKey.of(bytes(random, 32)), new VotingPower(1 + random.nextInt(9))));
        }
        return ValidatorSet.of(validators);
    }

    static Vote vote(Random random) {
        Round round = Round.of(random.nextInt(3), 2 + random.nextInt(1000));
        Subject subject = switch (random.nextInt(3)) {
            case 0 -> Subject.nullify(round);
            case 1 -> Subject.notarize(round, View.ZERO, new BlockId(Hash.of(bytes(random, 32))));
            default -> Subject.finalize(round, View.ZERO, new BlockId(Hash.of(bytes(random, 32))));
        };
        return new Vote(subject, new ValidatorIndex(random.nextInt(VALIDATORS)), signature(random));
    }

    static Certificate certificate(Random random) {
        BitSet signers = new BitSet();
        signers.set(0, 3);
        return new Certificate(
                vote(random).subject(),
                Signers.of(VALIDATORS, signers),
                List.of(signature(random), signature(random), signature(random)));
    }

    static Transaction transaction(Random random) {
        Transaction.Draft draft = new Transaction.Draft(
                CHAIN,
                PublicKey.of(bytes(random, 32)),
                new Transaction.Salt(random.nextLong(), random.nextLong()),
                new BlockTime(1_000),
                List.of(bytes(random, 1 + random.nextInt(300))));
        return draft.signed(signature(random));
    }

    static Block block(Random random, Height height, BlockId parent, Epoch epoch) {
        List<Transaction> transactions = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            transactions.add(transaction(random));
        }
        ValidatorSet set = set(epoch.number());
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                CHAIN,
                epoch,
                height,
                parent,
                new ValidatorIndex(random.nextInt(VALIDATORS)),
                new BlockTime(height.number() * 10),
                transactions.size(),
                Block.bodySize(transactions),
                hash("transactions"),
                hash("receipts"),
                Hash.of(bytes(random, 32)),
                set.hash(),
                set.hash());
        return Block.of(header, transactions);
    }

    static Entry entry(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> new Entry.Held(certificate(random));
            case 1 ->
                new Entry.Stored(
                        block(random, new Height(1 + random.nextInt(100)), new BlockId(hash("parent")), Epoch.ZERO));
            case 3 -> new Entry.Accused(evidence(random));
            case 2 -> new Entry.Floor(Round.of(random.nextInt(3), random.nextInt(100)));
            default -> new Entry.Signed(vote(random));
        };
    }

    private static Evidence evidence(Random random) {
        Round round = Round.of(random.nextInt(3), 1 + random.nextInt(100));
        ValidatorIndex validator = new ValidatorIndex(random.nextInt(100));
        Vote nullify = new Vote(Subject.nullify(round), validator, vote(random).signature());
        Vote finalize = new Vote(
                Subject.finalize(round, View.ZERO, new BlockId(hash("lie"))),
                validator,
                vote(random).signature());
        return Evidence.of(nullify, finalize).orElseThrow();
    }

    static List<Entry> entries(Random random, int count) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entry(random));
        }
        return entries;
    }

    /** What happened at a height: nothing at every third. */
    static List<Event> events(Height height) {
        return height.number() % 3 == 0
                ? List.of()
                : List.of(new Event("sample", new TreeMap<>(Map.of("height", height.toString()))));
    }

    static StateKey key(int index) {
        return StateKey.of("key " + index);
    }

    /** Commits of one chain, from genesis on, the same for the same seed. */
    static final class Chain {
        private final Random random;
        private Height height = Height.ZERO;
        private BlockId parent = Subject.NO_BLOCK;
        private Epoch epoch = Epoch.ZERO;

        Chain(long seed) {
            this.random = new Random(seed);
        }

        /** The next commit. It gives every key of the state a value that names its height, or deletes all. */
        Commit next() {
            Block block = block(random, height, parent, epoch);
            boolean last = height.number() % BLOCKS_IN_EPOCH == 0;
            if (last && height.number() > 0) {
                epoch = epoch.next();
            }
            Optional<EpochStart> next = last
                    ? Optional.of(new EpochStart(
                            epoch,
                            block.id(),
                            height,
                            block.header().time(),
                            block.header().stateRoot(),
                            set(epoch.number())))
                    : Optional.empty();
            List<Receipt> receipts = new ArrayList<>();
            for (Transaction transaction : block.transactions()) {
                receipts.add(
                        random.nextBoolean()
                                ? new Receipt.Ok(transaction.id(), List.of())
                                : new Receipt.Failed(transaction.id(), 0, "no", "not today"));
            }
            boolean delete = random.nextInt(10) == 0;
            TreeMap<StateKey, Optional<byte[]>> changes = new TreeMap<>();
            for (int i = 0; i < KEYS; i++) {
                byte[] value = height.toString().getBytes(StandardCharsets.UTF_8);
                changes.put(key(i), delete ? Optional.empty() : Optional.of(value));
            }
            Commit commit = new Commit(
                    block,
                    receipts,
                    new StateChanges(changes),
                    events(height),
                    random.nextBoolean() ? Optional.of(certificate(random)) : Optional.empty(),
                    next,
                    random.nextBoolean() ? List.of(certificate(random)) : List.of());
            parent = block.id();
            height = height.next();
            return commit;
        }
    }
}
