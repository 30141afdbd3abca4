package io.quorate.benchmarks;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.KeyProofs;
import io.quorate.ledger.Operation;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VotingPower;
import java.nio.ByteBuffer;
import java.util.List;

/** What validators ask for, and what they are accused of, with the signatures that the ledger checks. */
final class ValidatorOperations {
    /** Validators that sign a grant: a quorum of four. */
    static final int GRANTERS = 3;

    private ValidatorOperations() {}

    /** An account outside the set asks for a place in it. */
    static Operation join(LedgerState state, int number) {
        Signer key = LedgerState.signer("joining " + number);
        byte[] statement =
                KeyProofs.join(state.chain(), LedgerState.key(LedgerState.outsider(number)), key.publicKey());
        return new Operation.Join("joining-" + number, key.publicKey(), key.sign(statement));
    }

    /** A validator replaces its key. */
    static Operation rotate(LedgerState state, int number) {
        Signer old = LedgerState.signer(LedgerState.consensus(number));
        Signer next = LedgerState.signer("rotated " + number);
        byte[] statement = KeyProofs.rotation(
                state.chain(), LedgerState.key(LedgerState.account(number)), old.publicKey(), next.publicKey());
        return new Operation.RotateKey(next.publicKey(), old.sign(statement), next.sign(statement));
    }

    /** One of the signatures of a grant. */
    static Operation grant(int number) {
        int grant = number / GRANTERS;
        byte[] id = ByteBuffer.allocate(16).putInt(grant).array();
        return new Operation.GrantStake(Bytes.of(id), LedgerState.key(LedgerState.outsider(grant)), new VotingPower(1));
    }

    /** A validator proposed a block of more transactions than any may have, in the first epoch. */
    static Operation accuse(LedgerState state, int number) {
        Signer key = LedgerState.signer(LedgerState.consensus(number));
        ValidatorIndex index = state.set().indexOf(key.publicKey()).orElseThrow();
        Epoch epoch = new Epoch(1);
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                state.chain(),
                epoch,
                new Height(1),
                new BlockId(Hash.ZERO),
                index,
                state.time(),
                LedgerState.MAX_BLOCK_TRANSACTIONS + 1,
                100,
                MerkleTree.root(List.of()),
                Hash.ZERO,
                Hash.ZERO,
                state.set().hash(),
                state.set().hash());
        Subject subject = Subject.notarize(new Round(epoch, new View(1)), View.ZERO, header.id());
        Vote vote = new Vote(subject, index, key.sign(SigningBytes.of(state.chain(), subject)));
        return new Operation.SubmitEvidence(new Evidence.InvalidHeader(vote, header));
    }
}
