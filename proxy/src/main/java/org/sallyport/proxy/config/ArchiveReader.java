package org.sallyport.proxy.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.journal.Journal;
import org.sallyport.archive.node.NodeSettings;

/** Reads {@code archive}. */
final class ArchiveReader {

    private final Section section;
    private final Function<String, Path> paths;

    ArchiveReader(Section section, Function<String, Path> paths) {
        this.section = section;
        this.paths = paths;
    }

    Configuration.Archive read() {
        Map<String, Journal.Guarantee> guarantees = new LinkedHashMap<>();
        guarantees.put("durable", Journal.Guarantee.DURABLE);
        guarantees.put("buffered", Journal.Guarantee.BUFFERED);
        Map<String, Boolean> onFailure = new LinkedHashMap<>();
        onFailure.put("block", false);
        onFailure.put("pass", true);
        return new Configuration.Archive(
                section.oneOf(
                        "guarantee",
                        guarantees,
                        "durable",
                        "What an event waits for before it goes on: the disk, or only the operating system."),
                section.oneOf("on-failure", onFailure, "block", "What becomes of an event that can't be journaled."),
                section.duration(
                        "conversation-idle",
                        Duration.ofMinutes(1),
                        Duration.ofDays(7),
                        Duration.ofMinutes(30),
                        "The longest gap within a conversation."),
                section.duration(
                        "keep-journal",
                        Duration.ZERO,
                        Duration.ofDays(3650),
                        Duration.ofDays(7),
                        "How long journal segments stay once all in them is archived."),
                section.size("segment", 64 << 10, 1 << 30, 64 << 20, "How large a journal segment grows."),
                elasticsearch(section.in("elasticsearch")));
    }

    private Configuration.Elasticsearch elasticsearch(Section es) {
        List<String> urls = es.texts(
                "urls",
                List.of(),
                "URLs",
                "The nodes of an Elasticsearch cluster. Without any, the gateway runs a node of its own.");
        @Nullable String username = es.optionalText("username", 255, "For basic authentication at the cluster.");
        @Nullable String password = es.optionalText("password", 1_000, "Likewise.");
        @Nullable String apiKey = es.optionalText("api-key", 1_000, "Instead of name and password.");
        @Nullable String ca = es.optionalText("ca", 1_000, "A PEM file with the CA of the cluster's certificates.");
        Section local = es.in("local");
        boolean enabled =
                local.flag("enabled", true, "Whether the gateway runs a node of its own when no cluster is named.");
        int heap = local.number("heap-mb", 256, 31_744, NodeSettings.DEFAULT_HEAP_MEGABYTES, "Its heap, in megabytes.");
        int port = local.number("port", 0, 65_535, 0, "Where it answers on loopback; 0 picks a free one.");
        if (urls.isEmpty()) {
            if (username != null || password != null || apiKey != null || ca != null) {
                es.fail("username, password, api-key and ca are for a cluster: name its 'urls'");
            }
            return enabled ? new Configuration.Elasticsearch.Local(heap, port) : new Configuration.Elasticsearch.None();
        }
        if ((username == null) != (password == null)) {
            es.fail("username and password go together");
        }
        if (username != null && apiKey != null) {
            es.fail("either username and password or api-key, not both");
        }
        return new Configuration.Elasticsearch.Cluster(
                uris(es, urls), username, password, apiKey, ca == null ? null : paths.apply(ca));
    }

    private static List<URI> uris(Section es, List<String> urls) {
        List<URI> uris = new ArrayList<>();
        for (String url : urls) {
            try {
                URI uri = URI.create(url);
                if (uri.getUserInfo() != null) {
                    // Not repeated in the message: it has the password in it.
                    es.fail("urls: the name and password belong into 'username' and 'password', not into a URL");
                    continue;
                }
                if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                    uris.add(uri);
                    continue;
                }
            } catch (IllegalArgumentException e) {
                // Told below, like every other wrong URL.
            }
            es.fail("urls: '" + url + "' is no URL such as https://elastic.example.com:9200");
        }
        return uris;
    }
}
