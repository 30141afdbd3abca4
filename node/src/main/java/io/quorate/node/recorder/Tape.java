package io.quorate.node.recorder;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.codec.WireCodec;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.Timers;
import io.quorate.protocol.replica.Ports;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Listens at a replica's ports: keeps what the world answered in the step under way, and a digest of what the replica did.
 * Recording and replaying listen in the same way, so that the digests can be compared. Not thread-safe.
 */
final class Tape {
    private List<Entry> recovered = List.of();
    private final List<Signature> signatures = new ArrayList<>();
    private boolean journalFull;
    private int effects;
    private Optional<Message> encoded = Optional.empty();
    private int content;

    /** The same ports, listened to; what the journal gives back comes from {@code recover}. */
    Ports listen(Ports ports, Supplier<List<Entry>> recover) {
        return new Ports(
                network(ports.network()),
                timers(ports.timers()),
                ports.store(),
                journal(ports.journal(), recover),
                ports.application(),
                ports.signer().map(this::signer),
                ports.account().map(this::signer),
                ports.observer());
    }

    /** What a step that ends now heard; the next begins empty. */
    Step end(Step.Fed fed, Step.End end) {
        Step step =
                new Step(fed.time(), recovered, fed.inputs(), fed.timers(), List.copyOf(signatures), journalFull, end);
        clear();
        return step;
    }

    /** A step ended that nobody asks for. */
    void clear() {
        recovered = List.of();
        signatures.clear();
        journalFull = false;
        effects = 0;
        encoded = Optional.empty();
    }

    /** Digest of what was signed and sent in the step so far. */
    int effects() {
        return effects;
    }

    private void mark(int what) {
        effects = 31 * effects + what;
    }

    private Network network(Network network) {
        return new Network() {
            @Override
            public void send(PeerId peer, Message message) {
                mark(contentOf(message));
                mark(peer.text().hashCode());
                network.send(peer, message);
            }

            @Override
            public void broadcast(Message message) {
                mark(contentOf(message));
                network.broadcast(message);
            }

            @Override
            public void penalize(PeerId peer, Fault fault, String reason) {
                mark(fault.name().hashCode());
                mark(peer.text().hashCode());
                network.penalize(peer, fault, reason);
            }
        };
    }

    /** Of its bytes, which are the same in every virtual machine; often one message goes to many, one after the other. */
    private int contentOf(Message message) {
        if (encoded.filter(last -> last == message).isEmpty()) {
            content = Arrays.hashCode(WireCodec.encode(message));
            encoded = Optional.of(message);
        }
        return content;
    }

    private Timers timers(Timers timers) {
        return (timer, delay) -> {
            mark(timer.toString().hashCode());
            mark(Long.hashCode(delay.toMillis()));
            timers.arm(timer, delay);
        };
    }

    private Signer signer(Signer signer) {
        return new Signer() {
            @Override
            public PublicKey publicKey() {
                return signer.publicKey();
            }

            @Override
            public Signature sign(byte[] message) {
                mark(Arrays.hashCode(message));
                Signature signature = signer.sign(message);
                signatures.add(signature);
                return signature;
            }
        };
    }

    private SigningJournal journal(SigningJournal journal, Supplier<List<Entry>> recover) {
        return new SigningJournal() {
            @Override
            public List<Entry> recover() {
                recovered = recover.get();
                return recovered;
            }

            @Override
            public void append(Entry entry) {
                journal.append(entry);
            }

            @Override
            public void sync() {
                journal.sync();
            }

            @Override
            public boolean isFull() {
                journalFull = journal.isFull();
                return journalFull;
            }

            @Override
            public void replace(List<Entry> live) {
                journal.replace(live);
            }
        };
    }
}
