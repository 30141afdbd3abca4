package io.quorate.node.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The last things that one thread added, for any thread to read: neither waits. The oldest goes first. */
final class Ring<T> {
    /** A thing with its number, by which a reader sees that its place was taken by a later one. */
    private record Slot<T>(long number, T item) {}

    private final AtomicReferenceArray<@Nullable Slot<T>> slots;
    private final AtomicLong added = new AtomicLong();

    Ring(int capacity) {
        this.slots = new AtomicReferenceArray<>(capacity);
    }

    /** By the one thread that adds. */
    void add(T item) {
        long number = added.get();
        slots.set((int) (number % slots.length()), new Slot<>(number, item));
        added.set(number + 1);
    }

    /** Those that are there, oldest first; without those that were replaced meanwhile. */
    List<T> items() {
        long end = added.get();
        List<T> items = new ArrayList<>();
        for (long number = Math.max(0, end - slots.length()); number < end; number++) {
            Slot<T> slot = slots.get((int) (number % slots.length()));
            if (slot != null && slot.number() == number) {
                items.add(slot.item());
            }
        }
        return items;
    }
}
