package io.quorate.protocol.verify;

/** What a peer did wrong; each is attributable to the peer that sent the message, never to timing. */
public enum Fault {
    /** Bytes that no decoder takes. */
    MALFORMED,
    /** A signature that does not verify. */
    INVALID_SIGNATURE,
    /** A certificate that is no quorum, or whose signers do not fit its set. */
    INVALID_CERTIFICATE,
    /** A block whose body is not what its header commits to, or breaks a limit. */
    INVALID_BLOCK,
    /** Evidence that proves nothing. */
    INVALID_EVIDENCE,
    /** Something of another chain. */
    WRONG_CHAIN,
    /** Something that was not asked for, or a claim that verified data contradicts. */
    UNREQUESTED,
    /** More than its share. */
    FLOOD,
    /** The same old messages, again and again. */
    REPLAY
}
