package io.quorate.protocol.replica;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.consensus.LeaderSchedule;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VotingPower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A chain with all its keys: makes the blocks, votes and certificates that its validators could make. */
final class TestChain {
    static final HashScheme SCHEME = new HashScheme();

    final Genesis genesis;
    final Block root;
    final ValidatorSet set;
    private final LeaderSchedule schedule;

    TestChain(Duration epochDuration, long... powers) {
        List<Genesis.Member> members = new ArrayList<>();
        for (int i = 0; i < powers.length; i++) {
            Signer signer = signer(i);
            members.add(new Genesis.Member(
                    "node " + i, signer.publicKey(), signer.publicKey(), new VotingPower(powers[i])));
        }
        genesis = new Genesis(
                new ChainId(Sha256.hash("test chain".getBytes(StandardCharsets.UTF_8))),
                "test",
                true,
                new BlockTime(0),
                "hash",
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                epochDuration,
                1 << 20,
                5_000,
                members);
        root = GenesisBlock.of(genesis, new LogApplication()).block();
        set = genesis.validators();
        schedule = schedule(root);
    }

    /** The leaders of the epoch that begins with a block. */
    LeaderSchedule schedule(Block start) {
        return LeaderSchedule.of(
                start.id().hash(),
                set.validators().stream().map(Validator::leaderWeight).toList());
    }

    static Signer signer(int validator) {
        return SCHEME.signer(("validator " + validator).getBytes(StandardCharsets.UTF_8));
    }

    /** Who leads a view of the first epoch. */
    int leader(long view) {
        return schedule.leader(new View(view)).number();
    }

    /** A valid empty block of the first epoch, as the leader of a view makes it. */
    Block block(Block parent, long view, long timeMillis) {
        return block(parent, new Epoch(1), leader(view), timeMillis);
    }

    /** A valid empty block. */
    Block block(Block parent, Epoch epoch, int proposer, long timeMillis) {
        BlockHeader above = parent.header();
        return Block.of(
                new BlockHeader(
                        BlockHeader.VERSION,
                        genesis.chain(),
                        epoch,
                        above.height().next(),
                        parent.id(),
                        new ValidatorIndex(proposer),
                        new BlockTime(timeMillis),
                        0,
                        0,
                        MerkleTree.root(List.of()),
                        MerkleTree.root(List.of()),
                        above.stateRoot(),
                        set.hash(),
                        set.hash()),
                List.of());
    }

    Vote vote(int validator, Subject subject) {
        Signature signature = signer(validator).sign(SigningBytes.of(genesis.chain(), subject));
        return new Vote(subject, new ValidatorIndex(validator), signature);
    }

    Certificate certificate(Subject subject, int... signers) {
        Signers bitmap = Signers.none(set.size());
        List<Signature> signatures = new ArrayList<>();
        for (int signer : signers) {
            bitmap = bitmap.with(new ValidatorIndex(signer));
            signatures.add(vote(signer, subject).signature());
        }
        return new Certificate(subject, bitmap, signatures);
    }
}
