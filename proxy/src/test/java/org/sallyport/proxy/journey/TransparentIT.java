package org.sallyport.proxy.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.proxy.cli.Main;
import org.sallyport.proxy.testkit.ChildJvm;
import org.sallyport.proxy.testkit.ClientMain;
import org.sallyport.proxy.testkit.GatewayFiles;
import org.sallyport.proxy.testkit.Journals;
import org.sallyport.proxy.testkit.ServiceMain;

/**
 * A network of three namespaces: the clients' one, the gateway's, and the internet. Nothing is forwarded between the outer two;
 * what gets through went through the gateway. The clients know nothing of it: the kernel redirects them.
 */
class TransparentIT {

    private static final String GATEWAY_INSIDE = "10.77.1.1";
    private static final String CLIENT = "10.77.1.2";
    private static final String GATEWAY_OUTSIDE = "10.77.2.1";
    private static final String SERVICE = "10.77.2.2";
    private static final int AUTHORIZER = 5190;
    private static final int BOS = 5191;
    private static final int ENTRY = 1081;

    /** Other runs may be on this machine. */
    private final String id = Long.toString(ProcessHandle.current().pid());

    private final String clients = "syt-c" + id;
    private final String gateway = "syt-g" + id;
    private final String internet = "syt-i" + id;
    private GatewayFiles files;

    @BeforeEach
    void buildNetwork() throws Exception {
        boolean able = Files.isExecutable(Path.of("/usr/sbin/ip")) && Files.isExecutable(Path.of("/usr/sbin/iptables"));
        Assumptions.assumeTrue(
                able && "root".equals(System.getProperty("user.name")),
                "skipped: the transparent entry is tried as root, with ip and iptables");
        files = GatewayFiles.create();
        for (String namespace : List.of(clients, gateway, internet)) {
            run("ip", "netns", "add", namespace);
            run("ip", "-n", namespace, "link", "set", "lo", "up");
        }
        cable(clients, "c" + id, CLIENT, GATEWAY_INSIDE, "i" + id);
        cable(internet, "s" + id, SERVICE, GATEWAY_OUTSIDE, "o" + id);
        run("ip", "-n", clients, "route", "add", "default", "via", GATEWAY_INSIDE);
        run(inside(gateway, "sysctl", "-qw", "net.ipv4.ip_forward=0"));
        run(inside(
                gateway,
                ("iptables -t nat -A PREROUTING -i i" + id + " -p tcp ! -d " + GATEWAY_INSIDE
                                + " -j REDIRECT --to-ports " + ENTRY)
                        .split(" ")));
    }

    /** A veth pair from a namespace to the gateway's. */
    private void cable(String namespace, String end, String address, String gatewayAddress, String gatewayEnd)
            throws Exception {
        run("ip", "-n", namespace, "link", "add", end, "type", "veth", "peer", "name", gatewayEnd, "netns", gateway);
        run("ip", "-n", namespace, "addr", "add", address + "/24", "dev", end);
        run("ip", "-n", gateway, "addr", "add", gatewayAddress + "/24", "dev", gatewayEnd);
        run("ip", "-n", namespace, "link", "set", end, "up");
        run("ip", "-n", gateway, "link", "set", gatewayEnd, "up");
    }

    @AfterEach
    void removeNetwork() throws Exception {
        if (files == null) {
            return;
        }
        for (String namespace : List.of(clients, gateway, internet)) {
            // Also what was not made: the rest must go whatever happened.
            new ProcessBuilder("ip", "netns", "del", namespace)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
        files.close();
    }

    @Test
    void clientsTalkWithoutKnowingOfTheGateway() throws Exception {
        Path config = files.directory().resolve("sallyport.yaml");
        Files.writeString(config, """
                data: "%s"
                entries:
                  proxy: {listen: "off"}
                  transparent: {listen: "0.0.0.0:%d"}
                  fixed: []
                console: {listen: "127.0.0.1:0"}
                health: {listen: "off"}
                """.formatted(files.data(), ENTRY) + GatewayFiles.JOURNAL_ONLY);
        try (ChildJvm service = child(internet, ServiceMain.class, SERVICE, "" + AUTHORIZER, "" + BOS);
                ChildJvm running = child(gateway, Main.class, "run", "--config", config.toString())) {
            service.awaitOutput("serving");
            running.awaitOutput("Sallyport is running.");
            try (ChildJvm talk = child(clients, ClientMain.class, "talk", SERVICE, "" + AUTHORIZER, "a godwit")) {
                assertThat(talk.awaitEnd()).as(talk.output()).isZero();
                assertThat(talk.output()).contains("heard a godwit");
            }
            // Whoever dials the entry itself would have the gateway connect to itself.
            try (ChildJvm dial = child(clients, ClientMain.class, "dial", GATEWAY_INSIDE, "" + ENTRY)) {
                assertThat(dial.awaitEnd()).isZero();
                assertThat(dial.output()).contains("refused");
            }
            assertThat(running.output()).contains("without having been redirected here: refused");
        }
        List<JsonNode> documents = Journals.documents(files.data());
        assertThat(documents).isNotEmpty().allSatisfy(document -> {
            assertThat(document.at("/im/entry").asText()).isEqualTo("transparent");
            assertThat(document.at("/source/ip").asText()).isEqualTo(CLIENT);
            assertThat(document.at("/destination/address").asText()).isEqualTo(SERVICE);
        });
        assertThat(documents.stream()
                        .map(document -> document.at("/event/action").asText() + " at "
                                + document.at("/destination/port").asInt()))
                .contains("sign-on at " + AUTHORIZER, "sign-on at " + BOS, "message at " + BOS);
    }

    private ChildJvm child(String namespace, Class<?> main, String... arguments) throws IOException {
        return ChildJvm.start(
                List.of("ip", "netns", "exec", namespace),
                main,
                List.of(arguments),
                Files.createTempFile(files.directory(), main.getSimpleName(), ".log"));
    }

    private static String[] inside(String namespace, String... command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        words.addAll(List.of(command));
        return words.toArray(String[]::new);
    }

    private static void run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
    }
}
