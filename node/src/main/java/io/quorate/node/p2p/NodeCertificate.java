package io.quorate.node.p2p;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.protocol.types.PeerId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Binds a node key to a TLS session. TLS stacks do not all take Ed25519 certificates, so the certificate has a fresh
 * P-256 key, and an extension in which the node key signs that key:
 *
 * <pre>
 *   extension = node public key 32 | node signature 64 over ("quorate.node.tls.v1\0" | SubjectPublicKeyInfo)
 * </pre>
 *
 * <p>TLS 1.3 makes the other side sign the session's transcript with the certificate's key, and the node key vouches for
 * that key: so whoever completes a session has the node key's word for exactly this session. Names and dates in the
 * certificate mean nothing and are not looked at.
 */
record NodeCertificate(PrivateKey privateKey, X509Certificate certificate) {
    /** An object identifier from a random UUID (ITU-T X.667), so nobody else's. */
    static final String EXTENSION = "2.25.55441370804036252882289322530021427442";

    private static final byte[] DOMAIN = "quorate.node.tls.v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;
    private static final int FIELD_BITS = 256;
    private static final String CURVE = "secp256r1";
    private static final String NAME = "CN=quorate";
    /** RFC 5280, 4.1.2.5: no well-defined end. */
    private static final String NO_END = "99991231235959Z";

    /** A certificate for the life of this process. */
    static NodeCertificate of(NodeKey nodeKey) {
        KeyPair pair = newPair();
        return of(pair, extension(nodeKey, pair));
    }

    static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no P-256", e);
        }
    }

    static byte[] extension(NodeKey nodeKey, KeyPair pair) {
        byte[] value = Arrays.copyOf(nodeKey.publicKey().toBytes(), KEY_BYTES + SIGNATURE_BYTES);
        byte[] signature = nodeKey.sign(signed(pair.getPublic().getEncoded())).toBytes();
        System.arraycopy(signature, 0, value, KEY_BYTES, SIGNATURE_BYTES);
        return value;
    }

    /** With any bytes as extension, so that tests can forge. */
    static NodeCertificate of(KeyPair pair, byte[] extension) {
        try {
            AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
            V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
            generator.setSerialNumber(new ASN1Integer(new BigInteger(63, new SecureRandom()).add(BigInteger.ONE)));
            generator.setSignature(algorithm);
            generator.setIssuer(new X500Name(NAME));
            generator.setSubject(new X500Name(NAME));
            generator.setStartDate(new Time(new DERUTCTime("700101000000Z")));
            generator.setEndDate(new Time(new DERGeneralizedTime(NO_END)));
            generator.setSubjectPublicKeyInfo(
                    SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
            generator.setExtensions(
                    new Extensions(new Extension(new ASN1ObjectIdentifier(EXTENSION), false, extension)));
            TBSCertificate body = generator.generateTBSCertificate();
            java.security.Signature signer = java.security.Signature.getInstance("SHA256withECDSA");
            signer.initSign(pair.getPrivate());
            signer.update(body.getEncoded(ASN1Encoding.DER));
            byte[] der = new DERSequence(new ASN1Encodable[] {body, algorithm, new DERBitString(signer.sign())})
                    .getEncoded(ASN1Encoding.DER);
            return new NodeCertificate(pair.getPrivate(), (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no certificate could be made", e);
        }
    }

    /**
     * Whose certificate it is. Together with TLS 1.3's proof that the other side has the certificate's key, this is who
     * the other side is.
     *
     * @throws CertificateException with a reason, if no node key vouches for it
     */
    static PeerId peerOf(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 1) {
            throw new CertificateException("a node has one certificate, not " + chain.length);
        }
        X509Certificate certificate = chain[0];
        if (!(certificate.getPublicKey() instanceof ECPublicKey key)
                || key.getParams().getCurve().getField().getFieldSize() != FIELD_BITS) {
            throw new CertificateException("a node certificate has a P-256 key");
        }
        try {
            certificate.verify(key);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the certificate is not signed by its own key", e);
        }
        byte[] value = extensionValue(certificate);
        PublicKey nodeKey = PublicKey.of(Arrays.copyOf(value, KEY_BYTES));
        Signature signature = Signature.of(Arrays.copyOfRange(value, KEY_BYTES, value.length));
        if (!SignatureSchemes.ed25519().verify(nodeKey, signed(key.getEncoded()), signature)) {
            throw new CertificateException("the node key in the certificate does not vouch for it");
        }
        return PeerIds.of(nodeKey);
    }

    private static byte[] extensionValue(X509Certificate certificate) throws CertificateException {
        byte[] wrapped = certificate.getExtensionValue(EXTENSION);
        if (wrapped == null) {
            throw new CertificateException("the certificate names no node key");
        }
        byte[] value;
        try {
            value = ASN1OctetString.getInstance(wrapped).getOctets();
        } catch (IllegalArgumentException e) {
            throw new CertificateException("the certificate's extension is malformed", e);
        }
        if (value.length != KEY_BYTES + SIGNATURE_BYTES) {
            throw new CertificateException("the certificate's extension is malformed");
        }
        return value;
    }

    private static byte[] signed(byte[] publicKeyInfo) {
        byte[] message = Arrays.copyOf(DOMAIN, DOMAIN.length + publicKeyInfo.length);
        System.arraycopy(publicKeyInfo, 0, message, DOMAIN.length, publicKeyInfo.length);
        return message;
    }
}
