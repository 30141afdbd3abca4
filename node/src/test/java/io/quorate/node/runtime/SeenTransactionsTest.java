package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Transaction;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeenTransactionsTest {
    private static final Signer SIGNER = SignatureSchemes.ed25519().signer(new byte[32]);

    private static Transaction transaction(int number) {
        Transaction.Draft draft = new Transaction.Draft(
                new ChainId(Sha256.hash(new byte[] {1})),
                SIGNER.publicKey(),
                new Transaction.Salt(0, number),
                new BlockTime(1_000),
                List.of(new byte[] {1}));
        return draft.signed(SIGNER.sign(draft.signingBytes()));
    }

    @Test
    void whatWasSeenIsKnownAndNothingElse() {
        SeenTransactions seen = new SeenTransactions(1 << 20);
        seen.add(transaction(1));

        assertThat(seen.contains(transaction(1))).isTrue();
        assertThat(seen.contains(transaction(2))).isFalse();
    }

    @Test
    void anotherSignatureUnderAKnownIdIsNotKnown() {
        SeenTransactions seen = new SeenTransactions(1 << 20);
        seen.add(transaction(1));
        byte[] bytes = transaction(1).bytes();
        bytes[bytes.length - 1] ^= 1;

        Transaction forged = Transaction.fromBytes(bytes);

        assertThat(forged.id()).isEqualTo(transaction(1).id());
        assertThat(seen.contains(forged)).isFalse();
    }

    @Test
    void theNewestHalfIsKnownHoweverOftenOlderOnesWereAskedFor() {
        SeenTransactions seen = new SeenTransactions(64 << 10);
        List<Transaction> all = IntStream.range(0, 500)
                .mapToObj(SeenTransactionsTest::transaction)
                .toList();
        for (Transaction transaction : all) {
            seen.add(transaction);
            seen.contains(all.get(0));
        }

        int half = (32 << 10) / (768 + all.get(0).size());
        assertThat(all.subList(all.size() - half, all.size())).allMatch(seen::contains);
        assertThat(all.stream().filter(seen::contains).count()).isLessThanOrEqualTo(2L * half + 2);
    }

    @Test
    void oneSeenTwiceCountsOnce() {
        SeenTransactions seen = new SeenTransactions(64 << 10);
        seen.add(transaction(1));
        for (int i = 0; i < 1_000; i++) {
            seen.add(transaction(2));
        }

        assertThat(seen.contains(transaction(1))).isTrue();
    }
}
