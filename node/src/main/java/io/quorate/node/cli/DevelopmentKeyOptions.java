package io.quorate.node.cli;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.node.config.OperatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --alice} to {@code --ferdie}: whose public development keys are meant; at most one. */
final class DevelopmentKeyOptions {
    private final List<DevelopmentKeys> chosen = new ArrayList<>();

    @Option(names = "--alice", description = "The public development keys of alice; or --bob and so on, to --ferdie.")
    void alice(boolean given) {
        choose(DevelopmentKeys.ALICE, given);
    }

    @Option(names = "--bob", hidden = true)
    void bob(boolean given) {
        choose(DevelopmentKeys.BOB, given);
    }

    @Option(names = "--charlie", hidden = true)
    void charlie(boolean given) {
        choose(DevelopmentKeys.CHARLIE, given);
    }

    @Option(names = "--dave", hidden = true)
    void dave(boolean given) {
        choose(DevelopmentKeys.DAVE, given);
    }

    @Option(names = "--eve", hidden = true)
    void eve(boolean given) {
        choose(DevelopmentKeys.EVE, given);
    }

    @Option(names = "--ferdie", hidden = true)
    void ferdie(boolean given) {
        choose(DevelopmentKeys.FERDIE, given);
    }

    private void choose(DevelopmentKeys keys, boolean given) {
        if (given) {
            chosen.add(keys);
        }
    }

    /** The one that was given, if any. */
    Optional<DevelopmentKeys> get() {
        if (chosen.size() > 1) {
            throw OperatorException.usage("--" + chosen.get(0).id() + " and --"
                    + chosen.get(1).id() + " contradict each other: give one of them");
        }
        return chosen.stream().findFirst();
    }
}
