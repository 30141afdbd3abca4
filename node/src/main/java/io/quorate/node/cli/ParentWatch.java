package io.quorate.node.cli;

import java.io.IOException;
import java.io.InputStream;

/** Ends this process when the one that started it is gone, however it ended: its pipe to our standard input closes. */
final class ParentWatch {
    private ParentWatch() {}

    static void start(InputStream in) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            // Nothing is said on this pipe; only its end counts.
                        }
                    } catch (IOException e) {
                        // A broken pipe says the same as its end.
                    }
                    System.exit(0); // runs the shutdown hooks, as SIGTERM does
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
