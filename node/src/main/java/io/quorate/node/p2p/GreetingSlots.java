package io.quorate.node.p2p;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * How many connections may be greeting at once, in all and from one address, so that those who have not proven anything
 * hold only a fixed amount of memory. Thread-safe.
 */
final class GreetingSlots {
    private final int most;
    private final int mostOfAddress;
    private final Map<InetAddress, Integer> taken = new HashMap<>();
    private int total;

    GreetingSlots(int most) {
        this.most = most;
        this.mostOfAddress = Math.max(1, most / 4);
    }

    synchronized boolean tryTake(InetAddress from) {
        int held = taken.getOrDefault(from, 0);
        if (total >= most || (held >= mostOfAddress && !from.isLoopbackAddress())) {
            return false;
        }
        taken.put(from, held + 1);
        total++;
        return true;
    }

    synchronized void release(InetAddress from) {
        taken.computeIfPresent(from, (address, held) -> held == 1 ? null : held - 1);
        total--;
    }

    synchronized int taken() {
        return total;
    }
}
