package io.quorate.node.p2p;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.PeerId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a peer says that it listens, signed by its node key. A later one, by its number, replaces an earlier.
 *
 * <pre>
 *   node key 32 | number 8 | count 1 | count x (length 1 | address text without peer id) | signature 64
 *   signed: "quorate.node.record.v1\0" | chain id 32 | all but the signature
 * </pre>
 */
record PeerRecord(PublicKey nodeKey, long number, List<Multiaddr> addresses, Signature signature) {
    static final int MAX_ADDRESSES = 4;
    static final int MAX_RECORDS = 64;
    private static final int MAX_ADDRESS_TEXT = 255;
    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;
    static final int MAX_RECORD_BYTES = KEY_BYTES + 8 + 1 + MAX_ADDRESSES * (1 + MAX_ADDRESS_TEXT) + SIGNATURE_BYTES;
    static final int MAX_LIST_BYTES = 32 * 1024;

    private static final byte[] DOMAIN = "quorate.node.record.v1\0".getBytes(StandardCharsets.US_ASCII);

    PeerRecord {
        addresses = List.copyOf(addresses);
    }

    static PeerRecord sign(NodeKey key, ChainId chain, long number, List<Multiaddr> addresses) {
        List<Multiaddr> own = addresses.stream()
                .filter(address -> bare(address).length <= MAX_ADDRESS_TEXT)
                .limit(MAX_ADDRESSES)
                .map(address -> address.withPeer(key.peerId()))
                .toList();
        Signature signature = key.sign(signed(chain, body(key.publicKey(), number, own)));
        return new PeerRecord(key.publicKey(), number, own, signature);
    }

    PeerId peer() {
        return PeerIds.of(nodeKey);
    }

    boolean isSignedFor(ChainId chain) {
        return SignatureSchemes.ed25519().verify(nodeKey, signed(chain, body(nodeKey, number, addresses)), signature);
    }

    /** As many of the records as fit a frame, from the first on. */
    static byte[] encode(List<PeerRecord> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int count = 0;
        for (PeerRecord record : records) {
            if (count++ == MAX_RECORDS || out.size() + MAX_RECORD_BYTES > MAX_LIST_BYTES) {
                break;
            }
            out.writeBytes(record.encoded());
        }
        return out.toByteArray();
    }

    byte[] encoded() {
        byte[] body = body(nodeKey, number, addresses);
        return ByteBuffer.allocate(body.length + SIGNATURE_BYTES)
                .put(body)
                .put(signature.toBytes())
                .array();
    }

    /**
     * Reads records; their signatures are not checked.
     *
     * @throws IllegalArgumentException for any bytes that are none
     */
    static List<PeerRecord> decode(byte[] bytes) {
        Fields in = new Fields(bytes);
        List<PeerRecord> records = new ArrayList<>();
        while (in.more()) {
            if (records.size() == MAX_RECORDS) {
                throw new IllegalArgumentException("more than " + MAX_RECORDS + " peer records");
            }
            records.add(decode(in));
        }
        return records;
    }

    /** Reads the next one, as {@link #decode(byte[])} does. */
    static PeerRecord decode(Fields in) {
        PublicKey key = PublicKey.of(in.bytes(KEY_BYTES));
        PeerId peer = PeerIds.of(key);
        long number = in.int64();
        int count = in.uint8();
        if (count > MAX_ADDRESSES) {
            throw new IllegalArgumentException("a peer record of " + count + " addresses");
        }
        List<Multiaddr> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Multiaddr address = Multiaddr.parse(in.text(MAX_ADDRESS_TEXT));
            if (address.peer().isPresent()) {
                throw new IllegalArgumentException("a peer record repeats its peer id");
            }
            addresses.add(address.withPeer(peer));
        }
        return new PeerRecord(key, number, addresses, Signature.of(in.bytes(SIGNATURE_BYTES)));
    }

    private static byte[] signed(ChainId chain, byte[] body) {
        return ByteBuffer.allocate(DOMAIN.length + Hash.SIZE + body.length)
                .put(DOMAIN)
                .put(chain.hash().toBytes())
                .put(body)
                .array();
    }

    private static byte[] body(PublicKey key, long number, List<Multiaddr> addresses) {
        ByteBuffer out = ByteBuffer.allocate(MAX_RECORD_BYTES);
        out.put(key.toBytes()).putLong(number).put((byte) addresses.size());
        for (Multiaddr address : addresses) {
            byte[] text = bare(address);
            out.put((byte) text.length).put(text);
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static byte[] bare(Multiaddr address) {
        return new Multiaddr(address.protocol(), address.host(), address.port(), java.util.Optional.empty())
                .toString()
                .getBytes(StandardCharsets.US_ASCII);
    }
}
