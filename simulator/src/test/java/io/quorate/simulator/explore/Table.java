package io.quorate.simulator.explore;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Ledger;
import io.quorate.ledger.LedgerLimits;
import io.quorate.protocol.consensus.LeaderSchedule;
import io.quorate.protocol.replica.GenesisBlock;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockLimits;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.verify.VerifiedTransactions;
import io.quorate.protocol.verify.Verifier;
import io.quorate.simulator.scheme.SimulatedScheme;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What all seats share: one chain with all its keys. Seats are numbered in the order in which they lead. */
final class Table {
    static final SimulatedScheme SCHEME = new SimulatedScheme(1);

    final Genesis genesis;
    final Block root;
    final ValidatorSet set;
    final Verifier verifier;
    final Ledger ledger;
    private final List<Signer> signers = new ArrayList<>();
    private final LeaderSchedule schedule;

    Table(Duration epoch, long... powers) {
        List<Genesis.Member> members = new ArrayList<>();
        for (int i = 0; i < powers.length; i++) {
            Signer signer = SCHEME.named("validator " + i);
            signers.add(signer);
            members.add(new Genesis.Member(
                    "node " + i,
                    signer.publicKey(),
                    SCHEME.named("account " + i).publicKey(),
                    new VotingPower(powers[i])));
        }
        genesis = new Genesis(
                new ChainId(Sha256.hash("table".getBytes(StandardCharsets.UTF_8))),
                "table",
                true,
                new BlockTime(0),
                SCHEME.id(),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                epoch,
                1 << 20,
                1_000,
                members);
        ledger = Ledger.of(LedgerLimits.DEFAULTS, genesis, SCHEME, SCHEME);
        root = GenesisBlock.of(genesis, ledger).block();
        set = genesis.validators();
        schedule = LeaderSchedule.of(
                root.id().hash(),
                set.validators().stream().map(one -> one.leaderWeight()).toList());
        verifier = new Verifier(genesis.chain(), BlockLimits.of(genesis), SCHEME, SCHEME, VerifiedTransactions.NONE);
    }

    Signer signer(int validator) {
        return signers.get(validator);
    }

    /** Who leads a view of the first epoch. */
    int leader(long view) {
        return schedule.leader(new View(view)).number();
    }
}
