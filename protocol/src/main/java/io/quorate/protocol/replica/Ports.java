package io.quorate.protocol.replica;

import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.port.Timers;
import java.util.Optional;

/**
 * All that a replica reaches the world through.
 *
 * @param signer the key of its votes; empty for a full node
 * @param account the key that signs its own transactions; empty if it submits no evidence
 */
public record Ports(
        Network network,
        Timers timers,
        BlockStore store,
        SigningJournal journal,
        Application application,
        Optional<Signer> signer,
        Optional<Signer> account,
        Observer observer) {}
