package io.quorate.simulator.planted;

import java.util.List;

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

    /** One, however many there are. */
    public static int one(List<?> list) {
        return list.isEmpty() ? 0 : 1;
    }

    /** The last, whichever is asked for. */
    public static Object last(List<?> list, int index) {
        return list.get(list.size() - 1);
    }
}
