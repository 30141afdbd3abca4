package io.quorate.simulator.cluster;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Scenario;

/** Looks on, for reports and pictures; changes nothing. Times are in microseconds from the start. */
public interface Spectator {
    /** Looks away. */
    Spectator NONE = new Spectator() {};

    /** A run begins; the cast stays good while it goes on. */
    default void begins(Scenario scenario, Cast cast) {}

    /** Whether the run may end now, whatever is left of it. */
    default boolean hasSeenEnough() {
        return false;
    }

    /** A message leaves a machine and will arrive at another. */
    default void sent(long now, int from, int to, Message message, long arrives) {}

    /** A message arrives. */
    default void delivered(long now, int from, int to, Message message) {}

    /** A machine charges a peer with a fault. */
    default void charged(long now, int machine, int peer, io.quorate.protocol.verify.Fault fault) {}

    /** A message is lost on its way. */
    default void lost(long now, int from, int to, Message message) {}

    /** A machine entered a round. */
    default void entered(long now, int machine, Round round, int leader) {}

    /** A machine made, or first saw, a proposal. */
    default void proposed(long now, int machine, Round round, Block block) {}

    /** A machine formed or took in a certificate. */
    default void certified(long now, int machine, Certificate certificate) {}

    /** A machine made a block final. */
    default void finalized(long now, int machine, Round round, Block block) {}

    /** A machine found a proposal invalid. */
    default void invalid(long now, int machine, Round round, Block block, String reason) {}

    /** A machine pooled evidence, that it found or was told. */
    default void accused(long now, int machine, Evidence evidence) {}

    /** A machine stopped. */
    default void stopped(long now, int machine, String why) {}

    /** A machine started. */
    default void started(long now, int machine) {}

    /** Something goes wrong. */
    default void fault(long now, Fault fault) {}

    /** The network heals. */
    default void healed(long now) {}
}
