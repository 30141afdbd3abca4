package io.quorate.node.cli;

import io.quorate.crypto.keystore.Passphrase;
import io.quorate.node.config.OperatorException;
import io.quorate.node.config.PassphraseSource;
import java.io.Console;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The passphrase for one use of a keystore, or the decision to do without; wiped when closed. */
record Secret(Optional<Passphrase> passphrase) implements AutoCloseable {
    /**
     * From the file, else the environment, else from a prompt.
     *
     * @param plain whether the operator wants none
     * @param isNew whether to ask twice
     */
    static Secret obtain(boolean plain, Optional<Path> file, Terminal terminal, boolean isNew) {
        if (plain) {
            if (file.isPresent()) {
                throw OperatorException.usage(
                        "--no-passphrase and --passphrase-file contradict each other: give one of them");
            }
            return new Secret(Optional.empty());
        }
        Optional<Passphrase> given = PassphraseSource.read(file, terminal.environment());
        return new Secret(given.or(() -> Optional.of(ask(terminal, isNew))));
    }

    private static Passphrase ask(Terminal terminal, boolean isNew) {
        Optional<Console> found = Optional.ofNullable(System.console());
        if (!terminal.interactive() || found.isEmpty()) {
            throw OperatorException.usage("the key needs a passphrase: give --passphrase-file, set "
                    + PassphraseSource.VARIABLE + ", or say --no-passphrase for a development chain");
        }
        Console console = found.get();
        char[] first = read(console, "Passphrase: ");
        if (isNew) {
            char[] second = read(console, "Again: ");
            boolean same = Arrays.equals(first, second);
            Arrays.fill(second, '\0');
            if (!same) {
                throw OperatorException.usage("the two passphrases differ: try again");
            }
        }
        Passphrase passphrase = Passphrase.of(first);
        Arrays.fill(first, '\0');
        return passphrase;
    }

    private static char[] read(Console console, String prompt) {
        return Optional.ofNullable(console.readPassword(prompt))
                .orElseThrow(() -> OperatorException.usage("no passphrase was given"));
    }

    @Override
    public void close() {
        passphrase.ifPresent(Passphrase::wipe);
    }
}
