package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.node.p2p.FailedConnection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** operations.md, Logs. */
class RefusalLogTest {
    private static final String BOOTNODE = "/ip4/192.0.2.9/tcp/30333/p2p/12D3bob";

    private long nanos = Long.MAX_VALUE - 1_000;
    private final RefusalLog log = new RefusalLog(() -> nanos);

    private void pass(long seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    private static FailedConnection from(String host, int port) {
        return from(host, port, "TLS failed: no TLS");
    }

    private static FailedConnection from(String host, int port, String reason) {
        return new FailedConnection("/ip4/" + host + "/tcp/" + port, true, false, reason);
    }

    private static FailedConnection dialled(String reason) {
        return new FailedConnection(BOOTNODE, false, false, reason);
    }

    @Test
    void whoHangsUpBeforeSayingAnythingIsNoNews() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(log.isNews(new FailedConnection("/ip4/192.0.2.1/tcp/1", true, true, "closed")))
                    .isFalse();
        }
        pass(120);
        assertThat(log.leftOut()).isEmpty();
    }

    @Test
    void anAddressIsToldOfOnceInFiveMinutesWhateverItsPort() {
        assertThat(log.isNews(from("192.0.2.1", 1))).isTrue();
        assertThat(log.isNews(from("192.0.2.1", 2))).isFalse();
        assertThat(log.isNews(from("192.0.2.2", 1))).as("another address").isTrue();
        pass(299);
        assertThat(log.isNews(from("192.0.2.1", 3))).isFalse();
        pass(1);
        assertThat(log.isNews(from("192.0.2.1", 4))).isTrue();
    }

    @Test
    void anAddressThatFindsEverNewWaysToFailIsToldOfThreeTimes() {
        int told = 0;
        for (char way = 'a'; way <= 'z'; way++) {
            told += log.isNews(from("192.0.2.1", 1, "way " + way)) ? 1 : 0;
        }
        assertThat(told).isEqualTo(3);
    }

    @Test
    void manyAddressesGetTenLinesAMinuteAndOneWithTheCount() {
        int told = 0;
        for (int i = 0; i < 5_000; i++) {
            told += log.isNews(from("10.0." + i / 250 + "." + i % 250, 1)) ? 1 : 0;
        }
        assertThat(told).isEqualTo(RefusalLog.A_MINUTE);
        assertThat(log.leftOut()).as("the minute is not over").isEmpty();

        pass(60);
        assertThat(log.leftOut()).hasValueSatisfying(line -> assertThat(line).startsWith("4990 more connections"));
        assertThat(log.leftOut()).as("it is told once").isEmpty();
        assertThat(log.isNews(from("192.0.2.1", 1))).as("the next minute").isTrue();
    }

    @Test
    void aDialThatFailsIsToldOnceForEachReasonAndAgainAfterFiveMinutes() {
        assertThat(log.isNews(dialled("these are different chains"))).isTrue();
        assertThat(log.isNews(dialled("expected peer a but found b"))).isTrue();
        assertThat(log.isNews(dialled("these are different chains"))).isFalse();
        pass(300);
        assertThat(log.isNews(dialled("these are different chains"))).isTrue();
        pass(60);
        assertThat(log.leftOut()).as("retries are nothing new").isEmpty();
    }

    @Test
    void aReasonThatCountsDownIsOneReason() {
        assertThat(log.isNews(dialled("banned for 58 s more"))).isTrue();
        assertThat(log.isNews(dialled("banned for 28 s more"))).isFalse();
    }

    @Test
    void strangersWhoComeHideNoDialThatFails() {
        for (int i = 0; i < 5_000; i++) {
            log.isNews(from("10.0." + i / 250 + "." + i % 250, 1));
        }
        assertThat(log.isNews(dialled("these are different chains"))).isTrue();
    }
}
