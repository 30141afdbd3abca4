package io.quorate.ledger;

import io.quorate.ledger.Operation.Leave;
import io.quorate.ledger.Operation.SubmitEvidence;
import io.quorate.ledger.Operation.Unjail;
import io.quorate.protocol.types.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A chain of few validators and accounts that ask for anything at all, and are accused; most of it is refused. */
final class RandomStaking {
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "u", "v", "w", "x", "y", "z");

    private final Random random;
    private final StakingChain chain;
    private int grants;
    private int keys;

    RandomStaking(Random random) {
        this.random = random;
        this.chain = StakingChain.of(
                StakingChain.allotting(1 + random.nextInt(40), "u", "v", "w", "x"),
                random.longs(1 + random.nextInt(5), 1, 60).toArray());
    }

    StakingChain chain() {
        return chain;
    }

    /** A step: the end of an epoch now and then, or else what somebody asks for. */
    void step() {
        if (random.nextInt(5) == 0) {
            chain.endEpoch();
        } else {
            act();
        }
    }

    /** What somebody asks for, in a block or a few. */
    void act() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        switch (random.nextInt(7)) {
            case 0, 1 -> chain.apply(name, StakingChain.join(name));
            case 2 -> chain.apply(name, new Leave());
            case 3 -> chain.apply(name, new Unjail());
            case 4 ->
                chain.apply(
                        name,
                        StakingChain.rotation(
                                name, StakingChain.votes(name), StakingChain.votes(name + " key " + keys++)));
            case 5 -> {
                grants++;
                int amount = 1 + random.nextInt(30);
                for (String signer : NAMES) {
                    chain.apply(signer, StakingChain.grant(grants % 100, name, amount));
                }
            }
            default -> accuse();
        }
    }

    private void accuse() {
        Epoch epoch = new Epoch(1 + random.nextInt(Math.toIntExact(chain.epoch().number())));
        for (String name : NAMES) {
            if (chain.set(epoch).indexOf(StakingChain.votes(name).publicKey()).isPresent() && random.nextInt(6) == 0) {
                chain.apply(
                        "whoever",
                        new SubmitEvidence(
                                random.nextInt(3) == 0
                                        ? chain.equivocation(name, epoch, 1 + random.nextInt(9))
                                        : chain.invalidProposal(name, epoch, 1 + random.nextInt(9))));
            }
        }
    }

    /** The state root and the set after each step of a seed, and the receipts' and events' hash. */
    static List<String> fingerprint(long seed, int steps) {
        RandomStaking staking = new RandomStaking(new Random(seed));
        List<String> lines = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            staking.step();
            lines.add(staking.chain.root().toHex() + " " + staking.chain.set().hash());
        }
        lines.add(staking.chain.history().toHex());
        return lines;
    }
}
