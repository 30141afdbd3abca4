package io.quorate.benchmarks;

import io.quorate.crypto.hash.Hash;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.Space;
import io.quorate.ledger.state.StateTree;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What an operation costs, in microseconds: executed in a block of {@value Workload#BLOCK} transactions of one operation
 * each, over a state in memory; and how much of it the state tree takes, which hashes what the block changed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Workload.BLOCK)
public class OperationBenchmark {
    /** The kind. */
    @Param
    public Workload kind = Workload.CAST_VOTE;

    private LedgerState state = new LedgerState(1, 0);
    private List<Transaction> block = List.of();
    private final SortedMap<StateKey, Optional<byte[]>> proven = new TreeMap<>();

    /** Prepares the state and the block. */
    @Setup
    public void prepare() {
        state = kind.state();
        block = kind.block(state);
        Execution execution = state.execute(block);
        LedgerState.requireAllOk(execution);
        execution.changes().entries().forEach((key, value) -> {
            if (Space.isProven(key)) {
                proven.put(key, value);
            }
        });
    }

    /** All of it. */
    @Benchmark
    public Execution execute() {
        return state.execute(block);
    }

    /** Of it, the state tree. */
    @Benchmark
    public Hash stateTree() {
        Overlay overlay = new Overlay(state.read());
        proven.forEach(
                (key, value) -> value.ifPresentOrElse(bytes -> overlay.put(key, bytes), () -> overlay.delete(key)));
        return StateTree.update(overlay);
    }
}
