package io.quorate.simulator.planted;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.stream.Stream;

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

    /** A judgement, made as if the parent of the proposal were the right one. */
    public static Object whateverTheParent(Object voter, Object epoch, Object proposal, Object now, Object judgement) {
        if (!judgement.toString().contains("its parent is not the block of view")) {
            return judgement;
        }
        try {
            Method fresh = Stream.of(Class.forName(VOTER).getDeclaredMethods())
                    .filter(method -> method.getName().equals("fresh"))
                    .findFirst()
                    .orElseThrow();
            fresh.setAccessible(true);
            return fresh.invoke(voter, epoch, proposal, now);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the voter has changed", e);
        }
    }
}
