package io.quorate.node.runtime;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.Signer;
import io.quorate.node.metrics.Levels;
import io.quorate.node.metrics.MetricsObserver;
import io.quorate.node.metrics.NodeMetrics;
import io.quorate.node.p2p.Traffic;
import io.quorate.protocol.codec.MessageKind;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.types.ValidatorSet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Hangs the metrics on a node's parts: an observer, and thin wrappers that count and time. */
final class Instrumentation implements AutoCloseable {
    private final NodeMetrics metrics;
    private final ValidatorNames names;
    private final Map<MessageKind, long[]> reported = new EnumMap<>(MessageKind.class);
    private final long[] transport = new long[2];
    private final long[] dropped = new long[2];

    Instrumentation(ValidatorNames names, Levels levels, Path disk) {
        this.names = names;
        this.metrics = new NodeMetrics(levels, disk);
    }

    /** A set votes from now on: what its members miss counts from zero. */
    void known(ValidatorSet set) {
        names.of(set).forEach(metrics::validatorKnown);
    }

    NodeMetrics metrics() {
        return metrics;
    }

    Observer observer() {
        return new MetricsObserver(metrics, System::nanoTime, InstantSource.system(), names);
    }

    /** The journal, with its syncs timed. */
    SigningJournal timed(SigningJournal journal) {
        return new SigningJournal() {
            private boolean dirty;

            @Override
            public List<Entry> recover() {
                return journal.recover();
            }

            @Override
            public void append(Entry entry) {
                dirty = true;
                journal.append(entry);
            }

            @Override
            public void sync() {
                if (dirty) {
                    long begin = System.nanoTime();
                    journal.sync();
                    metrics.synced(Duration.ofNanos(System.nanoTime() - begin));
                    dirty = false;
                }
            }

            @Override
            public boolean isFull() {
                return journal.isFull();
            }

            @Override
            public void replace(List<Entry> live) {
                journal.replace(live);
            }
        };
    }

    /** The scheme, with its verifications counted. */
    SignatureScheme counted(SignatureScheme scheme) {
        return new SignatureScheme() {
            @Override
            public String id() {
                return scheme.id();
            }

            @Override
            public int publicKeyLength() {
                return scheme.publicKeyLength();
            }

            @Override
            public int signatureLength() {
                return scheme.signatureLength();
            }

            @Override
            public int seedLength() {
                return scheme.seedLength();
            }

            @Override
            public boolean isCanonicalKey(PublicKey key) {
                return scheme.isCanonicalKey(key);
            }

            @Override
            public boolean verify(PublicKey key, byte[] message, Signature signature) {
                metrics.signaturesVerified(scheme.id(), 1);
                return scheme.verify(key, message, signature);
            }

            @Override
            public Signer signer(byte[] seed) {
                return scheme.signer(seed);
            }
        };
    }

    /** Adds what went over the network since the last call; from one thread. */
    void report(Traffic traffic) {
        for (MessageKind kind : MessageKind.values()) {
            long[] before = reported.computeIfAbsent(kind, k -> new long[2]);
            long[] now = {traffic.in(kind), traffic.out(kind)};
            metrics.networkBytes("in", kind.label(), now[0] - before[0]);
            metrics.networkBytes("out", kind.label(), now[1] - before[1]);
            reported.put(kind, now);
        }
        long[] now = {traffic.transportIn(), traffic.transportOut()};
        metrics.networkBytes("in", "transport", now[0] - transport[0]);
        metrics.networkBytes("out", "transport", now[1] - transport[1]);
        System.arraycopy(now, 0, transport, 0, 2);
    }

    /** Adds what the queues dropped since the last call, by their totals; from one thread. */
    void reportDropped(long byVerifiers, long byReplica) {
        metrics.messagesDropped("verifier", byVerifiers - dropped[0]);
        metrics.messagesDropped("replica", byReplica - dropped[1]);
        dropped[0] = byVerifiers;
        dropped[1] = byReplica;
    }

    @Override
    public void close() {
        metrics.close();
    }
}
