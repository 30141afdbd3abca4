package io.quorate.protocol.verify;

/**
 * A value whose signatures and shape were checked. Only {@link Verifier} makes one from a peer's bytes; a replica vouches
 * for what it signed or checked before it stored it.
 */
public final class Verified<T> {
    private final T value;

    private Verified(T value) {
        this.value = value;
    }

    /** For {@link Verifier}, and for what a replica signed itself or read back from its own checked storage. */
    public static <T> Verified<T> vouchedFor(T value) {
        return new Verified<>(value);
    }

    /** The value. */
    public T value() {
        return value;
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
