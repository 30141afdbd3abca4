package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.Operation;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.Round;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.scenario.Chain;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Conditions;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Faulty;
import io.quorate.simulator.scenario.Load;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.scenario.SimulateOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No lie of fewer than a third does any harm; who contradicts itself is found. */
class CharactersTest {
    @ParameterizedTest
    @EnumSource(CharacterKind.class)
    void oneOfFourHarmsNobody(CharacterKind kind) {
        assertThat(run(4, 1, kind).violation()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(CharacterKind.class)
    void twoOfSevenHarmNobody(CharacterKind kind) {
        assertThat(run(7, 2, kind).violation()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = CharacterKind.class,
            names = {
                "EQUIVOCATE",
                "EQUIVOCATE_TO_ONE",
                "DOUBLE_NOTARIZE",
                "DOUBLE_FINALIZE",
                "NULLIFY_AND_FINALIZE",
                "OVER_LIMIT",
                "BAD_TRANSACTION"
            })
    void whoContradictsItselfIsFound(CharacterKind kind) {
        assertThat(run(4, 1, kind).accused()).hasSize(1);
    }

    /** Such a run is a second long, and whoever has the second turn to submit evidence waits for two. */
    @Test
    void whoContradictsItselfInTheLastSecondOfARunIsPunishedToo() {
        for (long seed = 1; seed <= 8; seed++) {
            Outcome outcome = Simulation.run(
                    new SimulateOptions(4, 1, seed, 5, List.of(), List.of(), Delays.LAN, 0, 0, Optional.empty(), 0)
                            .scenario());
            assertThat(outcome.violation()).as("seed %s", seed).isEmpty();
            assertThat(outcome.accused()).as("seed %s", seed).hasSize(1);
            assertThat(outcome.punished()).as("seed %s", seed).isEqualTo(outcome.accused());
        }
    }

    /** A run fails if one is punished twice for one round, or not for what is pooled: see the invariants. */
    @ParameterizedTest
    @EnumSource(
            value = CharacterKind.class,
            names = {"OVER_LIMIT", "BAD_TRANSACTION"})
    void anInvalidProposalThatProvesItselfIsPunishedOnceForEachRoundAndItsProposerComesBack(CharacterKind kind) {
        TreeSet<Round> rounds = new TreeSet<>();
        Spectator looking = new Spectator() {
            @Override
            public void accused(long now, int machine, Evidence evidence) {
                assertThat(evidence.misbehaviour()).isEqualTo(Misbehaviour.INVALID_PROPOSAL);
                rounds.add(evidence.round());
            }
        };
        Outcome outcome = Simulation.run(
                new Scenario(
                        78,
                        Collections.nCopies(4, 1_000L),
                        List.of(new Faulty(2, List.of(kind))),
                        Conditions.healthy(Delays.LAN),
                        List.of(),
                        new Chain(250, 100, 250),
                        new Load(false, 20, true),
                        400),
                looking);
        assertThat(outcome.violation()).isEmpty();
        assertThat(outcome.accused()).containsExactly(2);
        assertThat(outcome.punished()).containsExactly(2);
        assertThat(rounds.stream().map(Round::epoch).distinct())
                .as("let in again, it does it again")
                .hasSizeGreaterThan(1);
    }

    @Test
    void whoForgesEvidenceHasNobodyPunishedNotEvenOnTheChain() {
        int[] accusations = {0};
        Spectator looking = new Spectator() {
            @Override
            public void finalized(long now, int machine, Round round, Block block) {
                block.transactions().stream()
                        .map(transaction -> transaction.operations().get(0))
                        .filter(bytes -> Operation.decode(bytes) instanceof Operation.SubmitEvidence)
                        .forEach(bytes -> accusations[0]++);
            }
        };
        Outcome outcome = Simulation.run(scenario(4, 1, CharacterKind.FORGE_EVIDENCE), looking);
        assertThat(outcome.violation()).isEmpty();
        assertThat(outcome.accused()).isEmpty();
        assertThat(outcome.punished()).isEmpty();
        assertThat(outcome.charges()).isPositive();
        assertThat(accusations[0]).as("accusations in blocks").isPositive();
    }

    @Test
    void aCoalitionMayDoSeveralThingsAtOnce() {
        List<CharacterKind> all = List.of(
                CharacterKind.EQUIVOCATE, CharacterKind.FORGE_EVIDENCE, CharacterKind.FRAME, CharacterKind.HALF);
        Scenario alone = scenario(7, 2, CharacterKind.SILENT);
        List<Faulty> together = alone.faulty().stream()
                .map(faulty -> new Faulty(faulty.node(), all))
                .toList();
        Outcome outcome = Simulation.run(new Scenario(
                alone.seed(),
                alone.powers(),
                together,
                alone.conditions(),
                List.of(),
                alone.chain(),
                alone.load(),
                alone.views()));
        assertThat(outcome.violation()).isEmpty();
        assertThat(outcome.accused()).containsExactly(1, 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = CharacterKind.class,
            names = {"FORGE_CERTIFICATES", "FRAME", "MANGLE", "FORGE_EVIDENCE"})
    void whoSendsWhatNobodySignedIsCharged(CharacterKind kind) {
        assertThat(run(7, 2, kind).charges()).isPositive();
    }

    private static Outcome run(int nodes, int faulty, CharacterKind kind) {
        return Simulation.run(scenario(nodes, faulty, kind));
    }

    private static Scenario scenario(int nodes, int faulty, CharacterKind kind) {
        List<Faulty> liars = new ArrayList<>();
        for (int i = 0; i < faulty; i++) {
            liars.add(new Faulty(1 + 2 * i, List.of(kind)));
        }
        return new Scenario(
                77,
                Collections.nCopies(nodes, 1L),
                liars,
                new Conditions(Delays.parse("1..40ms"), 0.03, 0, 0),
                List.of(),
                new Chain(250, 200, 3_000),
                new Load(false, 20),
                40);
    }
}
