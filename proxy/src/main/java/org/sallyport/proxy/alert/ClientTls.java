package org.sallyport.proxy.alert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS towards targets: who they are is checked, always. */
public final class ClientTls {

    private ClientTls() {}

    /**
     * A context that trusts the JVM's CAs and those of a file.
     *
     * @param file PEM; null: the JVM's alone
     * @throws IOException when the file can't be used; the message can be shown
     */
    public static SSLContext context(@Nullable Path file) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate known : defaults().getAcceptedIssuers()) {
                store.setCertificateEntry("jvm-" + number++, known);
            }
            if (file != null) {
                try (InputStream in = Files.newInputStream(file)) {
                    for (Certificate more :
                            CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                        store.setCertificateEntry("ca-" + number++, more);
                    }
                }
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IOException(
                    file == null ? "TLS can't be used: " + e.getMessage() : "the CAs in " + file + " can't be used", e);
        }
    }

    private static X509TrustManager defaults() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("the JVM has no CAs");
    }
}
