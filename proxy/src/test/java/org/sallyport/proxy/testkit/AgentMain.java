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

    /** Neither OSCAR nor MSNP have room for an IPv6 address where they say where to go next. Clients here take this for the first's. */
    private static final String ELSEWHERE = "elsewhere.example.com";

    private final List<AutoCloseable> services = new ArrayList<>();
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
                case "msn" -> msn(words[2], words[3], words[4], words[5]);
                case "yahoo" -> yahoo(words[2], words[3]);
                case "files" -> files(words[2]);
                case "callers" ->
                    String.join(" ", java.util.Objects.requireNonNull(files).callers());
                case "talk" -> talk(to(words), words[4]);
                case "talk-msn" -> talkMsn(to(words), words[4]);
                case "talk-yahoo" -> talkYahoo(to(words), words[4]);
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
                InetAddress.getByName(host), Integer.parseInt(authorizer), port, new Address(ELSEWHERE, port)));
        return "serving";
    }

    /** {@code msn HOST DISPATCH NOTIFICATION SWITCHBOARD}: serves there. */
    private String msn(String host, String dispatch, String notification, String switchboard) throws IOException {
        int[] ports = {Integer.parseInt(dispatch), Integer.parseInt(notification), Integer.parseInt(switchboard)};
        services.add(MsnService.start(
                InetAddress.getByName(host),
                ports,
                new Address(ELSEWHERE, ports[1]),
                new Address(ELSEWHERE, ports[2])));
        return "serving";
    }

    /** {@code yahoo HOST PORT}: serves there. */
    private String yahoo(String host, String port) throws IOException {
        services.add(YmsgService.start(InetAddress.getByName(host), Integer.parseInt(port)));
        return "serving";
    }

    /** {@code files PORT}: answers there, on all addresses. */
    private String files(String port) throws IOException {
        files = FileService.serve(InetAddress.getByName("::"), Integer.parseInt(port));
        return "serving";
    }

    /** {@code talk HOST PORT WORDS}: alice and bobby sign on, alice says something to bobby, and he hears it. */
    private static String talk(Address authorizer, String words) throws Exception {
        Dialer dialer = beside(authorizer);
        try (OscarClient alice = OscarClient.signOn(dialer, authorizer, "alice");
                OscarClient bobby = OscarClient.signOn(dialer, authorizer, "bobby")) {
            // The service announces bobby once it would find him.
            alice.expect("03/0B", snac -> snac.is(3, 0x0B));
            alice.say("bobby", words);
            return "heard " + bobby.expectMessage("alice", words).text();
        }
    }

    /** {@code talk-msn HOST PORT WORDS}: as {@link #talk}, on a switchboard. */
    private static String talkMsn(Address dispatch, String words) throws Exception {
        MsnClient.Way way = MsnClient.Way.by(beside(dispatch));
        try (MsnClient alice = MsnClient.signOn(way, dispatch, "alice@corp.example");
                MsnClient bobby = MsnClient.signOn(way, dispatch, "bobby@corp.example")) {
            MsnConversation hers = alice.call("bobby@corp.example");
            MsnConversation his = bobby.answer("alice@corp.example");
            hers.expectJoin("bobby@corp.example");
            hers.expectAck(hers.say("A", words));
            return "heard " + his.expectMessage("alice@corp.example", words).body();
        }
    }

    /** {@code talk-yahoo HOST PORT WORDS}: as {@link #talk}. */
    private static String talkYahoo(Address service, String words) throws Exception {
        try (YmsgClient alice = YmsgClient.signOn(Dialer.direct(), service, "alice", YmsgClient.V16);
                YmsgClient bobby = YmsgClient.signOn(Dialer.direct(), service, "bobby", YmsgClient.V16)) {
            alice.say("bobby", words);
            return "heard " + bobby.expectMessage("alice", words).first(14);
        }
    }

    /** The way to servers at the address of this one. */
    private static Dialer beside(Address first) {
        return to -> Dialer.direct().dial(to.host().equals(ELSEWHERE) ? new Address(first.host(), to.port()) : to);
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
