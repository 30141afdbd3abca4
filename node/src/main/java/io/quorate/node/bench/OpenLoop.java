package io.quorate.node.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Sends at a rate, whatever the network does, that rises at first (see {@link Schedule}). What is due within a few
 * milliseconds goes to one node in one body, the next to the next node: fewer, fuller bodies cost the machine less. While
 * no link is free, what is due waits, and its latency runs: it counts from the time in the schedule (so no omission is
 * coordinated with the network's pauses).
 */
final class OpenLoop implements Load {
    /** How long transactions are gathered for one body. */
    static final long GATHER_NANOS = 4_000_000;

    private final Timeline timeline;
    private final List<Link> links;
    private final Supplier<Signed> transactions;
    private final Recorder recorder;
    private final long rise;
    private final double perSecond;

    private Schedule schedule;
    private long sent;
    private int turn;
    private boolean armed;
    private boolean stopped;
    private long unsent;

    /** A load whose rate rises to its full for as many nanoseconds. */
    OpenLoop(
            Timeline timeline,
            List<Link> links,
            Supplier<Signed> transactions,
            Recorder recorder,
            long rise,
            double perSecond) {
        this.timeline = timeline;
        this.links = List.copyOf(links);
        this.transactions = transactions;
        this.recorder = recorder;
        this.rise = rise;
        this.perSecond = perSecond;
        this.schedule = new Schedule(0, rise, perSecond);
    }

    @Override
    public void start() {
        schedule = new Schedule(timeline.nanos(), rise, perSecond);
        flush();
    }

    @Override
    public void stop() {
        if (!stopped) {
            stopped = true;
            unsent = schedule.dueBy(timeline.nanos()) - sent;
        }
    }

    @Override
    public long unsent() {
        return unsent;
    }

    private void flush() {
        if (stopped || armed) {
            return;
        }
        long now = timeline.nanos();
        long due = schedule.dueBy(now);
        while (sent < due) {
            int chosen = nextFree();
            if (chosen < 0) {
                // The first link to become free flushes again.
                return;
            }
            turn = (chosen + 1) % links.size();
            Link link = links.get(chosen);
            send(link, (int) Math.min(due - sent, link.batchLimit()));
        }
        armed = true;
        timeline.at(Math.max(schedule.intended(sent), now + GATHER_NANOS), () -> {
            armed = false;
            flush();
        });
    }

    private int nextFree() {
        for (int i = 0; i < links.size(); i++) {
            int candidate = (turn + i) % links.size();
            if (links.get(candidate).free()) {
                return candidate;
            }
        }
        return -1;
    }

    private void send(Link link, int count) {
        long first = sent;
        sent += count;
        List<Signed> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            batch.add(transactions.get());
        }
        recorder.sent(count);
        link.send(batch, (index, outcome) -> {
            recorder.ended(schedule.intended(first + index), timeline.nanos(), outcome);
            flush();
        });
    }
}
