package org.sallyport.proxy.tls;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.tls.TlsSettings.AuthoritySettings;

/**
 * A certification authority that clients have been told to trust: the gateway's own, made on first use, or one of the
 * company's.
 *
 * <p>Its key is the most dangerous thing on the gateway: whoever has it can pretend to be any host towards every client that
 * trusts it. It is created readable by its owner only, and not used when others could have read it.
 *
 * <p><b>Threading:</b> immutable, safe for any thread; {@link #open} reads and writes files, {@link #issue} takes milliseconds:
 * neither is for an event loop.
 */
public final class Authority {

    private static final String KEY_FILE = "ca.key";
    private static final String CERTIFICATE_FILE = "ca.pem";

    private final List<X509Certificate> certificates;
    private final PrivateKey key;
    private final Path file;
    private final Clock clock;

    private Authority(List<X509Certificate> certificates, PrivateKey key, Path file, Clock clock) {
        this.certificates = certificates;
        this.key = key;
        this.file = file;
        this.clock = clock;
    }

    /**
     * The authority of a gateway with default settings.
     *
     * @see #open(AuthoritySettings, Path, Clock)
     */
    public static Authority open(Path directory, Clock clock) throws AuthorityException {
        return open(new AuthoritySettings(null, null, "Sallyport", TlsSettings.Algorithm.EC), directory, clock);
    }

    /**
     * Reads the authority, after making one if the company has none of its own and there is none yet.
     *
     * @param directory where the gateway's own is kept ({@code ca.key} and {@code ca.pem}); made when missing. Not touched when
     *     {@code settings} name the company's
     * @throws AuthorityException when key and certificate are missing, unreadable, readable by others, expired, no CA's, or not
     *     of each other
     */
    public static Authority open(AuthoritySettings settings, Path directory, Clock clock) throws AuthorityException {
        Path certificate = settings.certificate();
        Path key = settings.key();
        if (certificate == null || key == null) {
            certificate = directory.resolve(CERTIFICATE_FILE);
            key = directory.resolve(KEY_FILE);
            if (!Files.exists(certificate) && !Files.exists(key)) {
                create(settings, directory, clock);
            }
        }
        return read(certificate, key, clock);
    }

    /**
     * Where the certificate of an authority that exists already is.
     *
     * @return null when the gateway would make one on first use
     */
    public static @Nullable Path existing(AuthoritySettings settings, Path directory) {
        Path configured = settings.certificate();
        Path own = directory.resolve(CERTIFICATE_FILE);
        return configured != null ? configured : Files.exists(own) ? own : null;
    }

    private static synchronized void create(AuthoritySettings settings, Path directory, Clock clock)
            throws AuthorityException {
        Path certificate = directory.resolve(CERTIFICATE_FILE);
        Path key = directory.resolve(KEY_FILE);
        try {
            AuthorityFiles.makeDirectory(directory);
            // The gateway and a command may both be the first.
            try (FileChannel channel = FileChannel.open(
                            directory.resolve("ca.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.exists(certificate) && !Files.exists(key)) {
                    KeyPair pair = Certificates.newKey(settings.algorithm(), true);
                    X509Certificate made = Certificates.authority(pair, settings.organization(), clock.instant());
                    AuthorityFiles.writeKey(key, pair.getPrivate());
                    AuthorityFiles.writeCertificate(certificate, made);
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new AuthorityException("no CA can be made in " + directory + ": " + e.getMessage(), e);
        }
    }

    private static Authority read(Path certificateFile, Path keyFile, Clock clock) throws AuthorityException {
        for (Path file : List.of(certificateFile, keyFile)) {
            Path other = file.equals(keyFile) ? certificateFile : keyFile;
            if (!Files.exists(file)) {
                throw new AuthorityException(file + " is missing, and " + other
                        + (Files.exists(other)
                                ? " is there: restore the one, or remove the other to begin with a new CA"
                                : " too"));
            }
        }
        List<X509Certificate> certificates = AuthorityFiles.readCertificates(certificateFile);
        PrivateKey key = AuthorityFiles.readKey(keyFile);
        X509Certificate own = certificates.getFirst();
        check(own, key, certificateFile, keyFile, clock.instant());
        return new Authority(List.copyOf(certificates), key, certificateFile, clock);
    }

    private static void check(X509Certificate own, PrivateKey key, Path file, Path keyFile, Instant now)
            throws AuthorityException {
        if (!Certificates.belongTogether(own, key)) {
            throw new AuthorityException(keyFile + " is not the key of the first certificate in " + file);
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw new AuthorityException("the CA in " + file + " is not valid before "
                    + own.getNotBefore().toInstant() + "; is the clock right?");
        }
        if (!now.isBefore(own.getNotAfter().toInstant())) {
            throw new AuthorityException("the CA in " + file + " expired at "
                    + own.getNotAfter().toInstant()
                    + ": get a new one, or remove it and its key so that a new one is made; clients must be given it");
        }
        boolean[] usage = own.getKeyUsage();
        if (own.getBasicConstraints() < 0 || (usage != null && !usage[Certificates.USAGE_CERTIFICATES])) {
            throw new AuthorityException("the certificate in " + file + " may not sign others: it is no CA's");
        }
    }

    /** A certificate for a host, with the authority's own and its issuers behind it but without the root. */
    List<X509Certificate> issue(String host, KeyPair pair) throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(Certificates.leaf(host, pair.getPublic(), certificates.getFirst(), key, clock.instant()));
        for (X509Certificate certificate : certificates) {
            if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                chain.add(certificate);
            }
        }
        return chain;
    }

    /** What kind of key it has; certificates for hosts get the same kind, so that a client needs to know only one. */
    TlsSettings.Algorithm algorithm() {
        return key.getAlgorithm().equals("RSA") ? TlsSettings.Algorithm.RSA : TlsSettings.Algorithm.EC;
    }

    Instant now() {
        return clock.instant();
    }

    /** The CA certificate that clients have to trust, or whose root they have to. */
    public X509Certificate certificate() {
        return certificates.getFirst();
    }

    /** The file {@link #certificate()} is in. */
    public Path file() {
        return file;
    }

    /** {@link #certificate()} in PEM. */
    public String pem() throws AuthorityException {
        return AuthorityFiles.pem(certificate());
    }

    /** {@link #certificate()} in DER. */
    public byte[] der() throws AuthorityException {
        try {
            return certificate().getEncoded();
        } catch (CertificateEncodingException e) {
            throw new AuthorityException("the certificate can't be written as DER", e);
        }
    }

    /** The SHA-256 fingerprint of {@link #certificate()}: 32 bytes in capital hex with colons, as other tools show it. */
    public String fingerprint() throws AuthorityException {
        try {
            return HexFormat.ofDelimiter(":")
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(der()))
                    .toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new AuthorityException("no fingerprint can be made", e);
        }
    }
}
