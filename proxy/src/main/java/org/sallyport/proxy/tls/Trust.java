package org.sallyport.proxy.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** How services are known to be who they say. */
final class Trust {

    private Trust() {}

    /**
     * For connections to services: the JVM's CAs and those of a file, names checked as HTTPS does (RFC 9525).
     *
     * @param file PEM; null: the JVM's alone
     * @param asked is told when a service wants a certificate of its client
     */
    static SslContext context(@Nullable Path file, NoCertificate asked) throws AuthorityException {
        List<X509Certificate> more = file == null ? List.of() : AuthorityFiles.readCertificates(file);
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            List<X509Certificate> all = new ArrayList<>(defaults());
            all.addAll(more);
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry("ca-" + i, all.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(factory)
                    .keyManager(asked)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .endpointIdentificationAlgorithm("HTTPS")
                    .sessionCacheSize(1_000)
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new AuthorityException("the CAs of services can't be used: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> defaults() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        List<X509Certificate> all = new ArrayList<>();
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                all.addAll(List.of(x509.getAcceptedIssuers()));
            }
        }
        return all;
    }
}
