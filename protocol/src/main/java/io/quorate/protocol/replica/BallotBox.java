package io.quorate.protocol.replica;

import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.consensus.VotingHistory;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import java.util.Optional;

/**
 * Signs votes, and is the only place that does: asks the history, signs, writes to the journal. What it returns leaves
 * only after the step's sync. See consensus.md, Persist before send.
 */
final class BallotBox {
    private final ChainId chain;
    private final Signer signer;
    private final SigningJournal journal;
    private final VotingHistory history;

    BallotBox(ChainId chain, Signer signer, SigningJournal journal, VotingHistory history) {
        this.chain = chain;
        this.signer = signer;
        this.journal = journal;
        this.history = history;
    }

    /** What became of a subject. */
    sealed interface Ballot {
        /** Signed now, or before with the same subject: the same vote. */
        record Signed(Vote vote) implements Ballot {}

        /** A refused signature is a vote not cast. */
        record Refused(String reason) implements Ballot {}
    }

    Ballot sign(Subject subject, ValidatorIndex validator) {
        Optional<Vote> before = history.find(subject);
        if (before.isPresent()) {
            return new Ballot.Signed(before.get());
        }
        Optional<String> refusal = history.refuse(subject);
        if (refusal.isPresent()) {
            return new Ballot.Refused(refusal.get());
        }
        Vote vote = new Vote(subject, validator, signer.sign(SigningBytes.of(chain, subject)));
        journal.append(new SigningJournal.Entry.Signed(vote));
        history.record(vote);
        return new Ballot.Signed(vote);
    }
}
