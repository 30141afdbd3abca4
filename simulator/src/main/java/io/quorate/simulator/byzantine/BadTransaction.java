package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Round;

/** Proposes blocks with a badly signed transaction: header, vote and the path to it prove it. */
final class BadTransaction extends SelfProvenProposer {
    @Override
    Block instead(Block block, Round round) {
        return Forgery.withBadTransaction(block, round.view().number());
    }
}
