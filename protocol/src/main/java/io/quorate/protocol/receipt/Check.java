package io.quorate.protocol.receipt;

import java.util.Locale;

/** What is checked of a receipt, in this order; the first that does not hold refuses it. */
public enum Check {
    /** It is a receipt within the limits, in the one form it has. */
    FORM,
    /** Every header is of this chain, in the version that is spoken here. */
    CHAIN,
    /** It begins at genesis, or at the block that is pinned. */
    START,
    /** Each step leads up: to a higher block, and to no earlier epoch. */
    ORDER,
    /** A step's certificate is a finalization of the step's header, voted in the header's epoch. */
    CERTIFICATE,
    /** A step's set is the one that its header names. */
    SET,
    /** The signers are members of the set, and a quorum of it. */
    QUORUM,
    /** A step's set follows from the one trusted before: it was named, or a quorum of that one signed. */
    TRUST,
    /** Every signature of the certificate is good. */
    SIGNATURES,
    /** The header of the claim is the certified one, or its ancestor by the headers given. */
    DESCENT,
    /** The pinned block is among the blocks shown. */
    CHECKPOINT,
    /** The application has entries of this kind and name. */
    NAME,
    /** The Merkle path leads from the claim to the header's root. */
    PROOF,
    /** Nothing was damaged on the way. */
    SEAL;

    /** A stable name for programs: in lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
