package io.quorate.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslProvider;
import io.quorate.protocol.types.PeerId;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TlsTest {
    private static final NodeKey ALICE = TestPeer.key(1);
    private static final NodeKey BOB = TestPeer.key(2);

    /** Every TLS implementation that works here, with each as the other side. */
    static Stream<Arguments> providers() {
        List<SslProvider> there = new ArrayList<>(List.of(SslProvider.JDK));
        if (Tls.provider() == SslProvider.OPENSSL) {
            there.add(SslProvider.OPENSSL);
        }
        return there.stream().flatMap(client -> there.stream().map(server -> Arguments.of(client, server)));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void eachSideLearnsWhoTheOtherIs(SslProvider clientBy, SslProvider serverBy) throws Exception {
        SSLEngine client = client(NodeCertificate.of(ALICE), clientBy);
        SSLEngine server = server(NodeCertificate.of(BOB), serverBy);
        shakeHands(client, server);
        assertThat(Tls.remote(client.getSession())).isEqualTo(BOB.peerId());
        assertThat(Tls.remote(server.getSession())).isEqualTo(ALICE.peerId());
        assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aNodeKeysWordForAnotherCertificateIsRefusedByBothSides(SslProvider clientBy, SslProvider serverBy) {
        // Mallory has seen Alice's extension, but has no secret of hers
        byte[] stolen = NodeCertificate.extension(ALICE, NodeCertificate.newPair());
        NodeCertificate forged = NodeCertificate.of(NodeCertificate.newPair(), stolen);
        NodeCertificate bob = NodeCertificate.of(BOB);
        assertThatThrownBy(() -> shakeHands(client(forged, clientBy), server(bob, serverBy)))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> shakeHands(client(bob, clientBy), server(forged, serverBy)))
                .isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aStolenCertificateIsOfNoUseWithoutItsKey(SslProvider clientBy, SslProvider serverBy) {
        X509Certificate alices = NodeCertificate.of(ALICE).certificate();
        NodeCertificate stolen = new NodeCertificate(NodeCertificate.newPair().getPrivate(), alices);
        assertThatThrownBy(() -> shakeHands(client(stolen, clientBy), server(NodeCertificate.of(BOB), serverBy)))
                .isInstanceOfAny(SSLException.class, IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anOlderTlsIsRefused(SslProvider clientBy, SslProvider serverBy) {
        SSLEngine client = client(NodeCertificate.of(ALICE), clientBy);
        client.setEnabledProtocols(new String[] {"TLSv1.2"});
        SSLEngine server = server(NodeCertificate.of(BOB), serverBy);
        assertThatThrownBy(() -> shakeHands(client, server)).isInstanceOf(SSLException.class);
    }

    @Test
    void aCertificateIsItsNodeKeys() throws CertificateException {
        assertThat(peerOf(NodeCertificate.of(ALICE))).isEqualTo(ALICE.peerId());
    }

    @Test
    void noByteOfTheExtensionMayChange() {
        KeyPair pair = NodeCertificate.newPair();
        byte[] good = NodeCertificate.extension(ALICE, pair);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            assertThatThrownBy(() -> peerOf(NodeCertificate.of(pair, bad)))
                    .as("byte %d", i)
                    .isInstanceOf(CertificateException.class);
        }
        assertThatThrownBy(() -> peerOf(NodeCertificate.of(pair, Arrays.copyOf(good, good.length - 1))))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("malformed");
    }

    @Test
    void twoCertificatesAreRefused() {
        X509Certificate one = NodeCertificate.of(ALICE).certificate();
        assertThatThrownBy(() -> NodeCertificate.peerOf(new X509Certificate[] {one, one}))
                .isInstanceOf(CertificateException.class);
    }

    private static PeerId peerOf(NodeCertificate certificate) throws CertificateException {
        return NodeCertificate.peerOf(new X509Certificate[] {certificate.certificate()});
    }

    private static SSLEngine client(NodeCertificate own, SslProvider by) {
        return Tls.of(own, by).client().newEngine(ByteBufAllocator.DEFAULT);
    }

    private static SSLEngine server(NodeCertificate own, SslProvider by) {
        return Tls.of(own, by).server().newEngine(ByteBufAllocator.DEFAULT);
    }

    /** Carries bytes between the two until both are done, or one gives up. */
    private static void shakeHands(SSLEngine client, SSLEngine server) throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
        ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
        client.beginHandshake();
        server.beginHandshake();
        int idle = 0;
        while (idle < 4) {
            boolean moved = step(client, toClient, toServer);
            moved |= step(server, toServer, toClient);
            idle = moved ? 0 : idle + 1;
        }
        if (busy(client) || busy(server)) {
            throw new SSLException("the handshake stopped half-way");
        }
    }

    private static boolean busy(SSLEngine engine) {
        return engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;
    }

    private static boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        Runnable task = engine.getDelegatedTask();
        boolean moved = task != null;
        if (task != null) {
            task.run();
        }
        moved |= engine.wrap(ByteBuffer.allocate(0), out).bytesProduced() > 0;
        in.flip();
        if (in.hasRemaining()) {
            moved |= engine.unwrap(in, ByteBuffer.allocate(1 << 17)).bytesConsumed() > 0;
        }
        in.compact();
        return moved;
    }
}
