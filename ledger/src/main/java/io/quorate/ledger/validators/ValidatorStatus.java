package io.quorate.ledger.validators;

import java.util.Locale;

/** What an account's stake is doing. The codes are stored and never change. */
public enum ValidatorStatus {
    /** Nothing: it never joined, or it left. It may join. */
    OUT(0),
    /** It waits in line to join the set. */
    JOINING(1),
    /** It is in the set. */
    ACTIVE(2),
    /** It is in the set and waits in line to leave it. */
    LEAVING(3),
    /** It leaves the set when the epoch ends, or has left it, until it asks to be let in again. */
    JAILED(4),
    /** It was jailed and waits in line to be let in again. */
    UNJAILING(5),
    /** It is jailed for good. */
    BANNED(6);

    private final int code;

    ValidatorStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static ValidatorStatus of(int code) {
        for (ValidatorStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IllegalArgumentException("no validator's status has the code " + code);
    }

    /** Whether a jailing keeps it from the next set. */
    public boolean isJailed() {
        return this == JAILED || this == BANNED;
    }

    /** Whether it stands in line for a change of its place. */
    public boolean isWaiting() {
        return this == JOINING || this == LEAVING || this == UNJAILING;
    }

    /** How it is shown. */
    public String label() {
        return this == BANNED ? "jailed-for-good" : name().toLowerCase(Locale.ROOT);
    }
}
