package io.quorate.node.bench;

import io.quorate.protocol.types.Transaction;
import java.util.HexFormat;

/** A transaction ready to travel: its id and all its bytes, in hexadecimal digits. */
record Signed(String id, String transaction) {
    static Signed of(Transaction transaction) {
        return new Signed(transaction.id().toString(), HexFormat.of().formatHex(transaction.bytes()));
    }
}
