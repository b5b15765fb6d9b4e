package org.sallyport.proxy.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sallyport.proxy.cli.Main;
import org.sallyport.proxy.entry.EntrySettings.Mode;
import org.sallyport.proxy.testkit.Agent;
import org.sallyport.proxy.testkit.ChildJvm;
import org.sallyport.proxy.testkit.GatewayFiles;
import org.sallyport.proxy.testkit.Journals;
import org.sallyport.proxy.testkit.Lab;
import org.sallyport.proxy.testkit.Lab.Family;
import org.sallyport.proxy.testkit.Lab.Place;
import org.sallyport.proxy.testkit.PrintedRules;
import org.sallyport.proxy.testkit.PrintedRules.Tool;

/**
 * A network of three namespaces whose gateway routes: without rules, clients reach the service past Sallyport. The rules are what
 * {@code sallyport rules} prints and nothing else. The clients know nothing of it.
 */
class TransparentIT {

    private static final int AUTHORIZER = 5190;
    private static final int BOS = 5191;
    private static final int FILES = 6891;
    private static final int MSN = 1863;
    /** Real ones are on other machines with the same port; here it is one that the rules hand over as well. */
    private static final int MSN_NOTIFICATION = 5192;

    private static final int MSN_SWITCHBOARD = 5193;
    private static final int YAHOO = 5050;
    private static final int ENTRY = 1081;

    /** How long a packet that is dropped is waited for. */
    private static final int DROPPED_MILLIS = 1_500;

    private GatewayFiles files;
    private Lab lab;
    private Agent clients;
    private Agent internet;

    @BeforeEach
    void buildNetwork() throws Exception {
        Assumptions.assumeTrue(
                Lab.possible("ip", "nft", "iptables", "ip6tables", "setpriv"),
                "skipped: the transparent entry is tried as root, with ip, nft, iptables and setpriv");
        files = GatewayFiles.create();
        lab = Lab.create();
        clients = Agent.start(lab.prefix(Place.CLIENTS), log("clients"));
        internet = Agent.start(lab.prefix(Place.INTERNET), log("internet"));
        for (Family family : Family.values()) {
            assertThat(internet.ask("oscar", family.service, AUTHORIZER, BOS)).isEqualTo("serving");
            assertThat(internet.ask("msn", family.service, MSN, MSN_NOTIFICATION, MSN_SWITCHBOARD))
                    .isEqualTo("serving");
            assertThat(internet.ask("yahoo", family.service, YAHOO)).isEqualTo("serving");
        }
        assertThat(internet.ask("files", FILES)).isEqualTo("serving");
    }

    @AfterEach
    void removeNetwork() throws Exception {
        for (Agent agent : new Agent[] {clients, internet}) {
            if (agent != null) {
                agent.close();
            }
        }
        if (lab != null) {
            lab.close();
        }
        if (files != null) {
            files.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void whatIsHandedOverPassesByTheGatewayAndNothingElseDoes(Mode mode) throws Exception {
        everythingPassesWithoutRules();
        Path config = configuration(mode);
        try (ChildJvm gateway = gateway(mode, config)) {
            gateway.awaitOutput("Sallyport is running.");
            for (Tool tool : Tool.values()) {
                PrintedRules rules = print(tool, mode, config);
                rules.load();
                String loaded = rules.loaded();
                rules.load();
                assertThat(rules.loaded()).as("loaded twice").isEqualTo(loaded);
                for (Family family : Family.values()) {
                    passes(mode, tool, family);
                }
                rules.undo();
                assertThat(rules.loaded()).doesNotContainIgnoringCase("sallyport");
            }
            if (mode == Mode.REDIRECT) {
                theMachinesOwnConnections(true, config);
            }
            for (Family family : Family.values()) {
                // Whoever dials the entry itself would have the gateway connect to itself.
                assertThat(clients.ask("dial", family.inside, ENTRY, 10_000)).startsWith("refused");
            }
            assertThat(gateway.output())
                    .contains(
                            mode == Mode.REDIRECT
                                    ? "without having been redirected here: refused"
                                    : "is this gateway itself");
            gateway.kill();
        }
        recorded();
        if (mode == Mode.REDIRECT) {
            theMachinesOwnConnections(false, config);
        }
        for (Tool tool : Tool.values()) {
            nothingLeaks(mode, tool, config);
            failsOpenOnRequest(mode, tool, config);
        }
    }

    /** Otherwise that nothing leaks would prove nothing. */
    private void everythingPassesWithoutRules() throws Exception {
        for (Family family : Family.values()) {
            assertThat(clients.ask("dial", family.service, AUTHORIZER, 10_000)).isEqualTo("answered");
            assertThat(clients.ask("once", family.service, FILES)).isEqualTo("whole");
            assertThat(internet.ask("callers")).isEqualTo(family.client);
        }
    }

    private void passes(Mode mode, Tool tool, Family family) throws Exception {
        String words = words(mode, tool, family);
        assertThat(clients.ask("talk", family.service, AUTHORIZER, words)).isEqualTo("heard " + words);
        assertThat(clients.ask("talk-msn", family.service, MSN, words)).isEqualTo("heard " + words);
        assertThat(clients.ask("talk-yahoo", family.service, YAHOO, words)).isEqualTo("heard " + words);
        assertThat(clients.ask("transfer", family.service, FILES)).isEqualTo("whole");
        assertThat(internet.ask("callers").split(" "))
                .hasSize(31)
                .containsOnly(mode == Mode.TPROXY ? family.client : family.outside);
    }

    /** With {@code --user}: the gateway's account goes where it wants, all others through the gateway or nowhere. */
    private void theMachinesOwnConnections(boolean gatewayIsUp, Path config) throws Exception {
        for (Tool tool : Tool.values()) {
            PrintedRules rules = print(tool, Mode.REDIRECT, config, "--user", "root");
            rules.load();
            for (Family family : Family.values()) {
                assertThat(firstByte("0", family)).isEqualTo("*");
                assertThat(firstByte("64321", family)).isEqualTo(gatewayIsUp ? "*" : "nobody");
            }
            rules.undo();
        }
    }

    /** What the service says first, a FLAP, to an account of the gateway's machine. */
    private String firstByte(String user, Family family) throws Exception {
        String dial = "exec 3<>/dev/tcp/" + family.service + "/" + AUTHORIZER + " && head -c 1 <&3";
        String out = lab.in(
                Place.GATEWAY,
                "setpriv",
                "--reuid",
                user,
                "--clear-groups",
                "bash",
                "-c",
                "(" + dial + ") 2>/dev/null || echo nobody");
        return out.strip();
    }

    private void nothingLeaks(Mode mode, Tool tool, Path config) throws Exception {
        PrintedRules rules = print(tool, mode, config);
        rules.load();
        for (Family family : Family.values()) {
            for (int port : List.of(AUTHORIZER, FILES)) {
                assertThat(clients.ask("dial", family.service, port, DROPPED_MILLIS))
                        .as("%s %s %s", mode, tool, family)
                        .startsWith("refused");
            }
        }
        assertThat(internet.ask("callers")).isEmpty();
        rules.undo();
    }

    private void failsOpenOnRequest(Mode mode, Tool tool, Path config) throws Exception {
        PrintedRules rules = print(tool, mode, config, "--fail-open");
        rules.load();
        boolean seesForItself = tool == Tool.NFT && mode == Mode.TPROXY;
        if (!seesForItself) {
            // What its unit would do.
            rules.undo();
        }
        for (Family family : Family.values()) {
            assertThat(clients.ask("dial", family.service, AUTHORIZER, 10_000))
                    .as("%s %s %s", mode, tool, family)
                    .isEqualTo("answered");
        }
        if (seesForItself) {
            rules.undo();
        }
    }

    private void recorded() throws IOException {
        List<JsonNode> documents = Journals.documents(files.data());
        assertThat(documents)
                .isNotEmpty()
                .allSatisfy(document ->
                        assertThat(document.at("/im/entry").asText()).isEqualTo("transparent"));
        for (Tool tool : Tool.values()) {
            for (Family family : Family.values()) {
                assertThat(documents)
                        .filteredOn(document -> document.at("/im/text").asText().endsWith(tool + "-" + family))
                        // As alice sent it and as bobby got it, by each messenger.
                        .hasSize(6)
                        .allSatisfy(document -> {
                            assertThat(document.at("/source/ip").asText()).isEqualTo(family.client);
                            assertThat(document.at("/destination/address").asText())
                                    .isEqualTo(family.service);
                        });
                assertThat(documents)
                        .filteredOn(document -> document.at("/im/text").asText().endsWith(tool + "-" + family))
                        .extracting(document -> document.at("/im/protocol").asText() + " at "
                                + document.at("/destination/port").asInt())
                        .containsOnly("oscar at " + BOS, "msnp at " + MSN_SWITCHBOARD, "ymsg at " + YAHOO);
            }
        }
        assertThat(documents.stream()
                        .map(document -> document.at("/event/action").asText() + " at "
                                + document.at("/destination/port").asInt()))
                .contains("sign-on at " + AUTHORIZER, "sign-on at " + BOS);
    }

    @Test
    void withoutTheCapabilityTproxyDoesNotStartAndSaysWhatToGrant() throws Exception {
        try (ChildJvm gateway = run(configuration(Mode.TPROXY), "-all")) {
            assertThat(gateway.awaitEnd()).isEqualTo(1);
            assertThat(gateway.output()).contains("needs the capability CAP_NET_RAW or CAP_NET_ADMIN");
        }
    }

    /** With the capability the mode needs and no other. */
    private ChildJvm gateway(Mode mode, Path config) throws IOException {
        return run(config, mode == Mode.TPROXY ? "-all,+net_raw" : "-all");
    }

    private ChildJvm run(Path config, String capabilities) throws IOException {
        List<String> prefix = new ArrayList<>(lab.prefix(Place.GATEWAY));
        prefix.addAll(List.of("setpriv", "--bounding-set", capabilities, "--inh-caps", "-all"));
        return ChildJvm.start(prefix, Main.class, List.of("run", "--config", config.toString()), log("gateway"));
    }

    private Path configuration(Mode mode) throws IOException {
        Path config = files.directory().resolve("sallyport.yaml");
        Files.writeString(
                config, """
                data: "%s"
                entries:
                  proxy: {listen: "off"}
                  transparent: {mode: %s}
                  fixed: []
                relay: {identify-timeout: 500ms}
                console: {listen: "127.0.0.1:0"}
                health: {listen: "off"}
                """.formatted(files.data(), mode.name().toLowerCase(Locale.ROOT)) + GatewayFiles.JOURNAL_ONLY);
        return config;
    }

    private PrintedRules print(Tool tool, Mode mode, Path config, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "rules", tool.name().toLowerCase(Locale.ROOT), "--lan", Lab.LAN, "--config", config.toString()));
        arguments.addAll(List.of("--mode", mode.name().toLowerCase(Locale.ROOT)));
        arguments.addAll(List.of(more));
        return new PrintedRules(lab, tool, files.directory(), words -> {
            List<String> all = new ArrayList<>(arguments);
            all.addAll(List.of(words));
            StringWriter out = new StringWriter();
            assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new)))
                    .isZero();
            return out.toString();
        });
    }

    private static String words(Mode mode, Tool tool, Family family) {
        return mode + "-" + tool + "-" + family;
    }

    private Path log(String name) throws IOException {
        return Files.createTempFile(files.directory(), name, ".log");
    }
}
