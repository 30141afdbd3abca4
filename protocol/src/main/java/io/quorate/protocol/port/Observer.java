package io.quorate.protocol.port;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import java.util.List;
import java.util.Optional;

/** Hears what happens, for logs, metrics and clients. Must return at once; nothing it does reaches the replica. */
public interface Observer {
    /** A view was entered; {@code leader} leads it. */
    default void entered(Round round, ValidatorIndex leader, Optional<Certificate> by) {}

    /** A proposal of this round was seen for the first time, or made by this replica. */
    default void proposed(Round round, Block block) {}

    /** This replica cast a vote. */
    default void cast(Vote vote) {}

    /** A vote of somebody was counted. */
    default void counted(Vote vote) {}

    /**
     * A vote came from its author itself when its quorum was here already: nobody checked or counted it, and it shows no
     * more than that its author is there.
     */
    default void heard(Vote vote) {}

    /** A certificate was formed or received. */
    default void certified(Certificate certificate) {}

    /** A signature was refused, since it would contradict what was signed before. */
    default void refused(Subject subject, String reason) {}

    /** A proposal was found invalid. */
    default void invalid(Round round, Block block, String reason) {}

    /** A validator is proven to have misbehaved: told once for each offence that is not on chain. */
    default void accused(Evidence evidence) {}

    /** The offence that this checked evidence proves is pooled here, or recorded on chain: more of it needs no check. */
    default void known(Evidence evidence) {}

    /** A block became final; called in height order, after it is durable. */
    default void finalized(
            Round round,
            Block block,
            List<Receipt> receipts,
            List<Application.Event> events,
            Optional<Certificate> certificate) {}

    /** Another node signs with this replica's key, as this vote shows: this replica signs nothing any more. */
    default void doppelganger(Subject subject) {}

    /** The height to halt at is final, and a quorum has reported it: the replica may be stopped. */
    default void halted(Height height) {}

    /** A transaction that a client gave to this replica was taken into the mempool, or not. */
    default void submitted(TransactionId id, Optional<Application.Refusal> refusal) {}
}
