package io.quorate.node.rpc.methods;

import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.types.Transaction;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where a transaction goes that the node signed: to the node at once, or with others in a {@link Parcel}. */
interface Outlet {
    /** Completes with why it was refused, if it was; with an exception only by a fault of this node. */
    CompletableFuture<Optional<Refusal>> submit(Transaction transaction);
}
