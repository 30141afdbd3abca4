package io.quorate.simulator.cluster;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Scenario;
import java.util.List;

/** Several who look on, each told in turn. */
public record Spectators(List<Spectator> all) implements Spectator {
    /** Copies the list. */
    public Spectators {
        all = List.copyOf(all);
    }

    @Override
    public void begins(Scenario scenario, Cast cast) {
        all.forEach(one -> one.begins(scenario, cast));
    }

    @Override
    public boolean hasSeenEnough() {
        return all.stream().anyMatch(Spectator::hasSeenEnough);
    }

    @Override
    public void sent(long now, int from, int to, Message message, long arrives) {
        all.forEach(one -> one.sent(now, from, to, message, arrives));
    }

    @Override
    public void delivered(long now, int from, int to, Message message) {
        all.forEach(one -> one.delivered(now, from, to, message));
    }

    @Override
    public void charged(long now, int machine, int peer, io.quorate.protocol.verify.Fault fault) {
        all.forEach(one -> one.charged(now, machine, peer, fault));
    }

    @Override
    public void lost(long now, int from, int to, Message message) {
        all.forEach(one -> one.lost(now, from, to, message));
    }

    @Override
    public void entered(long now, int machine, Round round, int leader) {
        all.forEach(one -> one.entered(now, machine, round, leader));
    }

    @Override
    public void proposed(long now, int machine, Round round, Block block) {
        all.forEach(one -> one.proposed(now, machine, round, block));
    }

    @Override
    public void certified(long now, int machine, Certificate certificate) {
        all.forEach(one -> one.certified(now, machine, certificate));
    }

    @Override
    public void finalized(long now, int machine, Round round, Block block) {
        all.forEach(one -> one.finalized(now, machine, round, block));
    }

    @Override
    public void invalid(long now, int machine, Round round, Block block, String reason) {
        all.forEach(one -> one.invalid(now, machine, round, block, reason));
    }

    @Override
    public void accused(long now, int machine, Evidence evidence) {
        all.forEach(one -> one.accused(now, machine, evidence));
    }

    @Override
    public void stopped(long now, int machine, String why) {
        all.forEach(one -> one.stopped(now, machine, why));
    }

    @Override
    public void started(long now, int machine) {
        all.forEach(one -> one.started(now, machine));
    }

    @Override
    public void fault(long now, Fault fault) {
        all.forEach(one -> one.fault(now, fault));
    }

    @Override
    public void healed(long now) {
        all.forEach(one -> one.healed(now));
    }
}
