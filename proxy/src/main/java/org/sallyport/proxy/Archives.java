package org.sallyport.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.elastic.ElasticArchive;
import org.sallyport.archive.elastic.ElasticSettings;
import org.sallyport.archive.journal.SegmentJournal;
import org.sallyport.archive.node.ElasticsearchNode;
import org.sallyport.archive.node.NodeException;
import org.sallyport.archive.node.NodeSettings;
import org.sallyport.archive.node.NodeState;
import org.sallyport.archive.search.ArchiveEvents;
import org.sallyport.archive.search.ArchiveSearch;
import org.sallyport.archive.search.ArchiveStatus;
import org.sallyport.archive.search.Conversation;
import org.sallyport.archive.search.SearchPage;
import org.sallyport.archive.search.SearchQuery;
import org.sallyport.proxy.config.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The archive in use, with the local node when there is no cluster. Any thread. */
public final class Archives implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Archives.class);

    private final @Nullable ElasticsearchNode node;
    private final @Nullable ElasticArchive archive;
    private final ArchiveSearch search;

    private Archives(@Nullable ElasticsearchNode node, @Nullable ElasticArchive archive, ArchiveSearch search) {
        this.node = node;
        this.archive = archive;
        this.search = search;
    }

    static Archives open(Configuration configuration, SegmentJournal journal) throws GatewayException, IOException {
        Path shipping = configuration.data().resolve("shipping");
        return switch (configuration.archive().elasticsearch()) {
            case Configuration.Elasticsearch.None none -> new Archives(null, null, new NoSearch(journal));
            case Configuration.Elasticsearch.Cluster cluster -> {
                ElasticArchive archive = ElasticArchive.open(settings(cluster), journal.reader(), shipping);
                yield new Archives(null, archive, archive);
            }
            case Configuration.Elasticsearch.Local local -> local(configuration, local, journal, shipping);
        };
    }

    private static Archives local(
            Configuration configuration, Configuration.Elasticsearch.Local local, SegmentJournal journal, Path shipping)
            throws GatewayException, IOException {
        NodeSettings d = NodeSettings.of(distribution(), configuration.data().resolve("elasticsearch"));
        ElasticsearchNode node;
        try {
            node = ElasticsearchNode.start(
                    new NodeSettings(
                            d.distribution(),
                            d.directory(),
                            d.javaHome(),
                            local.port(),
                            local.heapMegabytes(),
                            d.clusterName(),
                            d.uid()),
                    Archives::log);
        } catch (NodeException e) {
            throw new GatewayException("the local Elasticsearch can't be started: " + e.getMessage(), e);
        }
        try {
            ElasticArchive archive = ElasticArchive.open(ElasticSettings.of(node.url()), journal.reader(), shipping);
            return new Archives(node, archive, archive);
        } catch (IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private static void log(NodeState state) {
        switch (state) {
            case NodeState.Starting starting -> LOG.debug("{}", starting.message());
            case NodeState.Ready ready -> LOG.info("{}", ready.message());
            case NodeState.Restarting restarting -> LOG.warn("{}", restarting.message());
            case NodeState.Stopped stopped -> LOG.info("{}", stopped.message());
        }
    }

    /** The unpacked Elasticsearch that the build put beside the program. */
    private static Path distribution() throws GatewayException {
        Path home = Path.of(System.getProperty("sallyport.home", "")).toAbsolutePath();
        Path unpacked = home.resolve(".sallyport");
        if (Files.isDirectory(unpacked)) {
            try (var found = Files.list(unpacked)) {
                List<Path> candidates = found.filter(
                                p -> p.getFileName().toString().startsWith("elasticsearch-"))
                        .sorted()
                        .toList();
                if (!candidates.isEmpty()) {
                    return candidates.getLast();
                }
            } catch (IOException e) {
                throw new GatewayException("can't read " + unpacked + ": " + e.getMessage(), e);
            }
        }
        throw new GatewayException(
                "there is no Elasticsearch in " + unpacked
                        + ": build with ./sallyport build, or name a cluster in 'archive.elasticsearch.urls'",
                new IOException("missing"));
    }

    private static ElasticSettings settings(Configuration.Elasticsearch.Cluster cluster) {
        ElasticSettings.User user = null;
        if (cluster.apiKey() != null) {
            user = new ElasticSettings.User.ApiKey(cluster.apiKey());
        } else if (cluster.username() != null && cluster.password() != null) {
            user = new ElasticSettings.User.Password(cluster.username(), cluster.password());
        }
        ElasticSettings d = ElasticSettings.of(cluster.urls().getFirst());
        return new ElasticSettings(
                cluster.urls(),
                user,
                cluster.ca(),
                d.prefix(),
                d.period(),
                d.timeout(),
                d.bulkRecords(),
                d.bulkBytes());
    }

    /** Asks the archive. */
    public ArchiveSearch search() {
        return search;
    }

    /** Goes through the archive; where there is none, through nothing. */
    public ArchiveEvents events() {
        return archive == null ? ArchiveEvents.NONE : archive;
    }

    /** Whether there is an archive, and not the journal alone. */
    public boolean isConfigured() {
        return archive != null;
    }

    /** When the eldest record that is not in the archive was made; null when everything is there, or there is no archive. */
    public @Nullable Instant waitingSince() {
        return archive == null ? null : archive.waitingSince();
    }

    /** How many records the archive did not take as they were since the start. */
    public long deadLetters() {
        return archive == null ? 0 : archive.deadLetters();
    }

    /** How the local node is, in words; null when there is none. */
    public @Nullable String nodeMessage() {
        return node == null ? null : node.state().message();
    }

    /** The local node's process; empty when there is none. */
    public java.util.OptionalLong nodePid() {
        return node == null ? java.util.OptionalLong.empty() : node.pid();
    }

    /** Waits until the local node answers; true at once when there is none. */
    public boolean awaitReady(Duration limit) throws InterruptedException {
        return node == null || node.awaitReady(limit);
    }

    /** Waits until everything up to a journal number can be found in a search; true at once when there is no archive. */
    public boolean awaitArchived(long sequence, Duration limit) throws InterruptedException {
        if (archive == null) {
            return true;
        }
        if (!archive.awaitShipped(sequence, limit)) {
            return false;
        }
        try {
            archive.refresh();
            return true;
        } catch (ArchiveSearch.ArchiveUnavailable e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (archive != null) {
            archive.close();
        }
        if (node != null) {
            node.close();
        }
    }

    /** Says why nothing can be searched. */
    private record NoSearch(SegmentJournal journal) implements ArchiveSearch {

        private static ArchiveUnavailable none() {
            return new ArchiveUnavailable(
                    "No archive is configured, only the journal. Set 'archive.elasticsearch' to search.",
                    new IOException("no archive"));
        }

        @Override
        public SearchPage search(SearchQuery query, Reader reader) throws ArchiveUnavailable {
            throw none();
        }

        @Override
        public Conversation conversation(String conversation, String around, int size, Reader reader)
                throws ArchiveUnavailable {
            throw none();
        }

        @Override
        public void heldShown(List<String> messages, Reader reader) {
            // Whoever runs without an archive has the log.
        }

        @Override
        public ArchiveStatus status() {
            long journaled = journal.status().durableSequence();
            return new ArchiveStatus(false, "No archive is configured, only the journal.", journaled, 0);
        }
    }
}
