package io.quorate.protocol.gossip;

import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Fetches finalized blocks by height from peers that are ahead, and serves them to those behind. */
public final class CatchUp {
    /** How many blocks are asked for at a time. */
    private static final int RANGE = 64;

    /** How many bytes of bodies are served at a time: one request never holds up a vote for long. */
    private static final int SERVED_BYTES = 512 * 1024;

    /** Ticks without progress after which another peer is asked. */
    private static final int PATIENCE_TICKS = 4;

    /** How far ahead of the head blocks are asked for. */
    private static final int AHEAD = 4 * RANGE;

    private final Peers peers;
    private final Network network;
    private Optional<Request> request = Optional.empty();
    private Height best = Height.ZERO;
    private Height headAtTick = Height.ZERO;
    private int idleTicks;
    /** Who was asked last: the next turn is of who follows, whoever has come or gone since. */
    private Optional<PeerId> asked = Optional.empty();

    /** What was asked of one peer, and what came of it: each height once, and no more bytes than are served. */
    private static final class Request {
        private final PeerId peer;
        private final Height from;
        private final BitSet delivered = new BitSet(RANGE);
        private long bytes;

        Request(PeerId peer, Height from) {
            this.peer = peer;
            this.from = from;
        }

        boolean covers(Height height) {
            long offset = height.number() - from.number();
            return offset >= 0 && offset < RANGE && !delivered.get((int) offset) && !isServed();
        }

        void deliver(Block block) {
            delivered.set((int) (block.height().number() - from.number()));
            bytes += block.header().bodySize();
        }

        boolean isServed() {
            return delivered.cardinality() >= RANGE || bytes >= SERVED_BYTES;
        }

        /** The first height above all that came. */
        Height next() {
            return from.plus(delivered.length());
        }
    }

    /** Speaks to {@code peers} through {@code network}. */
    public CatchUp(Peers peers, Network network) {
        this.peers = peers;
        this.network = network;
    }

    /** The height that peers claim to be at, if this replica is behind. */
    public Optional<Height> target(Height head) {
        return best.number() - 1 > head.number() ? Optional.of(best) : Optional.empty();
    }

    /** Looks where the peers are; asks, or asks another one if the last stalls. */
    public void onTick(Height head) {
        best = peers.all().stream()
                .map(peers::finalizedHeight)
                .max(Height::compareTo)
                .orElse(Height.ZERO);
        if (target(head).isEmpty()) {
            request = Optional.empty();
            return;
        }
        // Progress is what became final here, not what a peer sends.
        idleTicks = head.isAfter(headAtTick) ? 0 : idleTicks + 1;
        headAtTick = head;
        if (request.filter(current -> peers.has(current.peer)).isEmpty() || idleTicks >= PATIENCE_TICKS) {
            askAnother(head);
        }
    }

    private void askAnother(Height head) {
        List<PeerId> ahead = new ArrayList<>(peers.all());
        ahead.removeIf(peer -> !peers.finalizedHeight(peer).isAfter(head));
        if (!ahead.isEmpty()) {
            idleTicks = 0;
            PeerId next = ahead.stream()
                    .filter(peer ->
                            asked.filter(last -> peer.compareTo(last) > 0).isPresent())
                    .findFirst()
                    .orElse(ahead.get(0));
            ask(next, head.next());
        }
    }

    private void ask(PeerId peer, Height from) {
        asked = Optional.of(peer);
        request = Optional.of(new Request(peer, from));
        network.send(peer, new Message.RangeRequest(from, RANGE));
    }

    /** Whether a block from this peer was asked for by height. */
    public boolean expects(PeerId peer, Block block) {
        return request.filter(current -> current.peer.equals(peer) && current.covers(block.height()))
                .isPresent();
    }

    /** A block that was expected came, and the head is here now: asks for more once a request is served. */
    public void onDelivered(Block block, Height head) {
        request.filter(current -> current.covers(block.height())).ifPresent(current -> {
            current.deliver(block);
            Height next = current.next();
            if (current.isServed() && next.number() - head.number() <= AHEAD && !next.isAfter(best)) {
                ask(current.peer, next);
            }
        });
    }

    /** Serves a range: whole blocks in order, within the limits of a request. The bytes of their bodies come back. */
    public int serve(PeerId peer, Message.RangeRequest asked, BlockStore store) {
        int bytes = 0;
        Height height = asked.from();
        for (int i = 0; i < Math.min(asked.count(), RANGE) && bytes < SERVED_BYTES; i++) {
            Optional<Block> block = store.block(height);
            if (block.isEmpty()) {
                break;
            }
            network.send(peer, new Message.Deliver(block.get(), store.finalization(height)));
            bytes += block.get().header().bodySize();
            height = height.next();
        }
        return bytes;
    }
}
