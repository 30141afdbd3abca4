package io.quorate.simulator.byzantine;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Blocks beside the one that a replica made. */
final class Forgery {
    private static final int OVER_ANY_LIMIT = Integer.MAX_VALUE;
    private static final int SIGNATURE_BYTES = 64;
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    private Forgery() {}

    /** One that differs in its time only, so that it is as good. */
    static Block twin(Block block) {
        BlockHeader header = block.header();
        return with(
                block,
                header.proposer(),
                new BlockTime(header.time().millis() + 1),
                header.stateRoot(),
                header.nextValidators());
    }

    /** One with another state root. */
    static Block wrongRoot(Block block) {
        BlockHeader header = block.header();
        return with(
                block,
                header.proposer(),
                header.time(),
                Sha256.hash(header.stateRoot().toBytes()),
                header.nextValidators());
    }

    /** One with another proposer. */
    static Block wrongProposer(Block block, int nodes) {
        BlockHeader header = block.header();
        return with(
                block,
                new ValidatorIndex((header.proposer().number() + 1) % nodes),
                header.time(),
                header.stateRoot(),
                header.nextValidators());
    }

    /** One from the past. */
    static Block early(Block block) {
        BlockHeader header = block.header();
        return with(block, header.proposer(), new BlockTime(0), header.stateRoot(), header.nextValidators());
    }

    /** One that announces a set that nobody computed. */
    static Block wrongSet(Block block) {
        BlockHeader header = block.header();
        return with(block, header.proposer(), header.time(), header.stateRoot(), Sha256.hash(new byte[] {1}));
    }

    /** One whose header by itself is over every limit that a genesis may set: by its count, or by its size. */
    static Block overLimit(Block block, boolean bySize) {
        BlockHeader header = block.header();
        return with(
                block,
                bySize ? header.transactionCount() : OVER_ANY_LIMIT,
                bySize ? OVER_ANY_LIMIT : header.bodySize(),
                header.transactionsRoot(),
                block.transactions());
    }

    /** One with one transaction more, which nobody signed. */
    static Block withBadTransaction(Block block, long salt) {
        Transaction.Draft draft = new Transaction.Draft(
                block.header().chain(),
                PublicKey.of(Sha256.hash(new byte[] {1}).toBytes()),
                new Transaction.Salt(0, salt),
                block.header().time().plus(LIFETIME),
                List.of(new byte[] {6}));
        List<Transaction> transactions = new ArrayList<>(block.transactions());
        transactions.add(draft.signed(Signature.of(new byte[SIGNATURE_BYTES])));
        return with(
                block,
                transactions.size(),
                Block.bodySize(transactions),
                MerkleTree.root(transactions.stream().map(Transaction::bytes).toList()),
                transactions);
    }

    /** An empty block on an older one: as good as any, but for its place, if the liar can tell what it gives. */
    static Block empty(Liar self, Block instead, BlockHeader parent) {
        Optional<Execution> execution = self.empty(parent, instead.header().proposer());
        BlockHeader header = instead.header();
        return Block.of(
                new BlockHeader(
                        header.version(),
                        header.chain(),
                        header.epoch(),
                        parent.height().next(),
                        parent.id(),
                        header.proposer(),
                        parent.time(),
                        0,
                        0,
                        MerkleTree.root(List.of()),
                        MerkleTree.root(List.of()),
                        execution.map(Execution::stateRoot).orElse(parent.stateRoot()),
                        header.validators(),
                        execution.map(result -> result.next().hash()).orElse(header.validators())),
                List.of());
    }

    /** A block id that names nothing. */
    static BlockId nothing(BlockId id) {
        return new BlockId(Sha256.hash(id.hash().toBytes()));
    }

    /** A proposal of the same round and parent view for another block. */
    static Message proposal(Liar self, Message.Propose instead, Block block) {
        Subject said = instead.proposal().vote().subject();
        Subject subject = Subject.notarize(said.round(), said.parentView(), block.id());
        return new Message.Propose(new Proposal(block, self.sign(subject)), instead.entry());
    }

    /** The true header with a body of nothing, or of what is there twice. */
    static Block mangled(Block block) {
        return Block.of(
                block.header(),
                block.transactions().isEmpty()
                        ? List.of()
                        : List.of(
                                block.transactions().get(0),
                                block.transactions().get(0)));
    }

    private static Block with(Block block, int count, int size, Hash root, List<Transaction> transactions) {
        BlockHeader header = block.header();
        return Block.of(
                new BlockHeader(
                        header.version(),
                        header.chain(),
                        header.epoch(),
                        header.height(),
                        header.parent(),
                        header.proposer(),
                        header.time(),
                        count,
                        size,
                        root,
                        header.receiptsRoot(),
                        header.stateRoot(),
                        header.validators(),
                        header.nextValidators()),
                transactions);
    }

    private static Block with(Block block, ValidatorIndex proposer, BlockTime time, Hash stateRoot, Hash next) {
        BlockHeader header = block.header();
        return Block.of(
                new BlockHeader(
                        header.version(),
                        header.chain(),
                        header.epoch(),
                        header.height(),
                        header.parent(),
                        proposer,
                        time,
                        header.transactionCount(),
                        header.bodySize(),
                        header.transactionsRoot(),
                        header.receiptsRoot(),
                        stateRoot,
                        header.validators(),
                        next),
                block.transactions());
    }
}
