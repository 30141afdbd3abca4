package io.quorate.node.rpc.feed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.ledger.Ledger;
import io.quorate.node.rpc.Json;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Transaction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a subscriber wants to hear of a final block. Immutable. */
sealed interface Topic {
    /** As clients name it. */
    String label();

    /** What there is to tell of a block, in order. */
    List<ObjectNode> of(FinalBlock block);

    /** Each block. */
    record Blocks() implements Topic {
        @Override
        public String label() {
            return "blocks";
        }

        @Override
        public List<ObjectNode> of(FinalBlock block) {
            BlockHeader header = block.block().header();
            return List.of(Json.object()
                    .put("id", block.block().id().toString())
                    .put("parentId", header.parent().toString())
                    .put("epoch", header.epoch().number())
                    .put("proposer", header.proposer().number())
                    .put("timeMillis", header.time().millis())
                    .put("transactionCount", header.transactionCount())
                    .put("stateRoot", header.stateRoot().toHex()));
        }
    }

    /** Each block that a certificate of its own made final, with all before it. */
    record Finality() implements Topic {
        @Override
        public String label() {
            return "finality";
        }

        @Override
        public List<ObjectNode> of(FinalBlock block) {
            return block.finalization()
                    .map(certificate -> {
                        ObjectNode told = Json.object()
                                .put("id", block.block().id().toString())
                                .put("epoch", certificate.round().epoch().number())
                                .put("view", certificate.view().number());
                        ArrayNode signers = told.putArray("signers");
                        Signers who = certificate.signers();
                        for (int i = who.nextAfter(-1); i >= 0; i = who.nextAfter(i)) {
                            signers.add(i);
                        }
                        return List.of(told);
                    })
                    .orElse(List.of());
        }
    }

    /**
     * What the ledger says of decisions.
     *
     * @param decision the only one that is of interest, if there is one
     */
    record Decisions(Optional<String> decision) implements Topic {
        private static final String PREFIX = "quorum.";

        /** Numbers in the ledger's events, which are texts there. */
        private static final Set<String> NUMBERS = Set.of("voteCount", "quorum", "weight", "totalWeight", "votes");

        @Override
        public String label() {
            return "decisions";
        }

        @Override
        public List<ObjectNode> of(FinalBlock block) {
            List<ObjectNode> told = new ArrayList<>();
            for (Event event : block.events()) {
                boolean wanted = event.name().startsWith(PREFIX)
                        && decision.map(topic -> topic.equals(event.fields().get("decision")))
                                .orElse(true);
                if (wanted) {
                    told.add(told(event, NUMBERS));
                }
            }
            return told;
        }
    }

    /** What faults cost whom. */
    record Evidence() implements Topic {
        private static final Set<String> NUMBERS = Set.of("penalty", "stake", "epoch", "view", "height", "time");

        @Override
        public String label() {
            return "evidence";
        }

        @Override
        public List<ObjectNode> of(FinalBlock block) {
            return block.events().stream()
                    .filter(event -> event.name().equals(Ledger.VALIDATOR_SLASHED))
                    .map(event -> told(event, NUMBERS))
                    .toList();
        }
    }

    /** What became of a sender's transactions. */
    record Transactions(String sender) implements Topic {
        @Override
        public String label() {
            return "transactions";
        }

        @Override
        public List<ObjectNode> of(FinalBlock block) {
            List<ObjectNode> told = new ArrayList<>();
            List<Transaction> transactions = block.block().transactions();
            for (int i = 0; i < transactions.size(); i++) {
                Transaction transaction = transactions.get(i);
                if (transaction.sender().toHex().equals(sender)) {
                    ObjectNode one = Json.object()
                            .put("txId", transaction.id().toString())
                            .put("place", i);
                    if (i < block.receipts().size()) {
                        receipt(block.receipts().get(i), one);
                    }
                    told.add(one);
                }
            }
            return told;
        }

        private static void receipt(Receipt receipt, ObjectNode told) {
            told.put("ok", receipt instanceof Receipt.Ok);
            if (receipt instanceof Receipt.Failed failed) {
                told.put("operation", failed.operation())
                        .put("code", failed.code())
                        .put("message", failed.message());
            }
        }
    }

    private static ObjectNode told(Event event, Set<String> numbers) {
        ObjectNode told = Json.object().put("name", event.name());
        event.fields().forEach((field, value) -> {
            // A validator's name must not stand where the event's own does.
            String name = field.equals("name") ? "validator" : field;
            if (numbers.contains(name) && value.matches("[0-9]{1,40}")) {
                told.put(name, new BigInteger(value));
            } else {
                told.put(name, value);
            }
        });
        return told;
    }
}
