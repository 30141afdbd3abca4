package io.quorate.protocol.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VotingPower;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a leader is skipped: silent for ten views in which a quorum was not. */
class HeardTest {
    private static final ValidatorIndex SILENT = new ValidatorIndex(3);

    private final Heard heard = new Heard(ValidatorSet.of(IntStream.range(0, 4)
            .mapToObj(i -> {
                byte[] key = new byte[32];
                key[0] = (byte) i;
                return new Validator(PublicKey.of(key), new VotingPower(1));
            })
            .toList()));

    private void hearOthers(long view) {
        for (int i = 0; i < 3; i++) {
            heard.hear(new ValidatorIndex(i), new View(view));
        }
    }

    @Test
    void tenViewsOfSilenceAreNeeded() {
        hearOthers(10);
        assertThat(heard.isSilent(SILENT, new View(10))).isFalse();
        assertThat(heard.isSilent(SILENT, new View(11))).isTrue();
    }

    @Test
    void oneLateMessageIsEnough() {
        hearOthers(20);
        heard.hear(SILENT, new View(15));

        assertThat(heard.isSilent(SILENT, new View(25))).isFalse();
        assertThat(heard.isSilent(SILENT, new View(26))).isTrue();
    }

    @Test
    void withoutAQuorumToBeHeardNobodyIsSilent() {
        heard.hear(new ValidatorIndex(0), new View(30));
        heard.hear(new ValidatorIndex(1), new View(30));

        assertThat(heard.isSilent(SILENT, new View(31))).isFalse();
    }

    @Test
    void whoWasAwayGivesEachItsTenViewsAgain() {
        hearOthers(100);
        heard.listenFrom(new View(100));

        assertThat(heard.isSilent(SILENT, new View(109))).isFalse();
        assertThat(heard.isSilent(SILENT, new View(110))).isTrue();
    }

    @Test
    void aStrangersIndexIsNoHarm() {
        heard.hear(new ValidatorIndex(4_000), new View(1));

        assertThat(heard.isSilent(SILENT, new View(50))).isFalse();
    }
}
