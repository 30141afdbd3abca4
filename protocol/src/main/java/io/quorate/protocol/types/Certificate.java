package io.quorate.protocol.types;

import io.quorate.crypto.signature.Signature;
import java.util.ArrayList;
import java.util.List;

/**
 * The votes of some validators for one subject: a notarization, nullification or finalization once they are a quorum.
 *
 * <p>Signatures stand in set order, one for each signer. Neither quorum nor signatures are checked here: see {@code
 * Verified}.
 */
public record Certificate(Subject subject, Signers signers, List<Signature> signatures) {
    /**
     * Checks that there is a signature for each signer.
     *
     * @throws IllegalArgumentException if not
     */
    public Certificate {
        signatures = List.copyOf(signatures);
        if (signers.count() != signatures.size()) {
            throw new IllegalArgumentException(
                    signers.count() + " signers but " + signatures.size() + " signatures in a certificate");
        }
    }

    /** The kind of its votes. */
    public VoteKind kind() {
        return subject.kind();
    }

    /** The round of its votes. */
    public Round round() {
        return subject.round();
    }

    /** The view of its votes. */
    public View view() {
        return subject.view();
    }

    /** The votes that it is made of, in the order of their validators. */
    public List<Vote> votes() {
        List<Vote> votes = new ArrayList<>(signatures.size());
        for (int i = signers.nextAfter(-1); i >= 0; i = signers.nextAfter(i)) {
            votes.add(new Vote(subject, new ValidatorIndex(i), signatures.get(votes.size())));
        }
        return votes;
    }
}
