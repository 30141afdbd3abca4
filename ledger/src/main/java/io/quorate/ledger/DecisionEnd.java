package io.quorate.ledger;

import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.Decision.Closing;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.Decisions;
import io.quorate.ledger.state.Overlay;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Event;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the end of a decision means, whoever brings it about.
 *
 * @param events where to add what happened
 */
record DecisionEnd(Overlay state, BlockContext block, List<Event> events) {

    /** The parts of an event. */
    record Fields(TreeMap<String, String> sorted) {
        Fields with(String name, String value) {
            sorted.put(name, value);
            return this;
        }
    }

    /** What every event of a decision says. */
    static Fields fields(Decision decision) {
        return new Fields(new TreeMap<>())
                .with("decision", decision.topic())
                .with("voteCount", Integer.toString(decision.voteCount()))
                .with("quorum", Long.toString(decision.rules().required()));
    }

    /**
     * Stores a decision with a vote more, and closes it if its votes say so.
     *
     * @param uncharged whether its opener was not charged for it, as the vote that opened it also closes it
     */
    Decision settle(Decision counted, boolean uncharged) {
        Optional<Status> settled = counted.settled();
        if (settled.isPresent()) {
            return close(counted, settled.get(), uncharged);
        }
        Decisions.store(state, counted);
        return counted;
    }

    /** Closes a decision whose last deadline has passed. */
    Decision expire(Decision decision) {
        return close(decision, decision.status(block.time()), false);
    }

    private Decision close(Decision open, Status status, boolean uncharged) {
        Decision closed = Decisions.close(state, open, new Closing(status, block.height(), block.time()));
        if (!uncharged) {
            release(state, closed);
        }
        SortedMap<String, String> fields =
                fields(closed).with("status", status.name()).sorted();
        if (status == Status.DECIDED) {
            Summary.of(state).plus(new Summary(0, 1, 0, 0)).store(state);
            fields.put("value", closed.result(block.time()).orElseThrow());
            events.add(new Event(Ledger.DECISION_MADE, fields));
        } else {
            events.add(new Event(Ledger.DECISION_CLOSED, fields));
        }
        return closed;
    }

    private static void release(Overlay state, Decision closed) {
        Usage.of(state, closed.opening().opener())
                .plus(new Usage(0, -1, 0, 0))
                .store(state, closed.opening().opener());
    }
}
