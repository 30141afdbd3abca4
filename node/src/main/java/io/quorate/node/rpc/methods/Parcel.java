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

    /** Hands over what was gathered. */
    void sendTo(NodeService node) {
        List<CompletableFuture<Optional<Refusal>>> told = node.submit(List.copyOf(transactions));
        for (int i = 0; i < told.size(); i++) {
            var unused = told.get(i).thenAccept(answers.get(i)::complete);
        }
    }
}
