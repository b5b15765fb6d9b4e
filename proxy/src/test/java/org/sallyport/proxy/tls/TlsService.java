package org.sallyport.proxy.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A service of the JDK's TLS, with a certificate as a test wants it. */
final class TlsService implements AutoCloseable {

    /** Talks to a client. */
    interface Talk {
        void talk(SSLSocket socket) throws IOException;
    }

    /** What is said in plain text before TLS begins. */
    interface Before {
        void talk(Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final SSLContext context;

    TlsService(Authority authority, String host, Before before, Consumer<SSLParameters> tuning, Talk talk)
            throws Exception {
        this.context = context(authority, host);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        // Ends when the socket is closed.
        Thread.ofVirtual().start(() -> serve(before, tuning, talk));
    }

    TlsService(Authority authority, String host, Talk talk) throws Exception {
        this(authority, host, socket -> {}, parameters -> {}, talk);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve(Before before, Consumer<SSLParameters> tuning, Talk talk) {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                before.talk(socket);
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, (InputStream) null, true);
                tls.setUseClientMode(false);
                SSLParameters parameters = tls.getSSLParameters();
                tuning.accept(parameters);
                tls.setSSLParameters(parameters);
                tls.startHandshake();
                talk.talk(tls);
                tls.close();
            } catch (IOException e) {
                // A client that refuses, or the end.
            }
        }
    }

    private static SSLContext context(Authority authority, String host) throws Exception {
        KeyPair pair = Certificates.newKey(authority.algorithm(), false);
        X509Certificate[] chain = authority.issue(host, pair).toArray(new X509Certificate[0]);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("host", pair.getPrivate(), new char[0], chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** A client's context that trusts this authority alone. */
    static SSLContext trusting(Authority authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
