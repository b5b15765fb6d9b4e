package org.sallyport.policy.identity.ldap;

import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Trust;
import org.slf4j.LoggerFactory;

/** Makes TLS contexts that trust what the settings say. The path check is the JDK's own (PKIX). */
final class TlsTrust {

    private TlsTrust() {}

    /** @throws IllegalArgumentException when a file can't be read or holds no certificate */
    static SSLContext context(Trust trust) {
        try {
            TrustManager @Nullable [] managers = switch (trust) {
                case Trust.JvmDefault jvm -> null;
                case Trust.PemFile pem -> trusting(pem.file());
                case Trust.Unchecked unchecked -> {
                    LoggerFactory.getLogger(TlsTrust.class)
                            .warn(
                                    "Certificates of the directory are not checked: whoever sits in between reads passwords");
                    yield new TrustManager[] {new TrustAllTrustManager()};
                }
            };
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("trust: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trusting(Path file) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            if (number == 0) {
                throw new IllegalArgumentException("trust: no certificate in " + file);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("trust: cannot read " + file + ": " + e.getMessage(), e);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
