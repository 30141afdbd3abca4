package io.quorate.node.p2p;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.PeerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first frame of each side, big-endian; the version comes first for ever, so that any two versions can tell:
 *
 * <pre>
 *   version 4 | chain id 32 | instance 8 | listen port 2 | software 1+n | name 1+n | validator key 2+n | proof 2+n
 * </pre>
 *
 * @param version of the wire protocol
 * @param chain the hash of the genesis
 * @param instance chosen at random by each start of a node: tells a restarted peer from a second connection
 * @param listenPort where the node takes connections, 1 to 65535
 * @param software name and version, printable, at most 64 characters
 * @param name the operator's name for the node, printable, at most 64 characters
 * @param validator which validator it is, if it is one
 */
record Hello(
        int version,
        ChainId chain,
        long instance,
        int listenPort,
        String software,
        String name,
        Optional<ValidatorProof> validator) {
    static final int VERSION = 1;
    static final int MAX_TEXT = 64;
    static final int MAX_BYTES =
            4 + Hash.SIZE + 8 + 2 + 2 * (1 + MAX_TEXT) + 4 + PublicKey.MAX_BYTES + Signature.MAX_BYTES;

    private static final byte[] DOMAIN = "quorate.validator.peer.v1\0".getBytes(StandardCharsets.US_ASCII);

    /** A validator's word that it is reached at a peer: its signature over domain tag, chain id and peer id. */
    record ValidatorProof(PublicKey key, Signature signature) {}

    static Hello of(Identity own, long instance, int listenPort, String software, String name) {
        return new Hello(
                VERSION,
                own.chain(),
                instance,
                listenPort,
                Text.printable(software, MAX_TEXT - 3),
                Text.printable(name, MAX_TEXT - 3),
                own.validator()
                        .map(signer -> new ValidatorProof(
                                signer.publicKey(),
                                signer.sign(proven(own.chain(), own.nodeKey().peerId())))));
    }

    /** Why a node refuses the peer that said this, if it must. */
    Optional<Refusal> refusal(Identity own, PeerId peer) {
        if (version != VERSION) {
            return Optional.of(
                    new Refusal(Refusal.Cause.VERSION, "protocol version " + version + " meets version " + VERSION));
        }
        if (!chain.equals(own.chain())) {
            return Optional.of(new Refusal(
                    Refusal.Cause.CHAIN,
                    "genesis " + chain.shortHex() + " meets genesis "
                            + own.chain().shortHex() + ": these are different chains"));
        }
        if (validator.isPresent()
                && !own.scheme()
                        .verify(
                                validator.get().key(),
                                proven(chain, peer),
                                validator.get().signature())) {
            return Optional.of(new Refusal(Refusal.Cause.OTHER, "the validator key does not vouch for the peer id"));
        }
        return Optional.empty();
    }

    private static byte[] proven(ChainId chain, PeerId peer) {
        byte[] id = peer.text().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(DOMAIN.length + Hash.SIZE + id.length)
                .put(DOMAIN)
                .put(chain.hash().toBytes())
                .put(id)
                .array();
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        out.putInt(version).put(chain.hash().toBytes()).putLong(instance).putShort((short) listenPort);
        putText(out, software);
        putText(out, name);
        putLong(out, validator.map(proof -> proof.key().toBytes()));
        putLong(out, validator.map(proof -> proof.signature().toBytes()));
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static void putText(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.put((byte) bytes.length).put(bytes);
    }

    private static void putLong(ByteBuffer out, Optional<byte[]> bytes) {
        out.putShort((short) bytes.map(b -> b.length).orElse(0).intValue());
        bytes.ifPresent(out::put);
    }

    /**
     * Reads a hello; of another version only the version and the chain.
     *
     * @throws IllegalArgumentException with a reason, for any bytes that are none
     */
    static Hello decode(byte[] bytes) {
        Fields in = new Fields(bytes);
        int version = in.int32();
        ChainId chain = new ChainId(Hash.of(in.bytes(Hash.SIZE)));
        if (version != VERSION) {
            return new Hello(version, chain, 0, 0, "", "", Optional.empty());
        }
        long instance = in.int64();
        int port = in.uint16();
        String software = in.text(MAX_TEXT);
        String name = in.text(MAX_TEXT);
        byte[] key = in.bytes(in.uint16());
        byte[] signature = in.bytes(in.uint16());
        in.end();
        if ((key.length == 0) != (signature.length == 0)) {
            throw new IllegalArgumentException("a validator key without its proof");
        }
        Optional<ValidatorProof> proof = key.length == 0
                ? Optional.empty()
                : Optional.of(new ValidatorProof(PublicKey.of(key), Signature.of(signature)));
        return new Hello(version, chain, instance, port, software, name, proof);
    }
}
