package io.quorate.node.p2p;

import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.protocol.types.PeerId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A peer that speaks TLS with a key of its own and then whatever bytes a test wants. It reads only when told. */
final class RawPeer implements AutoCloseable {
    private static final int PATIENCE_MS = 30_000;

    private final NodeKey key;
    private final SSLSocket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    RawPeer(int number, InetSocketAddress to) throws IOException {
        this.key = TestPeer.key(number);
        this.socket =
                (SSLSocket) context(NodeCertificate.of(key)).getSocketFactory().createSocket();
        socket.setEnabledProtocols(new String[] {Tls.VERSION});
        socket.setSoTimeout(PATIENCE_MS);
        socket.setReceiveBufferSize(64 * 1024);
        socket.connect(to, PATIENCE_MS);
        socket.startHandshake();
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    PeerId id() {
        return key.peerId();
    }

    /** Says hello and waits until it is accepted. */
    RawPeer greet() throws IOException {
        Identity own = new Identity(key, TestPeer.CHAIN, SignatureSchemes.ed25519(), Optional.empty());
        send(FrameKind.HELLO, Hello.of(own, 1, 1, "raw", "raw").encode());
        while (read() != FrameKind.ACCEPT) {
            // the other side's hello comes first
        }
        send(FrameKind.ACCEPT, new byte[0]);
        return this;
    }

    void send(FrameKind kind, byte[] content) throws IOException {
        send(ByteBuffer.allocate(Frame.HEADER_BYTES + content.length)
                .putInt(1 + content.length)
                .put((byte) kind.code())
                .put(content)
                .array());
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The kind of the next frame. */
    FrameKind read() throws IOException {
        int length = in.readInt();
        FrameKind kind = FrameKind.ofCode(in.readUnsignedByte());
        in.readFully(new byte[length - 1]);
        return kind;
    }

    /** Reads until the other side closes; its last frame. */
    Optional<FrameKind> readToTheEnd() {
        Optional<FrameKind> last = Optional.empty();
        try {
            while (true) {
                last = Optional.of(read());
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the other side did not close", e);
        } catch (IOException e) {
            return last;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static SSLContext context(NodeCertificate own) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", own.privateKey(), new char[0], new Certificate[] {own.certificate()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance(Tls.VERSION);
            context.init(keys.getKeyManagers(), new TrustManager[] {new TrustAll()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
