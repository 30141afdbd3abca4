package io.quorate.node.runtime;

import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.Observer;
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
import java.util.function.Consumer;

/** Several observers as one, told in order. */
record Observers(List<Observer> all) implements Observer {
    Observers {
        all = List.copyOf(all);
    }

    private void tell(Consumer<Observer> what) {
        all.forEach(what);
    }

    @Override
    public void entered(Round round, ValidatorIndex leader, Optional<Certificate> by) {
        tell(observer -> observer.entered(round, leader, by));
    }

    @Override
    public void proposed(Round round, Block block) {
        tell(observer -> observer.proposed(round, block));
    }

    @Override
    public void cast(Vote vote) {
        tell(observer -> observer.cast(vote));
    }

    @Override
    public void counted(Vote vote) {
        tell(observer -> observer.counted(vote));
    }

    @Override
    public void heard(Vote vote) {
        tell(observer -> observer.heard(vote));
    }

    @Override
    public void certified(Certificate certificate) {
        tell(observer -> observer.certified(certificate));
    }

    @Override
    public void refused(Subject subject, String reason) {
        tell(observer -> observer.refused(subject, reason));
    }

    @Override
    public void invalid(Round round, Block block, String reason) {
        tell(observer -> observer.invalid(round, block, reason));
    }

    @Override
    public void accused(Evidence evidence) {
        tell(observer -> observer.accused(evidence));
    }

    @Override
    public void known(Evidence evidence) {
        tell(observer -> observer.known(evidence));
    }

    @Override
    public void finalized(
            Round round,
            Block block,
            List<Receipt> receipts,
            List<Application.Event> events,
            Optional<Certificate> certificate) {
        tell(observer -> observer.finalized(round, block, receipts, events, certificate));
    }

    @Override
    public void doppelganger(Subject subject) {
        tell(observer -> observer.doppelganger(subject));
    }

    @Override
    public void halted(Height height) {
        tell(observer -> observer.halted(height));
    }

    @Override
    public void submitted(TransactionId id, Optional<Application.Refusal> refusal) {
        tell(observer -> observer.submitted(id, refusal));
    }
}
