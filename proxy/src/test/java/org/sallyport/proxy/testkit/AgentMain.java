package org.sallyport.proxy.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * Does in its own network namespace what a test asks of it, so that not every step needs a new JVM. A line in,
 * {@code NUMBER WORDS...}; a line out, {@code NUMBER RESULT}. Ends with its standard input.
 */
public final class AgentMain {

    /** OSCAR has no room for an IPv6 address where it says where to go next. Clients here take this for the authorizer's. */
    private static final String BOS = "bos.example.com";

    private final List<OscarService> services = new ArrayList<>();
    private @Nullable FileService files;

    private AgentMain() {}

    /** @param args none */
    public static void main(String[] args) throws Exception {
        AgentMain agent = new AgentMain();
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            System.out.println(words[0] + " " + agent.answer(words) + ".");
        }
    }

    private String answer(String[] words) {
        try {
            return switch (words[1]) {
                case "oscar" -> oscar(words[2], words[3], words[4]);
                case "files" -> files(words[2]);
                case "callers" ->
                    String.join(" ", java.util.Objects.requireNonNull(files).callers());
                case "talk" -> talk(to(words), words[4]);
                case "dial" -> dial(to(words), Integer.parseInt(words[4]));
                case "once" -> {
                    FileService.once(() -> Dialer.direct().dial(to(words)));
                    yield "whole";
                }
                case "transfer" -> {
                    FileService.transfer(() -> Dialer.direct().dial(to(words)), 15);
                    yield "whole";
                }
                default -> "cannot " + words[1];
            };
        } catch (Exception | AssertionError e) {
            return "failed: " + e.toString().replaceAll("\\s+", " ");
        }
    }

    private static Address to(String[] words) {
        return new Address(words[2], Integer.parseInt(words[3]));
    }

    /** {@code oscar HOST AUTHORIZER BOS}: serves there. */
    private String oscar(String host, String authorizer, String bos) throws IOException {
        int port = Integer.parseInt(bos);
        services.add(OscarService.start(
                InetAddress.getByName(host), Integer.parseInt(authorizer), port, new Address(BOS, port)));
        return "serving";
    }

    /** {@code files PORT}: answers there, on all addresses. */
    private String files(String port) throws IOException {
        files = FileService.serve(InetAddress.getByName("::"), Integer.parseInt(port));
        return "serving";
    }

    /** {@code talk HOST PORT WORDS}: alice and bobby sign on, alice says something to bobby, and he hears it. */
    private static String talk(Address authorizer, String words) throws Exception {
        Dialer dialer =
                to -> Dialer.direct().dial(to.host().equals(BOS) ? new Address(authorizer.host(), to.port()) : to);
        try (OscarClient alice = OscarClient.signOn(dialer, authorizer, "alice");
                OscarClient bobby = OscarClient.signOn(dialer, authorizer, "bobby")) {
            // The service announces bobby once it would find him.
            alice.expect("03/0B", snac -> snac.is(3, 0x0B));
            alice.say("bobby", words);
            return "heard " + bobby.expectMessage("alice", words).text();
        }
    }

    /** {@code dial HOST PORT MILLIS}: whether somebody who speaks first answers there. */
    private static String dial(Address to, int millis) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(to.host(), to.port()), millis);
            socket.setSoTimeout((int) Await.LIMIT.toMillis());
            return socket.getInputStream().read() < 0 ? "refused: end" : "answered";
        } catch (IOException e) {
            return "refused: " + e.getMessage();
        }
    }
}
