package org.sallyport.archive.node;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directories of a node, and the command that starts it in them.
 *
 * <pre>
 * directory/               ours
 *   data/                  the node's: its indices
 *   config/                the node's, written anew before each start
 *   tmp/                   the node's, emptied before each start
 *   distribution/          a copy of the distribution, when the node's user cannot reach the one it was given
 *   elasticsearch.log      what the node says
 *   node.pids, gateway.lock
 * </pre>
 */
final class NodeHome {

    private final NodeSettings settings;
    private final boolean root;
    private final @Nullable Path setpriv;
    private Path distribution;

    NodeHome(NodeSettings settings) {
        this.settings = settings;
        this.root = "root".equals(System.getProperty("user.name"));
        this.setpriv = onPath("setpriv");
        this.distribution = settings.distribution();
    }

    Path directory() {
        return settings.directory();
    }

    Path log() {
        return directory().resolve("elasticsearch.log");
    }

    private Path data() {
        return directory().resolve("data");
    }

    private Path config() {
        return directory().resolve("config");
    }

    private Path tmp() {
        return directory().resolve("tmp");
    }

    /**
     * Makes the directories and sees to it that the node's user can reach what it needs.
     *
     * @throws NodeException when it can't, with what to do about it
     */
    void prepare() throws NodeException {
        if (!Files.isRegularFile(settings.distribution().resolve("bin/elasticsearch"))) {
            throw new NodeException("There is no Elasticsearch in " + settings.distribution()
                    + ". The build unpacks one into .sallyport/; or name the URL of a cluster instead.");
        }
        if (!Files.isExecutable(settings.javaHome().resolve("bin/java"))) {
            throw new NodeException("There is no Java in " + settings.javaHome() + " to run Elasticsearch with.");
        }
        if (root && setpriv == null) {
            throw new NodeException(
                    "Elasticsearch does not run as root, and there is no setpriv (package util-linux) to start it"
                            + " as somebody else. Install it, or run the gateway under its own user.");
        }
        try {
            Files.createDirectories(directory());
            // The node's user passes through, but neither reads nor writes here.
            Files.setPosixFilePermissions(
                    directory(), PosixFilePermissions.fromString(root ? "rwx--x--x" : "rwx------"));
            Files.createDirectories(data());
            if (root) {
                own(data());
                makeReachable();
            }
        } catch (NodeException clear) {
            throw clear;
        } catch (IOException e) {
            throw new NodeException(
                    "The directory " + directory() + " of the local Elasticsearch cannot be prepared: " + e, e);
        }
    }

    /** Writes the configuration anew: the node's user owns it, so what lies there is not trusted and not written through. */
    void configure(int port) throws IOException {
        delete(config());
        delete(tmp());
        Files.createDirectories(config().resolve("jvm.options.d"));
        Files.createDirectory(tmp());
        Files.writeString(config().resolve("elasticsearch.yml"), yaml(port));
        Files.writeString(config().resolve("jvm.options"), jvmOptions());
        Files.writeString(config().resolve("jvm.options.d/sallyport.options"), ownJvmOptions());
        Files.writeString(config().resolve("log4j2.properties"), LOG4J);
        if (root) {
            own(config());
            own(tmp());
        }
    }

    /** The process, ready to start: as another user when we are root, and dying with the thread that starts it. */
    ProcessBuilder command() {
        List<String> command = new ArrayList<>(privileges(true));
        command.add(distribution.resolve("bin/elasticsearch").toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory().toFile());
        builder.redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", path);
        environment.put("HOME", tmp().toString());
        environment.put("HOSTNAME", "localhost");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("ES_JAVA_HOME", settings.javaHome().toString());
        environment.put("ES_PATH_CONF", config().toString());
        environment.put("ES_TMPDIR", tmp().toString());
        return builder;
    }

    private List<String> privileges(boolean dieWithParent) {
        if (setpriv == null) {
            return List.of();
        }
        List<String> prefix = new ArrayList<>(List.of(setpriv.toString()));
        if (root) {
            String uid = Integer.toString(settings.uid());
            prefix.addAll(List.of("--reuid", uid, "--regid", uid, "--clear-groups", "--no-new-privs"));
        }
        if (dieWithParent) {
            prefix.addAll(List.of("--pdeathsig", "KILL"));
        }
        return prefix.size() == 1 ? List.of() : prefix;
    }

    private String yaml(int port) {
        return """
                cluster.name: %s
                node.name: sallyport
                path.data: "%s"
                path.logs: "%s"
                discovery.type: single-node
                # Nobody but this machine reaches it, which is why it asks for no password.
                network.host: 127.0.0.1
                http.port: %d
                transport.port: 0
                xpack.security.enabled: false
                xpack.ml.enabled: false
                """.formatted(settings.clusterName(), data(), tmp(), port);
    }

    /** The distribution's own, without what fills disks: 2 GB of collector logs, and heap dumps with people's words in them. */
    private String jvmOptions() throws IOException {
        StringBuilder kept = new StringBuilder();
        for (String line : Files.readAllLines(settings.distribution().resolve("config/jvm.options"))) {
            if (!line.contains("-Xlog:") && !line.contains("HeapDump") && !line.contains("ErrorFile")) {
                kept.append(line).append('\n');
            }
        }
        return kept.toString();
    }

    private String ownJvmOptions() {
        return """
                -Xms%1$dm
                -Xmx%1$dm
                -XX:-AlwaysPreTouch
                -XX:-HeapDumpOnOutOfMemoryError
                -XX:ErrorFile=%2$s/hs_err_pid%%p.log
                """.formatted(settings.heapMegabytes(), tmp());
    }

    private static final String LOG4J = """
            status = error
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n%xEx{12}
            rootLogger.level = warn
            rootLogger.appenderRef.console.ref = console
            logger.node.name = org.elasticsearch.node
            logger.node.level = info
            """;

    /** The node's user may not get at a distribution below /root: then it gets a copy below its own directory. */
    private void makeReachable() throws IOException {
        if (!reaches("-x", directory())) {
            throw new NodeException(
                    "User " + settings.uid() + ", under which Elasticsearch runs, cannot reach " + directory()
                            + ": a directory above it is closed to others. Choose another place, such as /var/lib/sallyport.");
        }
        if (!reaches("-x", settings.javaHome().resolve("bin/java"))) {
            throw new NodeException(
                    "User " + settings.uid() + ", under which Elasticsearch runs, cannot reach the Java in "
                            + settings.javaHome() + ". Install one where everybody can run it, such as /usr/lib/jvm.");
        }
        if (reaches("-x", settings.distribution().resolve("bin/elasticsearch"))
                && reaches("-r", settings.distribution().resolve("lib/tools/server-launcher"))) {
            return;
        }
        distribution = directory()
                .resolve("distribution")
                .resolve(settings.distribution().getFileName());
        if (!Files.isDirectory(distribution)) {
            Path part = distribution.resolveSibling(distribution.getFileName() + ".part");
            delete(part);
            copy(settings.distribution().toRealPath(), part);
            Files.move(part, distribution, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private boolean reaches(String how, Path path) throws IOException {
        List<String> command = new ArrayList<>(privileges(false));
        command.addAll(List.of("test", how, path.toString()));
        Process test = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            if (!test.waitFor(10, TimeUnit.SECONDS)) {
                test.destroyForcibly();
                throw new NodeException("setpriv did not answer; is the process table full?");
            }
            return test.exitValue() == 0;
        } catch (InterruptedException e) {
            test.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new NodeException("interrupted while preparing the local Elasticsearch", e);
        }
    }

    /** Gives a tree to the node's user, following no link; a tree whose top is already theirs is left as it is. */
    private void own(Path top) throws IOException {
        if (Integer.valueOf(settings.uid()).equals(Files.getAttribute(top, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(top)) {
            all = new ArrayList<>(tree.toList());
        }
        // The top comes last: if we are stopped half way, it is done again.
        for (Path path : all.reversed()) {
            Files.setAttribute(path, "unix:uid", settings.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", settings.uid(), LinkOption.NOFOLLOW_LINKS);
        }
        Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwx------"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                boolean directory = Files.isDirectory(path);
                if (directory) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
                boolean runs = directory || Files.isExecutable(path);
                Files.setPosixFilePermissions(
                        target, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static void delete(Path top) throws IOException {
        if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static @Nullable Path onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Stream.of(path.split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }
}
