package io.quorate.simulator.check;

import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import java.time.Duration;

/** In which epoch each block of a chain must be, told from the times of those before it alone. */
final class Epochs {
    private final Duration duration;
    private Epoch current = Epoch.ZERO.next();
    private BlockTime began;
    private BlockTime last;

    Epochs(Genesis genesis) {
        this.duration = genesis.epochDuration();
        this.began = genesis.time();
        this.last = genesis.time();
    }

    /** The next block of the chain; the epoch that it must be in. */
    Epoch next(BlockHeader header) {
        // consensus.md, Epochs: none follows an epoch's last block in its epoch
        boolean ended = !began.plus(duration).isAfter(last);
        if (ended) {
            began = last;
            current = current.next();
        }
        last = header.time();
        return current;
    }
}
