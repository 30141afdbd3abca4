package io.quorate.node.rpc.methods;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.runtime.NodeService;
import io.quorate.protocol.port.StateSnapshot;
import io.quorate.protocol.types.BlockTime;
import java.util.List;

/** What a call answers with that changed a decision: the decision's state. */
final class DecisionAnswers {
    static final List<ResultField> RESULT =
            List.of(ResultField.of("decision", DecisionJson.WHOLE, "the decision's state"), Words.HEIGHT, Words.TX_ID);

    static final ErrorCode[] SIGNED_BY_ACCOUNT = {
        ErrorCode.TRANSACTION_FAILED, ErrorCode.TRANSACTION_REFUSED, ErrorCode.NOT_FINAL_IN_TIME, ErrorCode.OVERLOADED
    };

    private final NodeService node;

    DecisionAnswers(NodeService node) {
        this.node = node;
    }

    /** The time of the newest final block: deadlines until then have passed. */
    private BlockTime now() {
        return node.consensus().head().time();
    }

    /** The answer once an operation on a decision is final. */
    ObjectNode of(String topic) {
        BlockTime now = now();
        // Unmoved, as votes may be pruned between one read and the next.
        try (StateSnapshot state = node.blocks().snapshot()) {
            DecisionView decision = new LedgerQueries(state)
                    .decision(topic, now)
                    .orElseThrow(() -> new IllegalStateException("the decision of a final operation is not there"));
            ObjectNode answer = Json.object();
            answer.set("decision", DecisionJson.whole(decision, 0, DecisionJson.PAGE));
            return answer;
        }
    }
}
