package io.quorate.node.p2p;

import io.quorate.protocol.types.PeerId;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Peers tell each other where peers listen, in signed records: at once when they connect, a peer's own record also on to
 * the others, and now and then to one at random. See network.md, Discovery.
 */
final class Exchange {
    private static final int SAMPLE = 32;

    private final OwnRecord own;
    private final PeerBook book;
    private final Runnable learnt;

    /** @param learnt told, on any thread, when the book has something new */
    Exchange(OwnRecord own, PeerBook book, Runnable learnt) {
        this.own = own;
        this.book = book;
        this.learnt = learnt;
    }

    /** What to tell a peer that has just connected, or whose turn it is. */
    List<PeerRecord> greeting(InetSocketAddress local) {
        own.used(local.getAddress());
        List<PeerRecord> records = new ArrayList<>();
        if (!own.current().addresses().isEmpty()) {
            records.add(own.current());
        }
        records.addAll(book.sample(SAMPLE));
        return records;
    }

    /**
     * Takes what a peer told.
     *
     * @return the peer's own record if it is news, which the others should have
     */
    List<PeerRecord> heard(PeerId from, boolean fromThisMachine, List<PeerRecord> records) {
        List<PeerRecord> passOn = new ArrayList<>();
        boolean news = false;
        for (PeerRecord record : records) {
            // what is local to another machine means nothing here
            boolean useful = fromThisMachine
                    || record.addresses().stream()
                            .noneMatch(address -> PeerBook.range(address).isEmpty());
            if (useful && book.learn(record)) {
                news = true;
                if (record.peer().equals(from)) {
                    passOn.add(record);
                }
            }
        }
        if (news) {
            learnt.run();
        }
        return passOn;
    }
}
