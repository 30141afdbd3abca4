package io.quorate.simulator.planted;

import java.lang.reflect.Constructor;

/** What an advice needs of the protocol that is not visible here. Public, since it is called from there. */
public final class Hidden {
    private static final String VOTER = "io.quorate.protocol.consensus.Voter";

    private Hidden() {}

    /** The judgement that a proposal is good. */
    public static Object good() {
        try {
            Constructor<?> good = Class.forName(VOTER + "$Judgement$Good").getDeclaredConstructor();
            good.setAccessible(true);
            return good.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the voter's judgement has changed", e);
        }
    }
}
