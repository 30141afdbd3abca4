package io.quorate.node.config;

import io.quorate.client.genesis.GenesisException;
import io.quorate.client.genesis.GenesisFormat;
import io.quorate.protocol.types.Genesis;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Genesis files, with what is wrong in them told to the operator. The format is that of {@link GenesisFormat}. */
public final class GenesisFile {
    private GenesisFile() {}

    /**
     * Reads a file.
     *
     * @throws OperatorException if it can't be read, or with all that is wrong in it
     */
    public static Genesis read(Path file) {
        try {
            return GenesisFormat.read(file);
        } catch (GenesisException e) {
            throw told(e);
        } catch (NoSuchFileException e) {
            throw OperatorException.usage(
                    "there is no genesis file " + file + ": give a path, or one of " + String.join(", ", Chains.NAMES));
        } catch (IOException e) {
            throw OperatorException.usage("cannot read genesis file " + file + ": " + Failures.reason(e));
        }
    }

    /**
     * Reads a file's bytes.
     *
     * @param source what messages call it
     * @throws OperatorException with all that is wrong in it
     */
    public static Genesis parse(byte[] bytes, String source) {
        try {
            return GenesisFormat.parse(bytes, source);
        } catch (GenesisException e) {
            throw told(e);
        }
    }

    private static OperatorException told(GenesisException e) {
        return OperatorException.usage(String.valueOf(e.getMessage()));
    }

    /** The bytes of a file that says this; what it gives for the chain id is not looked at. */
    public static byte[] write(Genesis genesis) {
        return GenesisFormat.write(genesis);
    }
}
