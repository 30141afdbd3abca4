package io.quorate.node.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.node.rpc.ErrorCode;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The words for what went wrong: the ledger's and the RPC's own codes, and these. */
final class Kinds {
    static final String CONNECTION_REFUSED = "CONNECTION_REFUSED";
    static final String CONNECTION_LOST = "CONNECTION_LOST";

    /** The node did not answer at all in time; one that answers that a transaction is late is another thing. */
    static final String NO_ANSWER = "NO_ANSWER_IN_TIME";

    /** An answer that is not what JSON-RPC or the method promises. */
    static final String MALFORMED = "MALFORMED_ANSWER";

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");

    private Kinds() {}

    static String http(int status) {
        return "HTTP_" + status;
    }

    /** Of an error object of JSON-RPC: the ledger's code if it has one, else the RPC's. */
    static String of(JsonNode error) {
        String code = error.path("data").path("code").asText();
        if (CODE.matcher(code).matches()) {
            return code;
        }
        JsonNode number = error.path("code");
        if (!number.isInt()) {
            return MALFORMED;
        }
        return Arrays.stream(ErrorCode.values())
                .filter(known -> known.number() == number.intValue())
                .map(ErrorCode::name)
                .findFirst()
                .orElse("RPC_" + number.intValue());
    }

    /** Of the receipt of a transaction that is final and failed. */
    static String ofReceipt(JsonNode receipt) {
        String code = receipt.path("code").asText();
        return CODE.matcher(code).matches() ? code : MALFORMED;
    }
}
