package io.quorate.node.cli;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.VotingPower;

/** The public development keys as validators of a genesis. */
final class DevelopmentMembers {
    /** Of each. */
    static final long STAKE = 100;

    private DevelopmentMembers() {}

    static Genesis.Member of(DevelopmentKeys keys) {
        return new Genesis.Member(
                keys.id(), keys.validator().publicKey(), keys.account().publicKey(), new VotingPower(STAKE));
    }
}
