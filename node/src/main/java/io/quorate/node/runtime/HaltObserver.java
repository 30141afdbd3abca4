package io.quorate.node.runtime;

import io.quorate.protocol.port.Observer;
import io.quorate.protocol.types.Height;
import java.util.concurrent.CompletableFuture;

/** Tells who waits for the node to halt. */
record HaltObserver(CompletableFuture<Height> halted) implements Observer {
    @Override
    public void halted(Height height) {
        halted.complete(height);
    }
}
