package io.quorate.simulator.byzantine;

import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import java.util.List;
import java.util.function.Consumer;

/** Tells of a height and a round that it has not, serves nothing, and asks for everything. */
final class Braggart implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (message instanceof Message.Report report) {
            Status status = report.status();
            Round ahead =
                    new Round(status.round().epoch(), status.round().view().plus(40));
            out.accept(new Message.Report(new Status(
                    ahead, status.finalizedHeight().plus(50), ahead, List.of(), Signers.none(self.nodes()))));
        } else if (!(message instanceof Message.Deliver)) {
            out.accept(message);
        }
    }

    @Override
    public void onTick(Liar self) {
        for (int i = 0; i < 2; i++) {
            self.sendToAll(new Message.VoteRequest(self.round()));
            self.sendToAll(new Message.BlockRequest(
                    new BlockId(Sha256.hash(new byte[] {(byte) self.chance().nextLong()}))));
            self.sendToAll(new Message.RangeRequest(Height.ZERO.next(), 64));
        }
    }
}
