package io.quorate.node.config;

import io.quorate.client.text.Nearest;
import io.quorate.protocol.types.Genesis;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The chains that come with the node, all of them for development; their files are in {@code config/chains}. */
public final class Chains {
    /** {@code dev} is alice alone, {@code local} alice, bob and charlie, {@code local4} with dave. */
    public static final List<String> NAMES = List.of("dev", "local", "local4");

    private Chains() {}

    /**
     * The chain of a name, else of a genesis file.
     *
     * @throws OperatorException if it is neither, or with all that is wrong in the file
     */
    public static Genesis load(String nameOrFile) {
        if (NAMES.contains(nameOrFile)) {
            return GenesisFile.parse(bytes(nameOrFile), "chain " + nameOrFile);
        }
        if (!nameOrFile.contains("/") && !nameOrFile.contains(".")) {
            throw OperatorException.usage("there is no chain \"" + nameOrFile + "\"; " + Nearest.hint(nameOrFile, NAMES)
                    + " (or give the path of a genesis file)");
        }
        return GenesisFile.read(Path.of(nameOrFile));
    }

    /** The bytes of a chain's file, by its name. */
    public static byte[] bytes(String name) {
        try (InputStream in = Chains.class.getResourceAsStream("chains/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the chain " + name + " is missing in the program");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
