package io.quorate.protocol.replica;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.verify.Fault;
import io.quorate.protocol.verify.Verified;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a replica is fed between the beginning and the end of a step, timers apart: data, so that it can be written down and
 * fed again. Accepting a replica feeds it.
 */
public sealed interface Input extends Consumer<Replica> {
    /** A peer connected, with the validator key that it proved to hold. */
    record Connected(PeerId peer, Optional<PublicKey> validator) implements Input {
        @Override
        public void accept(Replica replica) {
            replica.onConnected(peer, validator);
        }
    }

    /** A peer is gone. */
    record Disconnected(PeerId peer) implements Input {
        @Override
        public void accept(Replica replica) {
            replica.onDisconnected(peer);
        }
    }

    /**
     * A peer's message that passed {@link Inbound}, and what is to be made of it.
     *
     * @param held whether the certificate that the message is about, or comes with, was held when it was checked, or the
     *     offence that it proves known
     */
    record Received(PeerId from, Message message, boolean held, Consumer<Replica> effect) implements Input {
        @Override
        public void accept(Replica replica) {
            effect.accept(replica);
        }
    }

    /** A peer's message that failed its check. */
    record Faulty(PeerId from, Fault fault, String reason) implements Input {
        @Override
        public void accept(Replica replica) {
            replica.onFault(from, fault, reason);
        }
    }

    /** Transactions of clients, taken in together: a block that has room for all of them holds all or none. */
    record Submitted(List<Verified<Transaction>> transactions) implements Input {
        /** Keeps a copy. */
        public Submitted {
            transactions = List.copyOf(transactions);
        }

        @Override
        public void accept(Replica replica) {
            replica.onSubmitted(transactions);
        }
    }
}
