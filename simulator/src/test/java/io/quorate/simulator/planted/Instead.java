package io.quorate.simulator.planted;

import java.util.List;
import java.util.Optional;

/** What is called instead of a method of the protocol. Public, since it is called from there. */
public final class Instead {
    private Instead() {}

    /** Yes, whatever is asked. */
    public static boolean yes(Object receiver, Object argument) {
        return true;
    }

    /** Yes, whatever is asked. */
    public static boolean yesToAll(Object receiver, Object first, Object second, Object third) {
        return true;
    }

    /** Yes. */
    public static boolean yesOfItself(Object receiver) {
        return true;
    }

    private static Optional<Object> unequal = Optional.empty();

    /** Whether two are equal; and yes, if the first was just now found to be unequal to another. */
    public static synchronized boolean yesTheSecondTime(Object receiver, Object argument) {
        boolean second = unequal.filter(before -> before == receiver).isPresent();
        unequal = second || receiver.equals(argument) ? Optional.empty() : Optional.of(receiver);
        return unequal.isEmpty();
    }

    /** One, however many there are. */
    public static int one(List<?> list) {
        return list.isEmpty() ? 0 : 1;
    }

    /** The last, whichever is asked for. */
    public static Object last(List<?> list, int index) {
        return list.get(list.size() - 1);
    }
}
