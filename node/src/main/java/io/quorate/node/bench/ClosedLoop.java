package io.quorate.node.bench;

import java.util.List;
import java.util.function.Supplier;

/** Clients that each send a transaction, wait until it is final, and send the next. Each stays with one node. */
final class ClosedLoop implements Load {
    /** How long a client rests after a failure: a node that is down or full is not to be stormed. */
    static final long REST_NANOS = 50_000_000;

    /** What lies between the first transactions of two clients, so that they do not all connect at once. */
    static final long STAGGER_NANOS = 200_000;

    private final Timeline timeline;
    private final List<Link> links;
    private final Supplier<Signed> transactions;
    private final Recorder recorder;
    private final int clients;
    private boolean stopped;

    ClosedLoop(Timeline timeline, List<Link> links, Supplier<Signed> transactions, Recorder recorder, int clients) {
        this.timeline = timeline;
        this.links = List.copyOf(links);
        this.transactions = transactions;
        this.recorder = recorder;
        this.clients = clients;
    }

    @Override
    public void start() {
        long now = timeline.nanos();
        for (int client = 0; client < clients; client++) {
            Link link = links.get(client % links.size());
            timeline.at(now + client * STAGGER_NANOS, () -> next(link));
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long unsent() {
        return 0;
    }

    private void next(Link link) {
        if (stopped) {
            return;
        }
        long begun = timeline.nanos();
        recorder.sent(1);
        link.send(List.of(transactions.get()), (index, outcome) -> {
            long now = timeline.nanos();
            recorder.ended(begun, now, outcome);
            if (outcome instanceof Outcome.Final) {
                next(link);
            } else {
                timeline.at(now + REST_NANOS, () -> next(link));
            }
        });
    }
}
