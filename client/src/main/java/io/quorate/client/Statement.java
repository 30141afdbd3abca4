package io.quorate.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.instances.Instance;
import io.quorate.ledger.values.StoredValue;
import io.quorate.protocol.receipt.Outcome;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Receipt;
import java.time.Instant;
import java.util.HexFormat;

/** What a receipt proves, in one line of words. */
public final class Statement {
    private Statement() {}

    /**
     * The line. Whatever somebody chose stands in it as {@link Quoted} writes it: it steers no terminal, and lends a
     * proven fact no words that are not its own.
     */
    public static String of(Outcome.Proven proven) {
        BlockHeader block = proven.under();
        return claim(proven.claim(), block.time()) + ", as of block " + block.height() + " ("
                + instant(block.time()) + "), final by power " + proven.signed() + " of "
                + proven.total();
    }

    /** What is proven, as members of a JSON object. */
    public static ObjectNode members(Outcome.Proven proven) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        if (proven.claim() instanceof ChainReceipt.Entry entry) {
            out.put("kind", entry.kind()).put("name", entry.name());
            out.put("present", entry.value().isPresent());
            entry.value()
                    .ifPresent(value ->
                            describe(entry.kind(), value, proven.under().time(), out));
            return out;
        }
        if (proven.claim() instanceof ChainReceipt.Unexecuted unexecuted) {
            return out.put("kind", "transaction")
                    .put("name", unexecuted.id().toString())
                    .put("absentIfExpiryMillis", unexecuted.expiry().millis());
        }
        Receipt receipt = ((ChainReceipt.Execution) proven.claim()).receipt();
        out.put("kind", "transaction").put("name", receipt.transaction().toString());
        out.put("ok", receipt instanceof Receipt.Ok);
        if (receipt instanceof Receipt.Failed failed) {
            out.put("code", failed.code()).put("message", failed.message());
        }
        return out;
    }

    private static void describe(String kind, byte[] value, BlockTime time, ObjectNode out) {
        try {
            if (kind.equals(LedgerEntries.DECISION)) {
                Decision decision = Decision.fromBytes(value);
                out.put("status", decision.status(time).name()).put("voteCount", decision.voteCount());
                decision.result(time).ifPresent(result -> out.put("result", result));
            } else if (kind.equals(LedgerEntries.KEY)) {
                StoredValue stored = StoredValue.fromBytes(value);
                out.put("valueHex", stored.value().toString())
                        .put("owner", stored.owner().toHex());
            }
        } catch (IllegalArgumentException e) {
            // Proven all the same, of a ledger newer than this program.
            out.put("entry", HexFormat.of().formatHex(value));
        }
    }

    private static String claim(ChainReceipt.Claim claim, BlockTime time) {
        if (claim instanceof ChainReceipt.Entry entry) {
            return entry.value()
                    .map(value -> present(entry, value, time))
                    .orElseGet(() -> "there is no " + entry.kind() + " " + Quoted.of(entry.name()));
        }
        if (claim instanceof ChainReceipt.Unexecuted unexecuted) {
            // The expiry is whoever's word it is who has the transaction: it is not shown.
            return "transaction " + unexecuted.id() + ", if its expiry is " + instant(unexecuted.expiry())
                    + ", was not executed and never will be";
        }
        Receipt receipt = ((ChainReceipt.Execution) claim).receipt();
        if (receipt instanceof Receipt.Failed failed) {
            return "transaction " + failed.transaction() + " failed with " + failed.code() + " (operation "
                    + failed.operation() + ": " + Quoted.of(failed.message()) + ")";
        }
        return "transaction " + receipt.transaction() + " was executed and succeeded";
    }

    private static Instant instant(BlockTime time) {
        return Instant.ofEpochMilli(time.millis());
    }

    private static String present(ChainReceipt.Entry entry, byte[] value, BlockTime time) {
        String name = entry.kind() + " " + Quoted.of(entry.name());
        try {
            return switch (entry.kind()) {
                case LedgerEntries.DECISION -> name + " " + decision(Decision.fromBytes(value), time);
                case LedgerEntries.KEY -> name + " " + stored(StoredValue.fromBytes(value));
                case LedgerEntries.INSTANCE ->
                    name + " is registered by key " + Instance.fromBytes(value).key();
                default -> name + " has the entry " + HexFormat.of().formatHex(value);
            };
        } catch (IllegalArgumentException e) {
            // Proven all the same, of a ledger newer than this program.
            return name + " has the entry " + HexFormat.of().formatHex(value);
        }
    }

    /** A deadline that has passed by the block's time closes a decision, whether or not its record says so yet. */
    private static String decision(Decision decision, BlockTime time) {
        String is = "is " + decision.status(time);
        String votes = " with " + decision.voteCount() + (decision.voteCount() == 1 ? " vote" : " votes");
        return decision.result(time)
                .map(result -> is + ": " + Quoted.of(result) + votes)
                .orElseGet(() -> is + votes);
    }

    private static String stored(StoredValue stored) {
        return "has the value " + Quoted.of(stored.value().toBytes()) + ", written by " + stored.owner();
    }
}
