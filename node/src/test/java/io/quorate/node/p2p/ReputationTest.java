package io.quorate.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** network.md, Defence. */
class ReputationTest {
    private static final PeerId BOB = new PeerId("12D3bob");

    private final TestClock clock = new TestClock();
    private final Reputation reputation = new Reputation(
            clock,
            NetworkConfig.listeningOn(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .times());

    @Test
    void pointsHalveEveryTenMinutes() {
        assertThat(reputation.points(BOB)).isZero();
        assertThat(reputation.penalize(BOB, Fault.MALFORMED)).isEmpty();
        assertThat(reputation.points(BOB)).isEqualTo(60);
        clock.pass(Duration.ofMinutes(10));
        assertThat(reputation.points(BOB)).isEqualTo(30);
        assertThat(reputation.penalize(BOB, Fault.UNREQUESTED)).isEmpty();
        assertThat(reputation.points(BOB)).isEqualTo(40);
        clock.pass(Duration.ofMinutes(20));
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
