package io.quorate.node.p2p;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.quorate.protocol.types.PeerId;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS 1.3 and nothing older, with certificates demanded of both sides. By BoringSSL where its library loads, else by the
 * JDK; both speak to each other.
 */
record Tls(SslContext client, SslContext server) {
    static final String VERSION = "TLSv1.3";

    static Tls of(NodeCertificate own) {
        return of(own, provider());
    }

    static Tls of(NodeCertificate own, SslProvider provider) {
        try {
            SslContext client = SslContextBuilder.forClient()
                    .sslProvider(provider)
                    .protocols(VERSION)
                    .keyManager(own.privateKey(), own.certificate())
                    .trustManager(new VouchedFor())
                    .endpointIdentificationAlgorithm(null) // keys name peers, hosts do not
                    .build();
            SslContext server = SslContextBuilder.forServer(own.privateKey(), own.certificate())
                    .sslProvider(provider)
                    .protocols(VERSION)
                    .clientAuth(ClientAuth.REQUIRE)
                    .trustManager(new VouchedFor())
                    .build();
            return new Tls(client, server);
        } catch (SSLException e) {
            throw new IllegalStateException("TLS 1.3 could not be set up by " + provider, e);
        }
    }

    static SslProvider provider() {
        return OpenSsl.isAvailable() && SslProvider.isTlsv13Supported(SslProvider.OPENSSL)
                ? SslProvider.OPENSSL
                : SslProvider.JDK;
    }

    /**
     * Who is on the other side of a session whose handshake is complete.
     *
     * @throws CertificateException if the session is not such a one
     */
    static PeerId remote(SSLSession session) throws CertificateException {
        if (!session.getProtocol().equals(VERSION)) {
            throw new CertificateException("the session is not " + VERSION + " but " + session.getProtocol());
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return NodeCertificate.peerOf(Arrays.copyOf(chain, chain.length, X509Certificate[].class));
        } catch (SSLPeerUnverifiedException | ArrayStoreException e) {
            throw new CertificateException("the other side has shown no certificate", e);
        }
    }

    /** Takes the certificates that a node key vouches for. Whose they are is judged by {@link Handshake}. */
    private static final class VouchedFor extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            NodeCertificate.peerOf(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            NodeCertificate.peerOf(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            NodeCertificate.peerOf(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            NodeCertificate.peerOf(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            NodeCertificate.peerOf(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            NodeCertificate.peerOf(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
