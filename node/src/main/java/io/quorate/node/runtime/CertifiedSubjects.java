package io.quorate.node.runtime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Subject;

/**
 * The subjects whose certificates the replica holds, and the offences that it knows: the verifiers check none of them
 * twice. Bounded, thread-safe.
 */
final class CertifiedSubjects implements Observer, Inbound.Held {
    private static final int LIMIT = 8_192;

    private final Cache<Subject, Boolean> subjects =
            Caffeine.newBuilder().maximumSize(LIMIT).executor(Runnable::run).build();

    private final Cache<Offence, Boolean> offences =
            Caffeine.newBuilder().maximumSize(LIMIT).executor(Runnable::run).build();

    @Override
    public void certified(Certificate certificate) {
        subjects.put(certificate.subject(), true);
    }

    /** A replica begins that may hold less. */
    void clear() {
        subjects.invalidateAll();
    }

    @Override
    public void known(Evidence evidence) {
        offences.put(Offence.of(evidence), true);
    }

    @Override
    public boolean holds(Subject subject) {
        return subjects.getIfPresent(subject) != null;
    }

    @Override
    public boolean knows(Evidence evidence) {
        return offences.getIfPresent(Offence.of(evidence)) != null;
    }
}
