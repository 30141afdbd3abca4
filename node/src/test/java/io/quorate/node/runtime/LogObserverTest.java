package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.Ledger;
import io.quorate.node.EmptyBlocks;
import io.quorate.node.config.Chains;
import io.quorate.node.rpc.LogCapture;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.verify.EpochSets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator must not miss is one clear line at WARN. */
class LogObserverTest {
    private static final Genesis GENESIS = Chains.load("local4");

    private final LogCapture log = new LogCapture("quorate.consensus");
    private final LogObserver observer =
            new LogObserver(new ValidatorNames(GENESIS, () -> EpochSets.of(new Epoch(1), GENESIS.validators())));

    @AfterEach
    void close() {
        log.close();
    }

    private void finalized(Application.Event... events) {
        observer.finalized(Round.of(1, 7), EmptyBlocks.at(7), List.of(), List.of(events), Optional.empty());
    }

    private static Application.Event event(String name, Map<String, String> fields) {
        return new Application.Event(name, new TreeMap<>(fields));
    }

    @Test
    void theLastValidatorThatStaysIsALoudLine() {
        finalized(event(
                Ledger.VALIDATOR_KEPT, Map.of("account", "ab", "name", "alice", "power", "95", "reason", "jailed")));
        assertThat(log.lines())
                .containsExactly("block 7: alice is the last validator and STAYS IN THE SET although it is jailed: an"
                        + " empty set could finalize nothing. Bring in other validators (quorate validator join)");
    }

    @Test
    void aSlashingIsOneLineThatSaysWhoWhyAndWhatItCosts() {
        finalized(event(
                Ledger.VALIDATOR_SLASHED,
                Map.ofEntries(
                        Map.entry("account", "ab"),
                        Map.entry("name", "dave"),
                        Map.entry("key", "cd"),
                        Map.entry("reason", "Equivocation"),
                        Map.entry("penalty", "5"),
                        Map.entry("stake", "95"),
                        Map.entry("status", "banned"),
                        Map.entry("epoch", "3"),
                        Map.entry("view", "12"),
                        Map.entry("evidence", "ef01"),
                        Map.entry("height", "0"),
                        Map.entry("time", "1000"))));
        assertThat(log.lines())
                .containsExactly("block 7 slashes dave for Equivocation in view 3/12: it loses 5 of its stake, keeps 95"
                        + " and is banned (evidence ef01)");
    }

    /** A block with a wrong state root accuses nobody: this line, and the metric, are all there is of it. */
    @Test
    void anInvalidProposalIsOneLineThatSaysWhoseAndWhy() {
        observer.invalid(Round.of(1, 7), EmptyBlocks.at(7), "state root ab, not cd");
        assertThat(log.lines())
                .containsExactly("view 1/7: the proposal of alice is invalid and was nullified: state root ab, not cd");
    }

    @Test
    void whatIsOrdinaryWarnsOfNothing() {
        finalized(
                event(Ledger.EPOCH_ENDED, Map.of("epoch", "1", "joined", "1", "left", "0")),
                event("validator.joined", Map.of("name", "eve")));
        assertThat(log.lines()).isEmpty();
    }
}
