package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.sallyport.protocols.Address;

/**
 * A directory for one gateway, and the configuration in it. The directory may be entered by everybody, because Elasticsearch runs
 * as another user when the tests run as root.
 */
public final class GatewayFiles implements AutoCloseable {

    /** What clients call the authorizer. */
    public static final Address AUTHORIZER = new Address("login.oscar.aol.com", 5190);

    /** What the service calls its BOS. */
    public static final Address BOS = new Address("bos.oscar.aol.com", 5190);

    /** For a gateway with a node of its own. */
    public static final String LOCAL_NODE = "archive: {elasticsearch: {local: {heap-mb: 512}}}\n";

    /** For a gateway with nothing but the journal. */
    public static final String JOURNAL_ONLY = "archive: {elasticsearch: {local: {enabled: false}}}\n";

    private final Path directory;

    private GatewayFiles(Path directory) {
        this.directory = directory;
    }

    /** An empty directory. */
    public static GatewayFiles create() throws IOException {
        return new GatewayFiles(Files.createTempDirectory(
                "sallyport-journey",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"))));
    }

    /** The directory. */
    public Path directory() {
        return directory;
    }

    /** Where the gateway keeps its data. */
    public Path data() {
        return directory.resolve("data");
    }

    /** The rulebase, once the gateway has written it. */
    public Path policy() {
        return data().resolve("policy.yaml");
    }

    /**
     * A configuration on loopback with every entry but the transparent one, whose upstream is this service.
     *
     * @param proxyPort for SOCKS and CONNECT; 0 picks a free one
     * @param consolePort likewise
     * @param routes further items of {@code upstreams.routes}, indented by four, each with its line break
     * @param sections further sections, {@link #LOCAL_NODE} or {@link #JOURNAL_ONLY} among them
     */
    public String configuration(OscarService service, int proxyPort, int consolePort, String routes, String sections) {
        return """
                data: "%s"
                entries:
                  proxy: {listen: "127.0.0.1:%d"}
                  transparent: {listen: "off"}
                  fixed: [{name: aim, listen: "127.0.0.1:0", stands-in-for: "%s"}]
                redirect-ports: {listen: "127.0.0.1", first: 0, count: 4}
                console: {listen: "127.0.0.1:%d"}
                health: {listen: "127.0.0.1:0"}
                upstreams:
                  routes:
                    - {host: "%s", port: %d, to: "127.0.0.1:%d"}
                    - {host: "%s", port: %d, to: "127.0.0.1:%d"}
                """.formatted(
                                data(),
                                proxyPort,
                                AUTHORIZER,
                                consolePort,
                                AUTHORIZER.host(),
                                AUTHORIZER.port(),
                                service.authorizerPort(),
                                BOS.host(),
                                BOS.port(),
                                service.bosPort())
                + routes
                + sections;
    }

    /** Removes everything. */
    @Override
    public void close() throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path folder, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
