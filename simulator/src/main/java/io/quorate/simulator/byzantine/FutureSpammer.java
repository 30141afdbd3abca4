package io.quorate.simulator.byzantine;

import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.View;

/** Votes, with good signatures, for views and epochs far ahead. */
final class FutureSpammer implements Adversary {
    private static final long[] STEPS = {1, 2, 10, 63, 64, 65, 1_000, 1L << 40};

    @Override
    public void onTick(Liar self) {
        for (int i = 0; i < 4; i++) {
            Round here = self.round();
            View view = here.view().plus(STEPS[self.chance().below(STEPS.length)]);
            Round there = new Round(here.epoch().plus(self.chance().below(4) == 0 ? 1 : 0), view);
            BlockId block =
                    new BlockId(Sha256.hash(new byte[] {(byte) self.chance().nextLong()}));
            Subject subject = switch (self.chance().below(3)) {
                case 0 -> Subject.nullify(there);
                case 1 -> Subject.notarize(there, view.plus(-1), block);
                default -> Subject.finalize(there, view.plus(-1), block);
            };
            self.sendToAll(new Message.CastVote(self.sign(subject)));
        }
    }
}
