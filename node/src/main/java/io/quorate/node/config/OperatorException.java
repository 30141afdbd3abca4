package io.quorate.node.config;

import java.util.List;

/**
 * What the operator has to put right. The message is one line, names the option, key or file, and says what to do; it
 * is shown without a stack trace, and the process ends with {@link #exitStatus()}.
 */
public final class OperatorException extends RuntimeException {
    private final int exitStatus;

    private OperatorException(int exitStatus, String message) {
        super(message);
        this.exitStatus = exitStatus;
    }

    private OperatorException(int exitStatus, String message, Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    /** Options or settings are wrong, all these problems with them: exit status 2. */
    public static OperatorException usage(List<String> problems) {
        return new OperatorException(2, String.join("; ", problems));
    }

    /** An option or a setting is wrong: exit status 2. */
    public static OperatorException usage(String problem) {
        return new OperatorException(2, problem);
    }

    /** What was asked for can't be done: exit status 1. */
    public static OperatorException failure(String message) {
        return new OperatorException(1, message);
    }

    /** What was asked for can't be done, and why: exit status 1. */
    public static OperatorException failure(String message, Throwable cause) {
        return new OperatorException(1, message, cause);
    }

    /** 2 if options or settings are wrong, else 1. */
    public int exitStatus() {
        return exitStatus;
    }
}
