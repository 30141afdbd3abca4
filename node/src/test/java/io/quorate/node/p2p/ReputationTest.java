package io.quorate.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** network.md, Defence. */
class ReputationTest {
    private static final PeerId BOB = new PeerId("12D3bob");

    private long millis;
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final Reputation reputation = new Reputation(
            clock,
            NetworkConfig.listeningOn(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .times());

    @Test
    void pointsHalveEveryTenMinutes() {
        assertThat(reputation.points(BOB)).isZero();
        assertThat(reputation.penalize(BOB, Fault.MALFORMED)).isEmpty();
        assertThat(reputation.points(BOB)).isEqualTo(60);
        millis += Duration.ofMinutes(10).toMillis();
        assertThat(reputation.points(BOB)).isEqualTo(30);
        assertThat(reputation.penalize(BOB, Fault.UNREQUESTED)).isEmpty();
        assertThat(reputation.points(BOB)).isEqualTo(40);
        millis += Duration.ofMinutes(20).toMillis();
        assertThat(reputation.points(BOB)).isEqualTo(10);
    }

    @Test
    void aBanClearsThem() {
        assertThat(reputation.penalize(BOB, Fault.WRONG_CHAIN)).isPresent();
        assertThat(reputation.banned(BOB)).isPresent();
        assertThat(reputation.points(BOB)).isZero();
    }

    @Test
    void whoMisbehavedLongestAgoIsForgottenFirstHoweverOftenItIsAskedAbout() {
        reputation.penalize(BOB, Fault.MALFORMED);
        for (int other = 1; other < Reputation.MAX_PEERS; other++) {
            reputation.penalize(new PeerId("12D3other" + other), Fault.MALFORMED);
        }
        assertThat(reputation.points(BOB)).isEqualTo(60);
        reputation.penalize(new PeerId("12D3last"), Fault.MALFORMED);
        assertThat(reputation.points(BOB)).isZero();
        assertThat(reputation.points(new PeerId("12D3other1"))).isEqualTo(60);
    }
}
