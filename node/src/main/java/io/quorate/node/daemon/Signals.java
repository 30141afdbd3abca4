package io.quorate.node.daemon;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something when the process gets a signal. Java has no public way to: what all of them have is in a module that the
 * compiler and a trimmed runtime may lack, so it is looked for when it is needed. Without it the signal does what it does
 * by default.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger("quorate.node");

    private Signals() {}

    /** @param action runs on a thread of its own for each signal */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, given) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        throw new UnsupportedOperationException(method.getName());
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
        } catch (ReflectiveOperationException e) {
            LOG.debug("signal {} can't be handled: {}", name, e.toString());
        }
    }
}
