package org.sallyport.archive.elastic;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.TransportException;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import co.elastic.clients.transport.rest5_client.low_level.Rest5ClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The way to Elasticsearch. Safe for any thread. Never asks {@code info} or {@code ping}: our local node has neither.
 */
final class ElasticConnection implements AutoCloseable {

    private final ElasticSettings settings;
    private final IndexNames names;
    private final Rest5ClientTransport transport;
    private final ElasticsearchClient client;
    private volatile boolean templatesPut;

    /** @throws IOException when the certificates cannot be read */
    ElasticConnection(ElasticSettings settings) throws IOException {
        this.settings = settings;
        this.names = new IndexNames(settings);
        Timeout timeout = Timeout.of(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        Rest5ClientBuilder builder = Rest5Client.builder(settings.urls());
        builder.setConnectionConfigCallback(
                connection -> connection.setConnectTimeout(Timeout.ofSeconds(5)).setSocketTimeout(timeout));
        builder.setRequestConfigCallback(request -> request.setResponseTimeout(timeout));
        ElasticSettings.User user = settings.user();
        if (user != null) {
            builder.setDefaultHeaders(new Header[] {new BasicHeader("Authorization", authorization(user))});
        }
        Path ca = settings.ca();
        if (ca != null) {
            builder.setSSLContext(trusting(ca));
        }
        this.transport = new Rest5ClientTransport(builder.build(), new JacksonJsonpMapper());
        this.client = new ElasticsearchClient(transport);
    }

    ElasticsearchClient client() {
        return client;
    }

    IndexNames names() {
        return names;
    }

    /** Says what our indices are like, before the first of them is made by whoever writes first. */
    void ensureTemplates() throws IOException {
        if (templatesPut) {
            return;
        }
        for (String template : new String[] {"im", "access", "dead"}) {
            String json = resource(template + ".json").replace("PREFIX", names.prefix());
            client.indices()
                    .putIndexTemplate(t -> t.withJson(new StringReader(json)).name(names.prefix() + "-" + template));
        }
        templatesPut = true;
    }

    /** The archive was away and may come back empty: on a new disk, as a new cluster. */
    void forgetTemplates() {
        templatesPut = false;
    }

    /** What went wrong and what to do next, in words for an administrator; never anything people wrote. */
    String explain(Exception e) {
        String where = settings.urls().getFirst().toString();
        return switch (e) {
            case ElasticsearchException refused ->
                explain(where, refused.status(), refused.error().type());
            case TransportException refused
            when refused.statusCode() >= 400 -> explain(where, refused.statusCode(), "no reason given");
            default ->
                "The archive at " + where + " does not answer (" + cause(e)
                        + "). Is Elasticsearch running there and reachable from here?";
        };
    }

    private static String explain(String where, int status, @Nullable String type) {
        if ("cluster_block_exception".equals(type)) {
            return "The archive at " + where
                    + " takes no writes at the moment: its indices are blocked, as happens when its disk is"
                    + " nearly full. Give it room.";
        }
        return switch (status) {
            case 401 ->
                "The archive at " + where
                        + " does not accept the gateway's user or key. Correct it in the configuration.";
            case 403 ->
                "The archive at " + where + " does not allow the gateway this (" + type
                        + "). Give its user read and write rights on its indices, and index templates.";
            case 429 ->
                "The archive at " + where + " is overloaded or out of disk (" + type
                        + "). Give it room; everything waits in the journal meanwhile.";
            default ->
                "The archive at " + where + " answers with an error (" + status + ", " + type
                        + "). Its own log says more.";
        };
    }

    private static String cause(Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage();
        return message == null ? deepest.getClass().getSimpleName() : message;
    }

    private static String authorization(ElasticSettings.User user) {
        return switch (user) {
            case ElasticSettings.User.Password password ->
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (password.name() + ":" + password.password()).getBytes(StandardCharsets.UTF_8));
            case ElasticSettings.User.ApiKey key -> "ApiKey " + key.encoded();
        };
    }

    private static SSLContext trusting(Path ca) throws IOException {
        try (InputStream in = Files.newInputStream(ca)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificates can be read from " + ca + ": " + e.getMessage(), e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = ElasticConnection.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("our own resource " + name, e);
        }
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
