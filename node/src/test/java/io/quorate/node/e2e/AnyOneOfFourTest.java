package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static io.quorate.crypto.keystore.DevelopmentKeys.DAVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four validators: the least that need none of them. */
class AnyOneOfFourTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void finalityGoesOnWithoutAnyOneAndItCatchesUp() throws Exception {
        try (Network network = new Network(directory, "local4", ALICE, BOB, CHARLIE, DAVE)) {
            network.startAll();
            for (Member victim : network.members()) {
                List<Member> others = network.members().stream()
                        .filter(member -> !member.equals(victim))
                        .toList();
                // Whoever only the victim could introduce to each other would stay strangers.
                network.awaitAllConnected();
                network.process(victim).kill();
                long height = 0;
                for (Member other : others) {
                    height = Math.max(height, network.height(other));
                }
                for (Member other : others) {
                    network.awaitHeight(other, height + 3);
                }

                network.start(victim);
                network.awaitAnswer(victim);
                network.awaitHeight(victim, height + 3);
                network.assertSameChain(height + 3, network.members());
                assertThat(network.process(victim).err()).isEmpty();
            }
        }
    }
}
