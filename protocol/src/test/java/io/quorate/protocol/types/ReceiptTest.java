package io.quorate.protocol.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptTest {
    @Test
    void showsWhatTheApplicationAnsweredInHexadecimal() {
        TransactionId transaction = new TransactionId(Sha256.hash(new byte[0]));

        assertThat(new Receipt.Ok(transaction, List.of(new byte[] {1, (byte) 0xff}, new byte[0])))
                .hasToString("Ok[transaction=" + transaction + ", results=[01ff, ]]");
    }
}
