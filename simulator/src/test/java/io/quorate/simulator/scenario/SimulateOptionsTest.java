package io.quorate.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What makes no sense is one clear line. */
class SimulateOptionsTest {
    private static SimulateOptions options(int nodes, int faulty, List<String> kinds, double loss, String partition) {
        return new SimulateOptions(
                nodes,
                faulty,
                1,
                5,
                List.of(),
                kinds,
                Delays.LAN,
                loss,
                0,
                Optional.of(partition).filter(text -> !text.isEmpty()),
                0);
    }

    @Test
    void moreFaultyThanNodesIsRefused() {
        assertThatThrownBy(() -> options(4, 5, List.of(), 0, "").scenario())
                .isInstanceOf(ScenarioException.class)
                .hasMessage("--faulty 5 is more than --nodes 4");
    }

    @Test
    void anUnknownCharacterIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> options(4, 1, List.of("rude"), 0, "").scenario())
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("--byzantine rude: unknown; give some of silent, equivocate");
    }

    @Test
    void aNegativeLossIsRefused() {
        assertThatThrownBy(() -> options(4, 1, List.of(), -0.1, "").scenario())
                .isInstanceOf(ScenarioException.class)
                .hasMessage("--loss -0.1: give a share from 0 to 1, such as 0.05");
    }

    @Test
    void noNumberIsALoss() {
        assertThatThrownBy(() -> options(4, 1, List.of(), Double.NaN, "").scenario())
                .isInstanceOf(ScenarioException.class);
    }

    @Test
    void aPartitionNamesItsSides() {
        Scenario scenario = options(4, 0, List.of(), 0, "500ms..2s:0,1/2,3").scenario();
        assertThat(scenario.faults()).containsExactly(new Fault.Partition(500, 2_000, List.of(0, 0, 1, 1), false));
    }

    @Test
    void aPartitionOfANodeThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> options(4, 0, List.of(), 0, "1..2s:0/9").scenario())
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("there is no node \"9\"");
    }

    @Test
    void delaysAreReadInTheirForms() {
        assertThat(Delays.parse("lan")).isEqualTo(Delays.LAN);
        assertThat(Delays.parse("WAN")).isEqualTo(Delays.WAN);
        assertThat(Delays.parse("5ms")).isEqualTo(new Delays(Delays.Kind.UNIFORM, 5_000, 5_000));
        assertThat(Delays.parse("0.5..40ms")).isEqualTo(new Delays(Delays.Kind.UNIFORM, 500, 40_000));
        assertThatThrownBy(() -> Delays.parse("soon")).isInstanceOf(ScenarioException.class);
        assertThatThrownBy(() -> Delays.parse("9..1ms")).isInstanceOf(ScenarioException.class);
    }

    @Test
    void whatIsLeftOutIsGone() {
        Scenario scenario = options(4, 1, List.of("silent"), 0.5, "1s..2s").scenario();
        Scenario milder = scenario.without(new java.util.TreeSet<>(List.of(0, 1, 2)));
        assertThat(scenario.parts()).isEqualTo(5);
        assertThat(milder.faulty()).isEmpty();
        assertThat(milder.faults()).isEmpty();
        assertThat(milder.conditions().loss()).isZero();
    }
}
