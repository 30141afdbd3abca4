package io.quorate.protocol;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.types.VotingPower;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Data words of every kind, drawn from a seed: well formed, with signatures that are only bytes. */
public final class Samples {
    private final SplittableRandom random;

    /** The same seed draws the same. */
    public Samples(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    public Hash hash() {
        return Hash.of(bytes(Hash.SIZE));
    }

    public ChainId chain() {
        return new ChainId(hash());
    }

    public Signature signature() {
        return Signature.of(bytes(64));
    }

    /** Mostly small, now and then near the end of its range. */
    public long number() {
        return random.nextInt(8) == 0 ? Long.MAX_VALUE - random.nextInt(3) : random.nextInt(1_000);
    }

    public Round round() {
        return Round.of(number(), 1 + random.nextInt(1_000));
    }

    public BlockId blockId() {
        return new BlockId(hash());
    }

    public Subject subject(VoteKind kind) {
        Round round = round();
        if (kind == VoteKind.NULLIFY) {
            return Subject.nullify(round);
        }
        return new Subject(kind, round, new View(random.nextLong(round.view().number())), blockId());
    }

    public Subject subject() {
        return subject(VoteKind.ofCode(1 + random.nextInt(VoteKind.values().length)));
    }

    public Vote vote() {
        return vote(subject());
    }

    public Vote vote(Subject subject) {
        return new Vote(subject, new ValidatorIndex(random.nextInt(1_000)), signature());
    }

    public Signers signers() {
        int size = 1 + random.nextInt(40);
        BitSet bits = new BitSet();
        IntStream.range(0, size).filter(i -> random.nextInt(3) > 0).forEach(bits::set);
        return Signers.of(size, bits);
    }

    public Certificate certificate() {
        Signers signers = signers();
        return new Certificate(
                subject(),
                signers,
                Stream.generate(this::signature).limit(signers.count()).toList());
    }

    public Transaction transaction() {
        return transaction(PublicKey.of(bytes(32)), 1_000_000 + random.nextInt(1_000_000), random.nextInt(200));
    }

    public Transaction transaction(PublicKey sender, long expiry, int operationBytes) {
        return new Transaction.Draft(
                        new ChainId(Hash.ZERO),
                        sender,
                        new Transaction.Salt(random.nextLong(), random.nextLong()),
                        new BlockTime(expiry),
                        IntStream.rangeClosed(0, random.nextInt(3))
                                .mapToObj(i -> bytes(operationBytes))
                                .toList())
                .signed(signature());
    }

    /** A block whose header is that of its body. */
    public Block block() {
        List<Transaction> transactions = transactions(6);
        return Block.of(header(transactions), transactions);
    }

    private BlockHeader header(List<Transaction> transactions) {
        return new BlockHeader(
                BlockHeader.VERSION,
                chain(),
                new Epoch(number()),
                new Height(number()),
                blockId(),
                new ValidatorIndex(random.nextInt(1_000)),
                new BlockTime(number()),
                transactions.size(),
                Block.bodySize(transactions),
                MerkleTree.root(transactions.stream().map(Transaction::bytes).toList()),
                hash(),
                hash(),
                hash(),
                hash());
    }

    private List<Transaction> transactions(int below) {
        return Stream.generate(this::transaction).limit(random.nextInt(below)).toList();
    }

    public Proposal proposal() {
        Block block = block();
        Round round = new Round(block.header().epoch(), round().view());
        return new Proposal(
                block,
                vote(Subject.notarize(
                        round, new View(random.nextLong(round.view().number())), block.id())));
    }

    public Receipt receipt() {
        TransactionId id = new TransactionId(hash());
        if (random.nextBoolean()) {
            return new Receipt.Failed(id, random.nextInt(256), "CODE_" + random.nextInt(9), "why, in words: \u00e9");
        }
        return new Receipt.Ok(
                id,
                Stream.generate(() -> bytes(random.nextInt(40)))
                        .limit(1 + random.nextInt(4))
                        .toList());
    }

    public ValidatorSet validatorSet() {
        return ValidatorSet.of(Stream.generate(() -> new Validator(
                        PublicKey.of(bytes(32)),
                        new VotingPower(1 + random.nextLong(VotingPower.LIMIT / 64)),
                        1 + random.nextLong(VotingPower.LIMIT / 64)))
                .limit(1 + random.nextInt(30))
                .toList());
    }

    public Status status() {
        return new Status(
                round(),
                new Height(number()),
                Round.of(number(), number()),
                Stream.generate(this::viewHoldings)
                        .limit(random.nextInt(Status.MAX_VIEWS + 1))
                        .toList(),
                signers());
    }

    private ViewHoldings viewHoldings() {
        return new ViewHoldings(
                new View(number()),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                Stream.generate(() -> new VoteHoldings(subject(), signers()))
                        .limit(random.nextInt(ViewHoldings.MAX_VOTES + 1))
                        .toList());
    }

    /** One piece of evidence of each kind. */
    public List<Evidence> evidence() {
        Round round = round();
        ValidatorIndex validator = new ValidatorIndex(random.nextInt(1_000));
        Vote nullify = new Vote(Subject.nullify(round), validator, signature());
        Vote finalize = new Vote(
                Subject.finalize(round, new View(random.nextLong(round.view().number())), blockId()),
                validator,
                signature());
        List<Transaction> transactions =
                Stream.generate(this::transaction).limit(1 + random.nextInt(9)).toList();
        BlockHeader header = header(transactions);
        Vote vote = new Vote(
                Subject.notarize(new Round(header.epoch(), round.view()), View.ZERO, header.id()),
                header.proposer(),
                signature());
        int bad = random.nextInt(transactions.size());
        return List.of(
                Evidence.of(finalize, nullify).orElseThrow(),
                new Evidence.InvalidHeader(vote, header),
                new Evidence.InvalidTransaction(
                        vote,
                        header,
                        MerkleTree.prove(
                                transactions.stream().map(Transaction::bytes).toList(), bad),
                        transactions.get(bad)));
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    /** One message of each kind. */
    public List<Message> messages() {
        return List.of(
                new Message.Propose(proposal(), maybe(this::certificate)),
                new Message.CastVote(vote()),
                new Message.Certify(certificate()),
                new Message.Pass(maybe(this::round), transactions(5)),
                new Message.Report(status()),
                new Message.VoteRequest(round()),
                new Message.BlockRequest(blockId()),
                new Message.RangeRequest(new Height(number()), 1 + random.nextInt(1_000)),
                new Message.Deliver(block(), maybe(this::certificate)),
                new Message.Accuse(evidence().get(random.nextInt(3))));
    }
}
