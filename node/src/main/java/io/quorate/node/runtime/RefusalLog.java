package io.quorate.node.runtime;

import io.quorate.node.p2p.FailedConnection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Which of the connections that came to nothing are worth a warning. Anybody can open connections as fast as the machine
 * takes them, so what an operator needs to know once must not be drowned, nor the disk be filled, by what strangers do
 * (operations.md, Logs).
 *
 * <p>Who hangs up before saying who it is, is none. Of others, each reason is told once in five minutes for each address,
 * at most three reasons of one, and at most ten a minute of those that dialled this node and of those that it dialled. The
 * rest is counted, and the count told once a minute. Thread-safe.
 */
final class RefusalLog {
    static final int A_MINUTE = 10;
    private static final int REASONS = 3;
    private static final int REMEMBERED = 1_024;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final long AGAIN_NANOS = 5 * MINUTE_NANOS;

    private final LongSupplier nanoClock;
    private final Told incoming = new Told();
    private final Told outgoing = new Told();
    private long leftOut;
    private long leftOutSince;

    /** What was told of one address since a time. */
    private record Reasons(long since, Set<String> kinds) {}

    /** What was told in one direction: strangers who come never hide what befell a dial of this node's own. */
    private static final class Told {
        private final Map<String, Reasons> byAddress = new LinkedHashMap<>();
        private long minute;
        private int lines;

        private Reasons reasons(String address, long now) {
            Reasons known = byAddress.get(address);
            return known != null && now - known.since() < AGAIN_NANOS ? known : new Reasons(now, new TreeSet<>());
        }

        boolean isRepeated(String address, String kind, long now) {
            return reasons(address, now).kinds().contains(kind);
        }

        boolean take(String address, String kind, long now) {
            Reasons reasons = reasons(address, now);
            if (lines == 0 || now - minute >= MINUTE_NANOS) {
                minute = now;
                lines = 0;
            }
            if (lines == A_MINUTE || reasons.kinds().size() == REASONS) {
                return false;
            }
            lines++;
            reasons.kinds().add(kind);
            byAddress.remove(address);
            byAddress.put(address, reasons); // the last in order
            if (byAddress.size() > REMEMBERED) {
                Iterator<String> oldest = byAddress.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
            return true;
        }
    }

    RefusalLog(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Whether to warn of it. */
    synchronized boolean isNews(FailedConnection failed) {
        if (failed.mute()) {
            return false;
        }
        long now = nanoClock.getAsLong();
        Told told = failed.inbound() ? incoming : outgoing;
        String address = failed.inbound() ? host(failed.address()) : failed.address();
        String kind = kind(failed.reason());
        boolean repeated = told.isRepeated(address, kind, now);
        if (!repeated && told.take(address, kind, now)) {
            return true;
        }
        // This node's own retry is nothing new; whoever comes again is.
        if (failed.inbound() || !repeated) {
            leftOutSince = leftOut == 0 ? now : leftOutSince;
            leftOut++;
        }
        return false;
    }

    /** A line on those left out in the last minute, once that is over, if there were any. */
    synchronized Optional<String> leftOut() {
        if (leftOut == 0 || nanoClock.getAsLong() - leftOutSince < MINUTE_NANOS) {
            return Optional.empty();
        }
        long count = leftOut;
        leftOut = 0;
        return Optional.of(count + (count == 1 ? " more connection" : " more connections")
                + " came to nothing within a minute; --log peers=debug tells of each");
    }

    /** The address without its port, which is another each time. */
    private static String host(String address) {
        int end = address.indexOf("/tcp/");
        return end < 0 ? address : address.substring(0, end);
    }

    /** The reason without its numbers, such as how long a ban still lasts. */
    private static String kind(String reason) {
        return reason.replaceAll("[0-9]+", "#");
    }
}
