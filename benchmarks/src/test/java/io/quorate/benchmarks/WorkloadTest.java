package io.quorate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.Operation;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What is measured is what was meant. */
class WorkloadTest {
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "DROP_PRUNED_VOTE")
    void everyOperationOfABlockSucceeds(Workload kind) {
        LedgerState state = kind.state();
        List<Transaction> block = kind.block(state);

        Execution execution = state.execute(block);

        assertThat(execution.receipts())
                .hasSize(kind.operations())
                .allSatisfy(receipt -> assertThat(receipt).isInstanceOf(Receipt.Ok.class));
        assertThat(state.execute(block).stateRoot()).as("it can be repeated").isEqualTo(execution.stateRoot());
    }

    @Test
    void anEmptyBlockDropsAsManyVotesOfPrunedDecisionsAsOthersHaveOperations() {
        LedgerState state = Workload.DROP_PRUNED_VOTE.state();
        assertThat(Workload.DROP_PRUNED_VOTE.block(state)).isEmpty();

        Execution execution = state.execute(List.of());

        assertThat(execution.changes().entries().entrySet().stream()
                        .filter(entry -> Space.isProven(entry.getKey()))
                        .filter(entry -> entry.getValue().equals(Optional.empty())))
                .hasSizeGreaterThanOrEqualTo(Workload.BLOCK);
    }

    @Test
    void everyKindOfOperationIsMeasured() {
        Set<Class<?>> measured = Arrays.stream(Workload.values())
                .filter(kind -> kind != Workload.DROP_PRUNED_VOTE)
                .map(kind -> kind.operation(kind.genesis(), 0).getClass())
                .collect(Collectors.toSet());

        assertThat(measured).containsExactlyInAnyOrder(Operation.class.getPermittedSubclasses());
    }
}
