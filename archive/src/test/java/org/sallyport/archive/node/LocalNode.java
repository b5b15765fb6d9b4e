package org.sallyport.archive.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One real Elasticsearch for all integration tests of a JVM, started by the first class that asks for it and stopped after the
 * last: {@code @ExtendWith(LocalNode.class)}, then {@link #node}. Classes keep apart by their index prefixes.
 */
public final class LocalNode implements BeforeAllCallback {

    private static final Namespace NAMESPACE = Namespace.create(LocalNode.class);
    /** 10 to 40 s are usual; a busy machine takes longer. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static volatile @Nullable Running running;

    @Override
    public void beforeAll(ExtensionContext context) {
        distribution();
        running = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Running.class, type -> new Running(), Running.class);
    }

    /** The node, ready. */
    public static ElasticsearchNode node() {
        return Objects.requireNonNull(running, "@ExtendWith(LocalNode.class) is missing").node;
    }

    /** The unpacked distribution; the test is skipped when the build has not made one. */
    public static Path distribution() {
        String property = System.getProperty("sallyport.node.distribution", "");
        boolean there = !property.isEmpty() && Files.isRegularFile(Path.of(property, "bin/elasticsearch"));
        if (!there) {
            System.err.println("SKIPPED: no Elasticsearch in '" + property + "'; 'mvnw verify' unpacks one there");
        }
        Assumptions.assumeTrue(there, "no Elasticsearch distribution: 'mvnw verify' unpacks one");
        return Path.of(property);
    }

    /** A directory that the node's user can reach, wherever the sources lie: those of JUnit are closed to others. */
    public static Path reachableDirectory() throws IOException {
        Path directory = Files.createTempDirectory("sallyport-node");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        return directory;
    }

    static void delete(Path top) throws IOException {
        try (Stream<Path> tree = Files.walk(top)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static final class Running implements AutoCloseable {

        private final Path directory;
        private final ElasticsearchNode node;

        Running() {
            try {
                directory = reachableDirectory();
                node = ElasticsearchNode.start(NodeSettings.of(distribution(), directory.resolve("node")), state -> {});
                if (!node.awaitReady(PATIENCE)) {
                    String log = Files.readString(directory.resolve("node/elasticsearch.log"));
                    node.close();
                    throw new AssertionError("Elasticsearch did not start: " + log);
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws IOException {
            node.close();
            delete(directory);
        }
    }
}
