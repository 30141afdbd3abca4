package io.quorate.node.runtime;

import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import java.util.List;
import java.util.Optional;

/** Tells those who wait for transactions. */
record FinalityObserver(Finality finality) implements Observer {
    @Override
    public void finalized(
            Round round,
            Block block,
            List<Receipt> receipts,
            List<Application.Event> events,
            Optional<Certificate> certificate) {
        finality.onFinal(block, receipts);
    }
}
