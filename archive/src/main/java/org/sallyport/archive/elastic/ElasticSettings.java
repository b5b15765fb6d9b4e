package org.sallyport.archive.elastic;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which Elasticsearch is the archive, and how it is used.
 *
 * @param urls the nodes, {@code http} or {@code https}, at least one; several must be of one cluster
 * @param user how we sign in; null: not at all, which only a node on loopback should allow
 * @param ca certificates (PEM) that vouch for the nodes; null: those of the Java installation
 * @param prefix what the names of our indices begin with: a lower-case letter, then lower-case letters, digits and {@code -}, 1 to 32
 * @param period how long one index goes on
 * @param timeout how long a request may take, 1 to 300 seconds
 * @param bulkRecords how many records go in one request at the most, 1 to 10,000
 * @param bulkBytes how many bytes of records go in one request, 100,000 to 50,000,000; a single longer record still goes
 */
public record ElasticSettings(
        List<URI> urls,
        @Nullable User user,
        @Nullable Path ca,
        String prefix,
        Period period,
        Duration timeout,
        int bulkRecords,
        int bulkBytes) {

    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** @throws IllegalArgumentException when a bound is broken; the message can be shown */
    public ElasticSettings {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("the archive needs at least one URL");
        }
        for (URI url : urls) {
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
                throw new IllegalArgumentException("not an http or https URL: " + url);
            }
            if (url.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        "the user belongs into its own setting, not into the URL of " + url.getHost());
            }
        }
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("not an index prefix: " + prefix);
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("the archive's timeout must be 1 s to 300 s, is " + timeout);
        }
        if (bulkRecords < 1 || bulkRecords > 10_000) {
            throw new IllegalArgumentException("records per request must be 1 to 10000, is " + bulkRecords);
        }
        if (bulkBytes < 100_000 || bulkBytes > 50_000_000) {
            throw new IllegalArgumentException("bytes per request must be 100000 to 50000000, is " + bulkBytes);
        }
    }

    /** Everything as it is by default, at one URL. */
    public static ElasticSettings of(URI url) {
        return new ElasticSettings(
                List.of(url), null, null, "sallyport", Period.MONTH, Duration.ofSeconds(30), 1_000, 4_000_000);
    }

    /** The same with another prefix. */
    public ElasticSettings withPrefix(String other) {
        return new ElasticSettings(urls, user, ca, other, period, timeout, bulkRecords, bulkBytes);
    }

    /** How long one index goes on: retention drops whole indices, and very many messages want smaller ones. */
    public enum Period {
        DAY,
        MONTH
    }

    /** How we sign in. */
    public sealed interface User {

        /** With a name and a password. */
        record Password(String name, String password) implements User {
            /** Hides the password. */
            @Override
            public String toString() {
                return "Password[" + name + "]";
            }
        }

        /** With an API key, in the encoded form that Elasticsearch gives out. */
        record ApiKey(String encoded) implements User {
            /** Hides the key. */
            @Override
            public String toString() {
                return "ApiKey[]";
            }
        }
    }
}
