package io.quorate.protocol.gossip;

import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import java.util.ArrayList;
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
    private Optional<PeerId> asked = Optional.empty();
    private Height askedTo = Height.ZERO;
    private Height best = Height.ZERO;
    private Height delivered = Height.ZERO;
    private int deliveredBlocks;
    private long deliveredBytes;
    private boolean progress;
    private int idleTicks;
    private int turn;

    /** Speaks to {@code peers} through {@code network}. */
    public CatchUp(Peers peers, Network network) {
        this.peers = peers;
        this.network = network;
    }

    /** The height that peers claim to be at, if this replica is behind. */
    public Optional<Height> target(Height head) {
        return best.number() > head.number() + 1 ? Optional.of(best) : Optional.empty();
    }

    /** Looks where the peers are; asks, or asks another one if the last stalls. */
    public void onTick(Height head) {
        best = peers.all().stream()
                .map(peers::finalizedHeight)
                .max(Height::compareTo)
                .orElse(Height.ZERO);
        if (target(head).isEmpty()) {
            asked = Optional.empty();
            return;
        }
        idleTicks = progress ? 0 : idleTicks + 1;
        progress = false;
        if (asked.filter(peers::has).isEmpty() || idleTicks >= PATIENCE_TICKS) {
            askAnother(head);
        }
    }

    private void askAnother(Height head) {
        List<PeerId> ahead = new ArrayList<>(peers.all());
        ahead.removeIf(peer -> !peers.finalizedHeight(peer).isAfter(head));
        if (!ahead.isEmpty()) {
            turn++;
            idleTicks = 0;
            request(ahead.get(turn % ahead.size()), head.next());
        }
    }

    private void request(PeerId peer, Height from) {
        asked = Optional.of(peer);
        askedTo = from.plus(RANGE - 1);
        delivered = from.plus(-1);
        deliveredBlocks = 0;
        deliveredBytes = 0;
        network.send(peer, new Message.RangeRequest(from, RANGE));
    }

    /** Whether a block from this peer was asked for by height. */
    public boolean expects(PeerId peer, Block block) {
        return asked.filter(peer::equals).isPresent() && !block.height().isAfter(askedTo);
    }

    /** A block that was expected came, and the head is here now: asks for more once a request is served. */
    public void onDelivered(Block block, Height head) {
        progress = true;
        deliveredBlocks++;
        deliveredBytes += block.header().bodySize();
        delivered = block.height().isAfter(delivered) ? block.height() : delivered;
        boolean served = deliveredBlocks >= RANGE || deliveredBytes >= SERVED_BYTES;
        if (served && asked.isPresent() && delivered.number() - head.number() < AHEAD && best.isAfter(delivered)) {
            request(asked.get(), delivered.next());
        }
    }

    /** Serves a range: whole blocks in order, within the limits of a request. */
    public void serve(PeerId peer, Message.RangeRequest request, BlockStore store) {
        int bytes = 0;
        Height height = request.from();
        for (int i = 0; i < Math.min(request.count(), RANGE) && bytes < SERVED_BYTES; i++) {
            Optional<Block> block = store.block(height);
            if (block.isEmpty()) {
                return;
            }
            network.send(peer, new Message.Deliver(block.get(), store.finalization(height)));
            bytes += block.get().header().bodySize();
            height = height.next();
        }
    }
}
