package io.quorate.node.p2p;

import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.types.ChainId;
import java.util.Optional;

/**
 * Who this node is to its peers.
 *
 * @param nodeKey names the node
 * @param chain the chain it follows; peers of another are refused
 * @param scheme the chain's signature scheme, in which validators prove themselves
 * @param validator signs for the validator that this node is, if it is one
 */
public record Identity(NodeKey nodeKey, ChainId chain, SignatureScheme scheme, Optional<Signer> validator) {}
