package io.quorate.simulator.explore;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Ledger;
import io.quorate.ledger.LedgerLimits;
import io.quorate.protocol.consensus.LeaderSchedule;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.BlockStore.Commit;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.replica.GenesisBlock;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.verify.Verifier;
import io.quorate.simulator.cluster.SharedGenesis;
import io.quorate.simulator.scheme.SimulatedScheme;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What all seats share: one chain with all its keys. Seats are numbered in the order in which they lead. */
final class Table {
    static final int VALIDATORS = 4;
    static final SimulatedScheme SCHEME = new SimulatedScheme(1);

    final Genesis genesis;
    final Block root;
    final ValidatorSet set;
    private final ReadableState state;
    final Verifier verifier;
    final Application ledger;
    private final List<Signer> signers = new ArrayList<>();
    private final LeaderSchedule schedule;

    Table(Duration epoch, List<Long> powers) {
        List<Genesis.Member> members = new ArrayList<>();
        for (int i = 0; i < powers.size(); i++) {
            Signer signer = SCHEME.named("validator " + i);
            signers.add(signer);
            members.add(new Genesis.Member(
                    "node " + i,
                    signer.publicKey(),
                    SCHEME.named("account " + i).publicKey(),
                    new VotingPower(powers.get(i))));
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
        ledger = new SharedGenesis(Ledger.of(LedgerLimits.DEFAULTS, genesis, SCHEME, SCHEME), genesis);
        Commit commit = GenesisBlock.of(genesis, ledger);
        root = commit.block();
        state = commit.changes().over(key -> Optional.empty());
        set = genesis.validators();
        schedule = LeaderSchedule.of(root.id().hash(), weights(set));
        verifier = Verifier.of(genesis, SCHEME, SCHEME);
    }

    Signer signer(int validator) {
        return signers.get(validator);
    }

    /** A first block, empty and as good as any, by whoever leads a view of the first epoch. */
    Made make(BlockTime time, int proposer) {
        return make(root, state, time, proposer);
    }

    /** An empty block of the first epoch on an empty block that is on the first one. */
    Made makeOn(Block parent, BlockTime time, int proposer) {
        BlockHeader header = parent.header();
        Application.Execution execution =
                execute(root, state, header.time(), header.proposer().number());
        return make(parent, execution.changes().over(state), time, proposer);
    }

    private Application.Execution execute(Block parent, ReadableState before, BlockTime time, int proposer) {
        return (Application.Execution) ledger.execute(
                before,
                new Application.BlockContext(
                        parent.height().next(), new Epoch(1), time, set, new ValidatorIndex(proposer), isLastAt(time)),
                List.of());
    }

    private boolean isLastAt(BlockTime time) {
        return time.millis() - root.header().time().millis()
                >= genesis.epochDuration().toMillis();
    }

    private Made make(Block parent, ReadableState before, BlockTime time, int proposer) {
        Application.Execution execution = execute(parent, before, time, proposer);
        Block block = Block.of(
                new BlockHeader(
                        BlockHeader.VERSION,
                        genesis.chain(),
                        new Epoch(1),
                        parent.height().next(),
                        parent.id(),
                        new ValidatorIndex(proposer),
                        time,
                        0,
                        0,
                        root.header().transactionsRoot(),
                        root.header().receiptsRoot(),
                        execution.stateRoot(),
                        set.hash(),
                        execution.next().hash()),
                List.of());
        return new Made(block, execution.next());
    }

    /** A block, and the set of the epoch that begins with it if it is the last of its own. */
    record Made(Block block, ValidatorSet next) {
        /** Who leads a view of the epoch that begins with it. */
        int leader(long view) {
            return LeaderSchedule.of(block.id().hash(), weights(next))
                    .leader(new View(view))
                    .number();
        }
    }

    private static List<Long> weights(ValidatorSet of) {
        return of.validators().stream().map(one -> one.leaderWeight()).toList();
    }

    /** Who leads a view of the first epoch. */
    int leader(long view) {
        return schedule.leader(new View(view)).number();
    }
}
