package io.quorate.node.rpc.methods;

import io.quorate.node.runtime.NodeService;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.types.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Gathers transactions that go to the node together, so that they are in one block where they fit. Of one thread. */
final class Parcel implements Outlet {
    private final List<Transaction> transactions = new ArrayList<>();
    private final List<CompletableFuture<Optional<Refusal>>> answers = new ArrayList<>();

    @Override
    public CompletableFuture<Optional<Refusal>> submit(Transaction transaction) {
        CompletableFuture<Optional<Refusal>> answer = new CompletableFuture<>();
        transactions.add(transaction);
        answers.add(answer);
        return answer;
    }

    /** Hands over what was gathered. Never throws: a fault of the node is the answer to each that it has to do with. */
    void sendTo(NodeService node) {
        try {
            List<CompletableFuture<Optional<Refusal>>> told = node.submit(List.copyOf(transactions));
            for (int i = 0; i < told.size(); i++) {
                CompletableFuture<Optional<Refusal>> answer = answers.get(i);
                var unused = told.get(i).whenComplete((refusal, fault) -> {
                    if (fault != null) {
                        answer.completeExceptionally(fault);
                    } else {
                        answer.complete(refusal);
                    }
                });
            }
        } catch (RuntimeException fault) {
            answers.forEach(answer -> answer.completeExceptionally(fault));
        }
    }
}
