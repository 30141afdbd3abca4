package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Round;

/** Proposes blocks over a limit of genesis, by their count or by their size: header and vote prove it. */
final class OverLimit extends SelfProvenProposer {
    @Override
    Block instead(Block block, Round round) {
        return Forgery.overLimit(block, round.view().number() % 2 == 0);
    }
}
