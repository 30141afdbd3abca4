package io.quorate.protocol.types;

import io.quorate.crypto.hash.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What executing a transaction gave. Its canonical bytes are the leaves of a block's receipts root. */
public sealed interface Receipt {
    /** The transaction. */
    TransactionId transaction();

    /** All operations applied; a result for each, encoded by the application. */
    record Ok(TransactionId transaction, List<byte[]> results) implements Receipt {
        @Override
        public String toString() {
            return "Ok[transaction=" + transaction + ", results="
                    + results.stream().map(HexFormat.of()::formatHex).toList() + "]";
        }
    }

    /** One operation failed, and nothing was changed. */
    record Failed(TransactionId transaction, int operation, String code, String message) implements Receipt {}

    /** The canonical form: id, then 0 and the results or 1 and the failure, every part length-prefixed, big-endian. */
    default byte[] toBytes() {
        if (this instanceof Ok ok) {
            int size = Hash.SIZE + 1 + Short.BYTES;
            for (byte[] result : ok.results()) {
                size += Integer.BYTES + result.length;
            }
            ByteBuffer out = ByteBuffer.allocate(size)
                    .put(transaction().hash().toBytes())
                    .put((byte) 0)
                    .putShort((short) ok.results().size());
            for (byte[] result : ok.results()) {
                out.putInt(result.length).put(result);
            }
            return out.array();
        }
        Failed failed = (Failed) this;
        byte[] code = failed.code().getBytes(StandardCharsets.UTF_8);
        byte[] message = failed.message().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Hash.SIZE + 1 + 3 * Integer.BYTES + code.length + message.length)
                .put(transaction().hash().toBytes())
                .put((byte) 1)
                .putInt(failed.operation())
                .putInt(code.length)
                .put(code)
                .putInt(message.length)
                .put(message)
                .array();
    }

    /**
     * Reads the canonical form.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    static Receipt fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        TransactionId transaction = new TransactionId(Hash.of(take(in, Hash.SIZE)));
        Receipt receipt;
        byte tag = take(in, 1)[0];
        if (tag == 0) {
            int count =
                    Short.toUnsignedInt(ByteBuffer.wrap(take(in, Short.BYTES)).getShort());
            List<byte[]> results = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                results.add(take(in, integer(in)));
            }
            receipt = new Ok(transaction, List.copyOf(results));
        } else if (tag == 1) {
            int operation = integer(in);
            String code = new String(take(in, integer(in)), StandardCharsets.UTF_8);
            receipt =
                    new Failed(transaction, operation, code, new String(take(in, integer(in)), StandardCharsets.UTF_8));
        } else {
            throw new IllegalArgumentException("a receipt is tagged 0 or 1, not " + tag);
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("a receipt has " + in.remaining() + " bytes left over");
        }
        return receipt;
    }

    private static int integer(ByteBuffer in) {
        return ByteBuffer.wrap(take(in, Integer.BYTES)).getInt();
    }

    private static byte[] take(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a receipt is cut short");
        }
        byte[] part = new byte[length];
        in.get(part);
        return part;
    }
}
