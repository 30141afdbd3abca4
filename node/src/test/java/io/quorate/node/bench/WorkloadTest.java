package io.quorate.node.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.node.bench.Workload.Shape;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private static final ChainId CHAIN = new ChainId(Sha256.hash("bench".getBytes(StandardCharsets.US_ASCII)));

    private static Workload workload(int valueBytes, int operations, int senders) {
        return new Workload(
                new Shape(valueBytes, operations), CHAIN, () -> new BlockTime(1_234), senders, new SecureRandom());
    }

    @Test
    void transactionsAreSignedForTheChainByTheSendersInTurn() {
        Workload workload = workload(32, 1, 3);
        Set<Object> senders = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            Signed signed = workload.get();
            Transaction transaction = Transaction.fromBytes(HexFormat.of().parseHex(signed.transaction()));
            assertThat(transaction.chain()).isEqualTo(CHAIN);
            assertThat(transaction.expiry()).isEqualTo(new BlockTime(1_234));
            assertThat(signed.id()).isEqualTo(transaction.id().toString());
            assertThat(SignatureSchemes.ed25519()
                            .verify(transaction.sender(), transaction.signingBytes(), transaction.signature()))
                    .isTrue();
            senders.add(transaction.sender());
            ids.add(signed.id());
        }
        assertThat(senders).hasSize(3);
        assertThat(ids).hasSize(30);
    }

    @Test
    void aSenderWritesOnlyKeysOfItsOwnAndBoundedlyMany() {
        Workload workload = workload(8, 10, 2);
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Transaction transaction = workload.transaction();
            String own = "bench/" + transaction.sender().toHex().substring(0, 16) + "/";
            assertThat(transaction.operations()).hasSize(10);
            for (byte[] bytes : transaction.operations()) {
                PutValue put = (PutValue) Operation.decode(bytes);
                assertThat(put.key()).startsWith(own);
                assertThat(put.value().length()).isEqualTo(8);
                keys.add(put.key());
            }
        }
        assertThat(keys).hasSize(2 * Workload.KEYS_A_SENDER);
    }

    @Test
    void whatBreaksALimitIsRefusedBeforeTheRun() {
        assertThatThrownBy(() -> workload(32 * 1024, 256, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> workload(32 * 1024 + 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRingGivesEveryTransactionOnceAlsoWhenItIsDrainedFasterThanItFills() {
        Workload workload = workload(32, 1, 1);
        Set<String> ids = new HashSet<>();
        try (SignedRing ring = SignedRing.start(workload, 8)) {
            for (int i = 0; i < 500; i++) {
                ids.add(ring.get().id());
            }
        }
        assertThat(ids).hasSize(500);
    }
}
