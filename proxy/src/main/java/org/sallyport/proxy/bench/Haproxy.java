package org.sallyport.proxy.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** HAProxy in TCP mode, which copies bytes and looks at none, with its own defaults otherwise. */
final class Haproxy {

    private static final long START_SECONDS = 10;

    private Haproxy() {}

    /** The program, where it usually is; empty when it isn't installed. */
    static Optional<Path> installed() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin" + File.pathSeparator
                + "/usr/local/sbin";
        for (String folder : path.split(File.pathSeparator)) {
            Path program = Path.of(folder, "haproxy");
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    /** Its version, in its own words; empty when it doesn't tell. */
    static String version(Path program) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(program.toString(), "-v")
                .redirectErrorStream(true)
                .start();
        String said = new String(asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        asked.waitFor();
        return said.lines().findFirst().orElse("").split(" - ")[0];
    }

    /**
     * Starts it in the foreground and waits until it accepts connections.
     *
     * @param scratch where its configuration is written
     */
    static ChildProcess start(Path program, Path scratch, Map<Dialogue, InetSocketAddress> services)
            throws IOException, InterruptedException {
        Map<Dialogue, InetSocketAddress> entries = new LinkedHashMap<>();
        for (Dialogue dialogue : services.keySet()) {
            entries.put(dialogue, freePort());
        }
        Path file = scratch.resolve("haproxy.cfg");
        Files.writeString(file, configuration(entries, services));
        ChildProcess child =
                ChildProcess.start(Middle.HAPROXY, List.of(program.toString(), "-db", "-f", file.toString()));
        try {
            entries.forEach(child::entry);
            for (InetSocketAddress entry : entries.values()) {
                awaitListening(child, entry);
            }
            return child;
        } catch (IOException | InterruptedException e) {
            child.close();
            throw e;
        }
    }

    private static String configuration(
            Map<Dialogue, InetSocketAddress> entries, Map<Dialogue, InetSocketAddress> services) {
        StringBuilder file = new StringBuilder("""
                global
                  maxconn %d
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 2m
                  timeout server 2m
                """.formatted(BenchOptions.MOST_IDLE + 100));
        entries.forEach((dialogue, entry) -> file.append("""
                listen %s
                  bind 127.0.0.1:%d
                  server service 127.0.0.1:%d
                """.formatted(
                        dialogue.name(),
                        entry.getPort(),
                        Objects.requireNonNull(services.get(dialogue)).getPort())));
        return file.toString();
    }

    /** It can't be told to pick one: another program may take the port before it does, which shows as an error. */
    private static InetSocketAddress freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    private static void awaitListening(ChildProcess child, InetSocketAddress entry)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(entry, 1_000);
                return;
            } catch (IOException e) {
                if (!child.isAlive() || System.nanoTime() > until) {
                    throw new IOException("HAProxy did not start:\n" + child.output(), e);
                }
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
