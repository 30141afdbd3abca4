package io.quorate.node.runtime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Subject;
import java.util.function.Predicate;

/** The subjects whose certificates the replica holds: the verifiers check none of them twice. Bounded, thread-safe. */
final class CertifiedSubjects implements Observer, Predicate<Subject> {
    private static final int LIMIT = 8_192;

    private final Cache<Subject, Boolean> subjects =
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
    public boolean test(Subject subject) {
        return subjects.getIfPresent(subject) != null;
    }
}
