package io.quorate.client.genesis;

import java.util.List;

/** A genesis file does not say what it must. The message is one line with all that is wrong. */
public final class GenesisException extends RuntimeException {
    GenesisException(List<String> problems) {
        super(String.join("; ", problems));
    }

    GenesisException(String problem) {
        super(problem);
    }
}
