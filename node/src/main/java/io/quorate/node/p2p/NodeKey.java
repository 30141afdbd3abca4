package io.quorate.node.p2p;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.types.PeerId;

/** The Ed25519 key that names a node to its peers. It signs transport matters only, never votes. Thread-safe. */
public final class NodeKey {
    private final Signer signer;
    private final PeerId peerId;

    private NodeKey(Signer signer) {
        this.signer = signer;
        this.peerId = PeerIds.of(signer.publicKey());
    }

    /**
     * The key of a seed.
     *
     * @param seed 32 bytes
     * @throws IllegalArgumentException if it has another length
     */
    public static NodeKey of(byte[] seed) {
        return new NodeKey(SignatureSchemes.ed25519().signer(seed));
    }

    /** The id that peers know this node by. */
    public PeerId peerId() {
        return peerId;
    }

    /** The public half. */
    public PublicKey publicKey() {
        return signer.publicKey();
    }

    Signature sign(byte[] message) {
        return signer.sign(message);
    }

    @Override
    public String toString() {
        return "NodeKey(" + peerId + ")"; // never the secret
    }
}
