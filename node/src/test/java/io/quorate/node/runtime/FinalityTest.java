package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.node.config.Chains;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.BlockStore.Location;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorIndex;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** consensus.md, Invariants: what was acknowledged to a client is there after a crash. */
class FinalityTest {
    private static final Transaction TRANSACTION = transaction();
    private static final Block BLOCK = block();
    private static final List<Receipt> RECEIPTS = List.of(new Receipt.Ok(TRANSACTION.id(), List.of()));

    private static Transaction transaction() {
        Signer signer = SignatureSchemes.ed25519().signer(new byte[32]);
        Transaction.Draft draft = new Transaction.Draft(
                Chains.load("dev").chain(),
                signer.publicKey(),
                new Transaction.Salt(1, 2),
                new BlockTime(1_000),
                List.of(new byte[] {1}));
        return draft.signed(signer.sign(draft.signingBytes()));
    }

    private static Block block() {
        return Block.of(
                new BlockHeader(
                        BlockHeader.VERSION,
                        Chains.load("dev").chain(),
                        new Epoch(1),
                        new Height(1),
                        new BlockId(Hash.ZERO),
                        new ValidatorIndex(0),
                        new BlockTime(500),
                        1,
                        TRANSACTION.size(),
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO),
                List.of(TRANSACTION));
    }

    /** A store in which the block can be read, committed a moment ago and not yet synced. */
    private static BlockStore store() {
        return (BlockStore) Proxy.newProxyInstance(
                FinalityTest.class.getClassLoader(),
                new Class<?>[] {BlockStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "head" -> Optional.empty();
                    case "locate" -> Optional.of(new Location(new Height(1), 0));
                    case "block" -> Optional.of(BLOCK);
                    case "receipts" -> Optional.of(RECEIPTS);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private final Finality finality = new Finality(store(), Runnable::run);
    private final TransactionId id = TRANSACTION.id();

    @Test
    void whatIsReadableButNotDurableIsAcknowledgedToNobody() {
        assertThat(finality.find(id)).isEmpty();
        assertThat(finality.when(id)).isNotDone();
    }

    @Test
    void whoWaitsIsToldOnceItIsDurable() {
        CompletableFuture<NodeService.FinalTransaction> waiting = finality.when(id);

        finality.onFinal(BLOCK, RECEIPTS);

        assertThat(waiting).isCompletedWithValueMatching(found -> found.height().equals(new Height(1)));
    }

    @Test
    void noThreadIsWokenWhileNobodyListens() {
        AtomicInteger woken = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        AtomicBoolean wanted = new AtomicBoolean();
        Finality counted = new Finality(store(), task -> {
            woken.incrementAndGet();
            task.run();
        });
        counted.listen(wanted::get, told::incrementAndGet);

        counted.onFinal(BLOCK, RECEIPTS);
        assertThat(woken).hasValue(0);
        wanted.set(true);
        counted.onFinal(BLOCK, RECEIPTS);

        assertThat(woken).hasValue(1);
        assertThat(told).hasValue(1);
    }

    @Test
    void whoAsksAfterwardsIsToldAtOnce() {
        finality.onFinal(BLOCK, RECEIPTS);

        assertThat(finality.when(id)).isDone();
        assertThat(finality.find(id)).isPresent();
    }
}
