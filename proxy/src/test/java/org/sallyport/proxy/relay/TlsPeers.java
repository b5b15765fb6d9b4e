package org.sallyport.proxy.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.testkit.Certificates;
import org.sallyport.proxy.tls.Interception;
import org.sallyport.proxy.tls.TlsSettings;

/** A service with a certificate of its own, a client that checks it, and what a gateway between them needs. */
final class TlsPeers implements AutoCloseable {

    static final String HOST = "chat.example";

    private static final int SILENCE_MILLIS = 40_000;

    private final Certificates certificates;
    private final Path folder;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param folder for its files */
    TlsPeers(Path folder) throws Exception {
        this.folder = folder;
        this.certificates = new Certificates(folder, HOST);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Does something with a connection. */
    interface Talk<T> {
        T with(SSLSocket socket) throws Exception;
    }

    ServerSocket listener() {
        return listener;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The service's own certificate. */
    Path pem() {
        return certificates.pem();
    }

    /** The certificate of the gateway's CA, once there is one. */
    Path authority() {
        return folder.resolve("gateway").resolve("ca.pem");
    }

    /** Looks into TLS to {@link #HOST}. */
    Interception interception(@Nullable Path trust) throws Exception {
        TlsSettings settings = new TlsSettings(
                List.of(new TlsSettings.Rule(HOST, null, List.of())),
                List.of(),
                new TlsSettings.AuthoritySettings(null, null, "Sallyport", TlsSettings.Algorithm.EC),
                List.of("TLSv1.3", "TLSv1.2"),
                trust,
                Duration.ofSeconds(30));
        return Interception.open(settings, folder.resolve("gateway"), Clock.systemUTC());
    }

    /** What the service does with its next connection, on a thread of its own. */
    <T> CompletableFuture<T> serve(Talk<T> talk) {
        return later(() -> {
            try (Socket socket = accept()) {
                return serve(socket, talk);
            }
        });
    }

    /** TLS as the service speaks it on a connection that may have had plain text before. */
    <T> T serve(Socket socket, Talk<T> talk) throws Exception {
        SSLSocket tls =
                (SSLSocket) certificates.context().getSocketFactory().createSocket(socket, (InputStream) null, false);
        tls.setUseClientMode(false);
        tls.startHandshake();
        return talk.with(tls);
    }

    Socket accept() throws IOException {
        Socket socket = listener.accept();
        socket.setSoTimeout(SILENCE_MILLIS);
        return socket;
    }

    /** Something that goes on while the test does something else. */
    <T> CompletableFuture<T> later(java.util.concurrent.Callable<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (Exception e) {
                        throw new java.util.concurrent.CompletionException(e);
                    }
                },
                threads);
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(50, TimeUnit.SECONDS);
    }

    /** A client that speaks TLS with {@link #HOST} over this, the handshake still to be made. */
    static SSLSocket client(Socket socket, Path trusted) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(trusted)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        socket.setSoTimeout(SILENCE_MILLIS);
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, HOST, 443, true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(HOST)));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        return tls;
    }

    static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    static String hear(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), ISO_8859_1);
    }

    /** All until the end; a reset is an end too, and so is an end that TLS was not told of. */
    static String rest(Socket socket) throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            for (int b = socket.getInputStream().read();
                    b >= 0;
                    b = socket.getInputStream().read()) {
                all.append((char) b);
            }
        } catch (java.net.SocketException | SSLException e) {
            // Ended.
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
