package org.sallyport.archive.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole life of a real node. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ElasticsearchNodeIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = LocalNode.reachableDirectory();
    }

    @AfterEach
    void deleteDirectory() throws IOException {
        LocalNode.delete(directory);
    }

    @Test
    void startsAnswersIsStartedAgainWhenKilledAndLeavesNothing() throws Exception {
        List<NodeState> seen = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch restarting = new CountDownLatch(1);
        ElasticsearchNode node = ElasticsearchNode.start(settings(LocalNode.distribution()), state -> {
            seen.add(state);
            if (state instanceof NodeState.Restarting) {
                restarting.countDown();
            }
        });
        ProcessHandle first;
        ProcessHandle second;
        try {
            assertThat(node.awaitReady(PATIENCE)).as(this::log).isTrue();
            first = ProcessHandle.of(node.pid().orElseThrow()).orElseThrow();
            if (isRoot()) {
                assertThat(uidOf(first)).isEqualTo(NodeSettings.DEFAULT_UID);
            }
            assertThatThrownBy(() -> ElasticsearchNode.start(settings(LocalNode.distribution()), state -> {}))
                    .isInstanceOf(NodeException.class)
                    .hasMessageContaining("Another gateway");

            first.destroyForcibly();
            first.onExit().get(30, TimeUnit.SECONDS);
            restarting.await();
            assertThat(node.awaitReady(PATIENCE)).as(this::log).isTrue();
            second = ProcessHandle.of(node.pid().orElseThrow()).orElseThrow();
            assertThat(second).isNotEqualTo(first);
        } finally {
            node.close();
        }
        assertThat(second.isAlive()).isFalse();
        assertThat(processesIn(directory)).isEmpty();
        assertThat(node.pid()).isEmpty();
        assertThat(node.state()).isInstanceOf(NodeState.Stopped.class);
        assertThat(seen.stream().map(Object::getClass).distinct())
                .containsExactly(
                        NodeState.Starting.class,
                        NodeState.Ready.class,
                        NodeState.Restarting.class,
                        NodeState.Stopped.class);
    }

    @Test
    void diesWithAKilledGatewayAndItsRemainsAreNoHindrance() throws Exception {
        Process gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        GatewayMain.class.getName(),
                        LocalNode.distribution().toString(),
                        directory.resolve("node").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<ProcessHandle> children;
        try (var out = gateway.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.equals("ready")) {
                line = out.readLine();
            }
            assertThat(line).as(this::log).isEqualTo("ready");
            children = processesIn(directory.resolve("node/tmp"));
            assertThat(children).isNotEmpty();
        } finally {
            gateway.destroyForcibly().waitFor();
        }
        for (ProcessHandle child : children) {
            child.onExit().get(60, TimeUnit.SECONDS);
        }
        try (ElasticsearchNode node = ElasticsearchNode.start(settings(LocalNode.distribution()), state -> {})) {
            assertThat(node.awaitReady(PATIENCE)).as(this::log).isTrue();
        }
        assertThat(processesIn(directory)).isEmpty();
    }

    @Test
    void endsWhatAnEarlierGatewayLeftBehindAndNothingElse() throws Exception {
        Process left = new ProcessBuilder("sleep", "600").start();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            try (NodePids earlier = NodePids.take(directory)) {
                earlier.record(left.toHandle());
            }
            // The stranger has got the number of a process of ours that is long gone.
            Path file = directory.resolve("node.pids");
            Files.writeString(file, Files.readString(file) + stranger.pid() + " 12345\n");
            try (NodePids now = NodePids.take(directory)) {
                now.endStale();
            }
            assertThat(left.isAlive()).isFalse();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            left.destroyForcibly().waitFor();
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void copiesADistributionItsUserCannotReach() throws Exception {
        Assumptions.assumeTrue(isRoot(), "only root starts the node as somebody else");
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        // A link is enough: what counts is whether the node's user gets through.
        Path link = Files.createSymbolicLink(closed.resolve("elasticsearch"), LocalNode.distribution());
        NodeHome home = new NodeHome(settings(link));
        home.prepare();
        assertThat(home.command().command().getLast())
                .isEqualTo(directory
                        .resolve("node/distribution/elasticsearch/bin/elasticsearch")
                        .toString());
        assertThat(directory.resolve("node/distribution/elasticsearch/bin/elasticsearch"))
                .isExecutable();
    }

    @Test
    void saysWhatIsWrongBeforeItStartsAnything() throws Exception {
        assertThatThrownBy(() -> ElasticsearchNode.start(settings(directory.resolve("nowhere")), state -> {}))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("no Elasticsearch in");
        Path distribution = LocalNode.distribution();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NodeSettings settings = settings(distribution);
            NodeSettings taken = new NodeSettings(
                    distribution,
                    settings.directory(),
                    settings.javaHome(),
                    other.getLocalPort(),
                    512,
                    "sallyport",
                    NodeSettings.DEFAULT_UID);
            assertThatThrownBy(() -> ElasticsearchNode.start(taken, state -> {}))
                    .isInstanceOf(NodeException.class)
                    .hasMessageContaining("taken by another program");
        }
    }

    /** A gateway of its own process, to be killed. */
    static final class GatewayMain {
        private GatewayMain() {}

        public static void main(String[] args) throws Exception {
            ElasticsearchNode node =
                    ElasticsearchNode.start(NodeSettings.of(Path.of(args[0]), Path.of(args[1])), state -> {});
            boolean ready = node.awaitReady(PATIENCE);
            System.out.println(ready ? "ready" : node.state().message());
            System.out.flush();
            Thread.currentThread().join();
        }
    }

    private NodeSettings settings(Path distribution) {
        return NodeSettings.of(distribution, directory.resolve("node"));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static int uidOf(ProcessHandle process) throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/" + process.pid()), "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static List<ProcessHandle> processesIn(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
                .toList();
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("node/elasticsearch.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
