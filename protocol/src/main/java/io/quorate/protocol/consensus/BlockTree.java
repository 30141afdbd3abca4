package io.quorate.protocol.consensus;

import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateChanges;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.verify.CheckedBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The blocks above the finalized head, and what executing them gives; the changes of each are held by block id.
 *
 * <p>Bounded: at most {@link #LIMIT} blocks with {@link #LIMIT_BYTES} in all. Beyond that the oldest block goes that no
 * certificate and no proposal of the current view rests on; where there is none, the highest goes, since finality comes
 * from below. What is needed after all is fetched again. Changes are all held in memory: beyond 64 blocks that are not
 * final, leaders propose empty ones, whose changes are small.
 */
final class BlockTree {
    static final int LIMIT = 1_024;
    static final long LIMIT_BYTES = 128L << 20;

    private final Application application;
    private final ReadableState finalState;
    private final Map<BlockId, Node> nodes = new LinkedHashMap<>();
    private Block head;
    private long bytes;

    BlockTree(Application application, ReadableState finalState, Block head) {
        this.application = application;
        this.finalState = finalState;
        this.head = head;
    }

    private static final class Node {
        private final CheckedBlock checked;
        private Optional<Result> result = Optional.empty();

        Node(CheckedBlock checked) {
            this.checked = checked;
        }

        Block block() {
            return checked.block();
        }
    }

    /** What executing a block gave. */
    sealed interface Result {
        /** It is valid. */
        record Valid(Execution execution) implements Result {}

        /** It, or an ancestor, breaks a rule. */
        record Invalid(String reason) implements Result {}

        /** A block below it is not here. */
        record Missing(BlockId block) implements Result {}
    }

    Block head() {
        return head;
    }

    /**
     * Takes a block in; false if it is known, not above the head, or there is no room.
     *
     * @param roots the blocks that are certified or proposed: they and those below them are kept first
     */
    boolean add(CheckedBlock checked, Supplier<List<BlockId>> roots) {
        Block block = checked.block();
        if (nodes.containsKey(block.id()) || !block.height().isAfter(head.height())) {
            return false;
        }
        put(new Node(checked));
        while (nodes.size() > LIMIT || bytes > LIMIT_BYTES) {
            drop(victim(block.id(), roots.get()));
        }
        return nodes.containsKey(block.id());
    }

    private void put(Node node) {
        nodes.put(node.block().id(), node);
        bytes += node.block().header().bodySize();
    }

    private void drop(Node node) {
        nodes.remove(node.block().id());
        bytes -= node.block().header().bodySize();
    }

    private Node victim(BlockId newcomer, List<BlockId> roots) {
        Set<BlockId> needed = new LinkedHashSet<>();
        needed.add(newcomer);
        for (BlockId root : roots) {
            Node at = nodes.get(root);
            while (at != null && needed.add(at.block().id())) {
                at = nodes.get(at.block().header().parent());
            }
        }
        Optional<Node> highest = Optional.empty();
        for (Node node : nodes.values()) {
            if (!needed.contains(node.block().id())) {
                return node;
            }
            if (highest.isEmpty()
                    || node.block().height().isAfter(highest.get().block().height())) {
                highest = Optional.of(node);
            }
        }
        return highest.orElseThrow();
    }

    /** Whether the block is here, or is the head. */
    boolean holds(BlockId id) {
        return id.equals(head.id()) || nodes.containsKey(id);
    }

    /** A block that is here, or the head. */
    Optional<Block> get(BlockId id) {
        return id.equals(head.id())
                ? Optional.of(head)
                : Optional.ofNullable(nodes.get(id)).map(Node::block);
    }

    /** A block above the head, as it was checked. */
    Optional<CheckedBlock> checked(BlockId id) {
        return Optional.ofNullable(nodes.get(id)).map(node -> node.checked);
    }

    /** The blocks that are here and well signed, in order of arrival. */
    List<Block> blocks() {
        return nodes.values().stream()
                .filter(node -> node.checked.isGood())
                .map(Node::block)
                .toList();
    }

    /** The blocks from the one after the head to this one, or the id of the first that is missing on the way down. */
    Path path(BlockId to) {
        Deque<Block> path = new ArrayDeque<>();
        BlockId at = to;
        while (!at.equals(head.id())) {
            Node node = nodes.get(at);
            if (node == null) {
                return new Path(List.of(), Optional.of(at));
            }
            if (!node.block().height().isAfter(head.height().next())
                    && !node.block().header().parent().equals(head.id())) {
                // It branches off below the head: there is no way up to it.
                return new Path(List.of(), Optional.empty());
            }
            path.addFirst(node.block());
            at = node.block().header().parent();
        }
        return new Path(new ArrayList<>(path), Optional.empty());
    }

    /** A way from the head up to a block; empty, with what is missing, if there is none yet. */
    record Path(List<Block> blocks, Optional<BlockId> missing) {}

    /** The state that a block leaves. The block is the head or was executed. */
    ReadableState stateAfter(BlockId id) {
        List<StateChanges> newestFirst = new ArrayList<>();
        BlockId at = id;
        while (!at.equals(head.id())) {
            Node node = nodes.get(at);
            if (node == null || !(node.result.orElse(null) instanceof Result.Valid valid)) {
                throw new IllegalStateException("the state after " + id + " was asked for before it was executed");
            }
            newestFirst.add(valid.execution().changes());
            at = node.block().header().parent();
        }
        return new Layers(newestFirst, finalState);
    }

    private record Layers(List<StateChanges> newestFirst, ReadableState base) implements ReadableState {
        @Override
        public Optional<byte[]> get(StateKey key) {
            for (StateChanges changes : newestFirst) {
                Optional<byte[]> change = changes.entries().get(key);
                if (change != null) {
                    return change;
                }
            }
            return base.get(key);
        }
    }

    /** Executes a block, and those below it that were not yet; once each. */
    Result execute(BlockId id, BlockRules rules) {
        if (id.equals(head.id())) {
            throw new IllegalStateException("the head is executed");
        }
        Path path = path(id);
        if (path.blocks().isEmpty()) {
            return path.missing()
                    .<Result>map(Result.Missing::new)
                    .orElseGet(() -> new Result.Invalid("it branches off below the finalized head"));
        }
        Block parent = head;
        Result result = new Result.Missing(id);
        for (Block block : path.blocks()) {
            Node node = nodes.get(block.id());
            if (node == null) {
                throw new IllegalStateException("a block on a path is held");
            }
            Block below = parent;
            result = node.result.orElseGet(() -> run(node.checked, below, rules));
            node.result = Optional.of(result);
            if (result instanceof Result.Invalid invalid) {
                return block.id().equals(id) ? invalid : new Result.Invalid("its ancestor " + block + " is invalid");
            }
            parent = block;
        }
        return result;
    }

    private Result run(CheckedBlock checked, Block parent, BlockRules rules) {
        Block block = checked.block();
        Optional<String> problem = rules.problem(parent.header(), block.header());
        if (problem.isPresent()) {
            return new Result.Invalid(problem.get());
        }
        if (!checked.isGood()) {
            return new Result.Invalid("it holds a transaction that is not well signed for this chain");
        }
        Application.Outcome outcome =
                application.execute(stateAfter(parent.id()), rules.context(block.header()), block.transactions());
        if (outcome instanceof Application.Outcome.Invalid invalid) {
            return new Result.Invalid(
                    invalid.refusal().code() + ": " + invalid.refusal().message());
        }
        Execution execution = (Execution) outcome;
        return rules.mismatch(block.header(), execution)
                .<Result>map(Result.Invalid::new)
                .orElseGet(() -> new Result.Valid(execution));
    }

    /** Keeps the result of a block that this replica made itself, so that it is not executed again. */
    void addExecuted(Block block, Execution execution) {
        if (!nodes.containsKey(block.id())) {
            put(new Node(CheckedBlock.good(block)));
        }
        Node node = nodes.get(block.id());
        if (node != null) {
            node.result = Optional.of(new Result.Valid(execution));
        }
    }

    /** The transactions of a block and of those between it and the head. */
    Set<TransactionId> transactionsAbove(BlockId id) {
        Set<TransactionId> ids = new TreeSet<>();
        for (Node node = nodes.get(id);
                node != null;
                node = nodes.get(node.block().header().parent())) {
            node.block().transactions().forEach(transaction -> ids.add(transaction.id()));
        }
        return ids;
    }

    /** How many blocks lie between the head and this one, itself included. */
    long unfinal(Height height) {
        return height.number() - head.height().number();
    }

    /** Makes a child of the head the new head, and drops every block that does not descend from it. */
    void advance(Block next) {
        head = next;
        Map<BlockId, Boolean> descends = new LinkedHashMap<>();
        List<Node> ascending = new ArrayList<>(nodes.values());
        ascending.sort((a, b) -> a.block().height().compareTo(b.block().height()));
        for (Node node : ascending) {
            BlockId parent = node.block().header().parent();
            boolean childOfHead = parent.equals(head.id());
            // A parent that is not here may still come, unless its place is that of the head.
            boolean mayConnect =
                    node.block().height().number() > head.height().number() + 1 && !nodes.containsKey(parent);
            boolean keep = node.block().height().isAfter(head.height())
                    && (childOfHead || mayConnect || descends.getOrDefault(parent, false));
            descends.put(node.block().id(), keep);
        }
        ascending.stream()
                .filter(node -> !descends.getOrDefault(node.block().id(), false))
                .forEach(this::drop);
    }
}
