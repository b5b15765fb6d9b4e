package org.sallyport.proxy.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys and certificates (RFC 5280). */
final class Certificates {

    /** The place of keyCertSign among the bits of {@link X509Certificate#getKeyUsage()}. */
    static final int USAGE_CERTIFICATES = 5;

    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3_650);

    /** Browsers take no more than 398 days; renewal costs nothing, so it is much less. */
    static final Duration LEAF_LIFETIME = Duration.ofDays(90);

    /** Clients' clocks may be behind. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private static final int SERIAL_BITS = 127;
    private static final int MAX_COMMON_NAME = 64;
    private static final int RSA_AUTHORITY_BITS = 3_072;
    private static final int RSA_LEAF_BITS = 2_048;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Certificates() {}

    static KeyPair newKey(TlsSettings.Algorithm algorithm, boolean authority) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(
                switch (algorithm) {
                    case EC -> "EC";
                    case RSA -> "RSA";
                });
        switch (algorithm) {
            case EC -> generator.initialize(new ECGenParameterSpec("secp256r1"));
            case RSA -> generator.initialize(authority ? RSA_AUTHORITY_BITS : RSA_LEAF_BITS);
        }
        return generator.generateKeyPair();
    }

    /** A CA of its own that may sign certificates of hosts and no other CAs. */
    static X509Certificate authority(KeyPair pair, String organization, Instant now)
            throws GeneralSecurityException, IOException {
        byte[] distinguishing = new byte[4];
        RANDOM.nextBytes(distinguishing);
        X500Name name = name(
                BCStyle.O,
                organization,
                BCStyle.CN,
                "Sallyport CA " + HexFormat.of().formatHex(distinguishing));
        JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        name,
                        serial(),
                        Date.from(now.minus(CLOCK_SKEW)),
                        Date.from(now.plus(AUTHORITY_LIFETIME)),
                        name,
                        pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                .addExtension(
                        Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(pair.getPublic()));
        return sign(builder, pair.getPrivate());
    }

    /**
     * A certificate of a host. Nothing in it comes from the real one.
     *
     * @param host as {@link HostPattern#normal} gives it
     */
    static X509Certificate leaf(String host, PublicKey key, X509Certificate issuer, PrivateKey issuerKey, Instant now)
            throws GeneralSecurityException, IOException {
        boolean address = HostPattern.isAddress(host);
        X500Name subject = host.length() <= MAX_COMMON_NAME
                ? name(BCStyle.CN, host)
                // Too long for a common name, which only very old clients look at.
                : name(BCStyle.O, "Sallyport");
        Instant end = now.plus(LEAF_LIFETIME);
        Instant issuerEnd = issuer.getNotAfter().toInstant();
        boolean rsa = key.getAlgorithm().equals("RSA");
        JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
                        serial(),
                        Date.from(now.minus(CLOCK_SKEW)),
                        Date.from(end.isBefore(issuerEnd) ? end : issuerEnd),
                        subject,
                        key)
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host)))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(
                                rsa ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment : KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(issuer));
        return sign(builder, issuerKey);
    }

    private static X500Name name(ASN1ObjectIdentifier type, String value) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(type, value).build();
    }

    private static X500Name name(ASN1ObjectIdentifier type1, String value1, ASN1ObjectIdentifier type2, String value2) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(type1, value1)
                .addRDN(type2, value2)
                .build();
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            ContentSigner signer = new JcaContentSignerBuilder(signature(key)).build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("the CA's key can't sign", e);
        }
    }

    private static String signature(PrivateKey key) {
        return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    }

    /** Whether the key is that of the certificate: what one signs, the other verifies. */
    static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        byte[] proof = new byte[32];
        RANDOM.nextBytes(proof);
        try {
            Signature signing = Signature.getInstance(signature(key));
            signing.initSign(key);
            signing.update(proof);
            Signature verifying = Signature.getInstance(signature(key));
            verifying.initVerify(certificate.getPublicKey());
            verifying.update(proof);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            // Keys of different kinds, for example.
            return false;
        }
    }
}
