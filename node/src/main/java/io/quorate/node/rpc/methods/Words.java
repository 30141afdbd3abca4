package io.quorate.node.rpc.methods;

import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.Shape;

/** Parameters and members of results that several methods have. */
final class Words {
    static final Parameter INSTANCE =
            Parameter.required("instanceId", Shape.text(1, 64), "the instance: 1 to 64 of A-Z a-z 0-9 . _ -");
    static final Parameter DECISION =
            Parameter.required("decision", Shape.text(1, 128), "the decision's topic, 1 to 128 characters");
    static final Parameter VALUE =
            Parameter.required("value", Shape.text(1, 4_096), "what the instance votes for: 1 to 4096 bytes of UTF-8");
    static final ResultField HEIGHT = ResultField.of("height", Shape.INTEGER, "the block that holds it");
    static final ResultField TX_ID = ResultField.of("txId", Shape.HASH, "the transaction");

    /** How a call that the node signs with an instance's key may fail. */
    static final ErrorCode[] SIGNED = {
        ErrorCode.TRANSACTION_FAILED,
        ErrorCode.TRANSACTION_REFUSED,
        ErrorCode.NOT_FINAL_IN_TIME,
        ErrorCode.RATE_LIMITED,
        ErrorCode.OVERLOADED,
        ErrorCode.NO_INSTANCE_KEY
    };

    private Words() {}
}
