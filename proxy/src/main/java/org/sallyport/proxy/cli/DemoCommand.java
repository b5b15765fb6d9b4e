package org.sallyport.proxy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.DocumentException;
import org.sallyport.proxy.Gateway;
import org.sallyport.proxy.GatewayException;
import org.sallyport.proxy.config.Configuration;
import org.sallyport.proxy.config.ConfigurationReader;
import org.sallyport.proxy.demo.Player;
import org.sallyport.proxy.demo.Recording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport demo}. */
@Command(
        name = "demo",
        description = "Run the whole gateway on this machine and play recorded conversations through it.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    /** Recorded between real clients and a server of today. */
    private static final List<String> RECORDINGS = List.of("oscar.pcap", "oscar-joscar.pcap");

    /** How the clients of the recordings call the authorizer; the other services' addresses came from it. */
    private static final String AUTHORIZER = "login.oscar.aol.com";

    private static final Duration NODE_LIMIT = Duration.ofMinutes(5);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the demo keeps its archive (default: var/demo beside the launcher).")
    private @Nullable Path data;

    @Option(names = "--once", description = "Stop after the conversations are archived, instead of staying up.")
    private boolean once;

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        Terminal terminal = new Terminal(System.out);
        List<Player> players = new ArrayList<>();
        try {
            List<Recording> recordings = new ArrayList<>();
            for (String name : RECORDINGS) {
                Recording recording = recording(name);
                recordings.add(recording);
                players.add(new Player(recording));
            }
            try (Gateway gateway = Gateway.start(configuration(recordings, players), terminal::progress)) {
                Running.closeAtExit(gateway);
                awaitNode(gateway, terminal);
                for (int i = 0; i < players.size(); i++) {
                    play(gateway, recordings.get(i), players.get(i), RECORDINGS.get(i), terminal);
                }
                awaitArchived(gateway, terminal);
                Running.announce(gateway, terminal);
                terminal.line("  Search for: hello");
                if (!once) {
                    Running.untilInterrupted();
                }
            }
        } catch (GatewayException | IOException | DocumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        } finally {
            players.forEach(Player::close);
        }
        return 0;
    }

    private static Recording recording(String name) throws IOException {
        try (InputStream in = DemoCommand.class.getResourceAsStream("/org/sallyport/proxy/demo/" + name)) {
            if (in == null) {
                throw new IOException("the recording " + name + " is missing from the program");
            }
            return Recording.read(in);
        }
    }

    /** Everything by default, with the recorded addresses leading to the players. */
    private Configuration configuration(List<Recording> recordings, List<Player> players) throws DocumentException {
        StringBuilder text = new StringBuilder("data: \"")
                .append(dataDirectory().toString().replace("\\", "\\\\").replace("\"", "\\\""))
                .append("\"\nupstreams:\n  routes:\n");
        for (int i = 0; i < players.size(); i++) {
            for (int port : recordings.get(i).ports()) {
                text.append("    - {host: \"")
                        .append(host(recordings.get(i), port))
                        .append("\", port: ")
                        .append(wanted(i, port))
                        .append(", to: \"127.0.0.1:")
                        .append(players.get(i).servicePort(port))
                        .append("\"}\n");
            }
        }
        return ConfigurationReader.parse("demo", text.toString(), Path.of("").toAbsolutePath());
    }

    private Path dataDirectory() {
        Path chosen = data;
        return chosen != null
                ? chosen.toAbsolutePath()
                : Path.of(System.getProperty("sallyport.home", ""))
                        .toAbsolutePath()
                        .resolve("var/demo");
    }

    private static String host(Recording recording, int port) {
        return port == recording.ports().getFirst() ? AUTHORIZER : "127.0.0.1";
    }

    /** The same address stands in both recordings, so each but the authorizer's is told apart by its port. */
    private static int wanted(int recording, int port) {
        return port + 1_000 * recording;
    }

    private static void awaitNode(Gateway gateway, Terminal terminal) throws InterruptedException, CommandFailure {
        long until = System.nanoTime() + NODE_LIMIT.toNanos();
        while (!gateway.archives().awaitReady(Duration.ofMillis(500))) {
            String message = gateway.archives().nodeMessage();
            terminal.progress("archive", message == null ? "" : message);
            if (System.nanoTime() > until) {
                throw new CommandFailure("Elasticsearch did not start in " + NODE_LIMIT.toMinutes()
                        + " minutes; its log is in the data directory under elasticsearch/logs.");
            }
        }
    }

    private static void play(Gateway gateway, Recording recording, Player player, String name, Terminal terminal)
            throws IOException, InterruptedException {
        InetSocketAddress entry = gateway.addresses().get("proxy");
        if (entry == null) {
            throw new IOException("the proxy entry is off");
        }
        int index = RECORDINGS.indexOf(name);
        InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), entry.getPort());
        int changed = player.play(
                Player.throughSocks(
                        proxy, port -> InetSocketAddress.createUnresolved(host(recording, port), wanted(index, port))),
                (done, total) -> terminal.progress("playing " + name, done + " of " + total));
        terminal.line("  Played " + name + ": " + recording.connections() + " connections"
                + (changed == 0
                        ? ", every byte arrived as it was sent."
                        : ", " + changed + " directions of them were changed by policy."));
    }

    private static void awaitArchived(Gateway gateway, Terminal terminal) throws InterruptedException {
        long journaled = gateway.journaled();
        terminal.progress("archive", journaled + " records");
        if (!gateway.archives().awaitArchived(journaled, Duration.ofSeconds(60))) {
            terminal.line("  The archive has not caught up yet; it goes on in the background.");
        }
    }
}
