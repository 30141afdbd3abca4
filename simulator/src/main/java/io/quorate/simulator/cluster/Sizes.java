package io.quorate.simulator.cluster;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Transaction;

/** How long a message is, about: enough for a narrow link. */
final class Sizes {
    private static final int ENVELOPE = 120;
    private static final int HEADER = 400;
    private static final int SIGNATURE = 64;

    private Sizes() {}

    static int of(Message message) {
        if (message instanceof Message.Propose propose) {
            return ENVELOPE + HEADER + Block.bodySize(propose.proposal().block().transactions());
        }
        if (message instanceof Message.Deliver deliver) {
            return ENVELOPE + HEADER + Block.bodySize(deliver.block().transactions());
        }
        if (message instanceof Message.Certify certify) {
            return ENVELOPE + SIGNATURE * certify.certificate().signatures().size();
        }
        if (message instanceof Message.Pass pass) {
            return ENVELOPE
                    + pass.transactions().stream().mapToInt(Transaction::size).sum();
        }
        return ENVELOPE;
    }
}
