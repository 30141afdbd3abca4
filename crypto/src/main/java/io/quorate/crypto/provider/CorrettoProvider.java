package io.quorate.crypto.provider;

import java.security.Provider;
import java.util.Optional;

/**
 * The Amazon Corretto Crypto Provider, which is native code (AWS-LC) and not there on every machine. It is used as an
 * object and never installed, so that nothing else in the process changes. Thread-safe.
 */
public final class CorrettoProvider {
    private static final String CLASS = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";
    private static final Optional<Provider> LOADED = load();

    private CorrettoProvider() {}

    /** The provider, if its native library loads here. */
    public static Optional<Provider> get() {
        return LOADED;
    }

    private static Optional<Provider> load() {
        try {
            return Optional.of(Class.forName(CLASS)
                    .asSubclass(Provider.class)
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // Not on this platform: slower, but not wrong.
            return Optional.empty();
        }
    }
}
