package io.quorate.protocol.consensus;

import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What consensus asks to be done, in order. Nothing is sent before everything asked for up to then is durable. */
public interface Effects {
    /**
     * Casts a vote: signs it, persists it with its signature, sends it to all. Empty, and nothing sent, if this replica
     * has no key in the set, or the signature was refused since it would contradict an earlier one.
     */
    Optional<Vote> cast(Subject subject);

    /** Casts the leader's notarize vote together with its block: stored, signed, persisted, sent as a proposal. */
    Optional<Vote> propose(Block block, Subject subject, Optional<Certificate> entry);

    /** Sends once more what was cast and persisted earlier. */
    void repeat(Vote vote);

    /** Sends once more a proposal of this replica's own that was persisted earlier. */
    void repeat(Proposal proposal, Optional<Certificate> entry);

    /** Sends a certificate to all once more. */
    void repeat(Certificate certificate);

    /** Persists a certificate that was formed or first received, and sees to its relay. */
    void hold(Certificate certificate);

    /** Persists a block that is not final. */
    void store(Block block);

    /** A first proposal was seen: it is passed on to the next leader unless that one shows that it has it. */
    void seen(Proposal proposal, ValidatorIndex nextLeader);

    /** Arms a timer. */
    void arm(Timer timer, Duration delay);

    /** Asks for certificates of a round, first from {@code likely} if known. Asking again for the same is free. */
    void wantCertificates(Round round, Optional<ValidatorIndex> likely);

    /** Asks for a block, first from {@code likely} if known. Asking again for the same is free. */
    void wantBlock(BlockId block, Optional<ValidatorIndex> likely);

    /** Makes one block final; called in height order, with the certificate of its own if it has one. */
    void commit(Block block, Execution execution, Optional<Certificate> finalization, Optional<EpochStart> next);

    /** A finalization was applied: everything up to its round is decided. */
    void decided(Certificate finalization);

    /** A view was entered. Pending transactions are passed to its leader; the answer says whether there were any. */
    boolean enter(Round round, ValidatorIndex leader, Optional<Certificate> by, List<Block> inFlight);

    /** Pending transactions, oldest first, to fill a block from. */
    Iterable<Transaction> pending();

    /**
     * A validator is proven to have misbehaved; perhaps not for the first time. False if there is no room for that now, so
     * that it has to be said again.
     */
    boolean accuse(Evidence evidence);

    /** A vote was counted for the first time. */
    void counted(Vote vote);

    /** A proposal is invalid; the view is nullified. */
    void invalid(Round round, Block block, String reason);
}
