package io.quorate.node.rpc;

import java.util.function.Supplier;

/** Turns what a data word refuses at its birth into the error of a parameter. */
public final class Checks {
    private Checks() {}

    /**
     * What {@code maker} makes of a parameter.
     *
     * @throws RpcException naming the parameter, with the reason of an {@link IllegalArgumentException}
     */
    public static <T> T of(String parameter, Supplier<T> maker) throws RpcException {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw Arguments.invalid(parameter, "is refused: " + e.getMessage());
        }
    }
}
