package io.quorate.node.bench;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * Transactions signed ahead by a thread of its own. Taking one never blocks: if none is ready, the taker makes it.
 * Thread-safe.
 */
final class SignedRing implements Supplier<Signed>, AutoCloseable {
    private final Supplier<Signed> maker;
    private final BlockingQueue<Signed> ready;
    private final Thread signer;

    private SignedRing(Supplier<Signed> maker, int capacity) {
        this.maker = maker;
        this.ready = new ArrayBlockingQueue<>(capacity);
        this.signer = new Thread(this::fill, "bench-signer");
        signer.setDaemon(true);
    }

    /** A full one, that its thread keeps full. */
    static SignedRing start(Supplier<Signed> maker, int capacity) {
        SignedRing ring = new SignedRing(maker, capacity);
        for (int i = 0; i < capacity; i++) {
            ring.ready.add(maker.get());
        }
        ring.signer.start();
        return ring;
    }

    private void fill() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                ready.put(maker.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Signed get() {
        Signed next = ready.poll();
        return next == null ? maker.get() : next;
    }

    @Override
    public void close() {
        signer.interrupt();
    }
}
