package org.sallyport.proxy.scenario;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.ldap.Slapd;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.Gateway;
import org.sallyport.proxy.config.ConfigurationReader;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.DirectoryPerson;
import org.sallyport.proxy.testkit.GatewayFiles;

/**
 * What all scenarios are played on: one gateway with every entry but the transparent one, the services behind it, a slapd with
 * everybody in it, and a local Elasticsearch.
 *
 * <p>One thread. Whoever starts it closes it.
 */
final class Stage implements AutoCloseable {

    private static final Duration NODE_LIMIT = Duration.ofMinutes(4);
    private static final Duration ARCHIVE_LIMIT = Duration.ofSeconds(60);
    private static final String LOOPBACK = "127.0.0.1";

    private final Deque<Closeable> parts = new ArrayDeque<>();
    private final Map<String, Wire> wires = new TreeMap<>();
    private final GatewayFiles files;
    private final PolicyLog log;
    private final Slapd slapd;
    private final Gateway gateway;
    private final Books books;
    private String policy = "";
    private int version = 1;

    private Stage(List<Scenario> scenarios) throws Exception {
        try {
            for (Wire wire : List.of(new OscarWire(), new MsnWire(), new YmsgWire(), new RvpWire())) {
                parts.push(wire::close);
                wires.put(wire.id(), wire);
            }
            files = GatewayFiles.create();
            parts.push(files::close);
            slapd = new Slapd(
                    Files.createDirectory(files.directory().resolve("slapd")), DirectoryPerson.ldif(people(scenarios)));
            parts.push(slapd::close);
            slapd.start();
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Path config = files.directory().resolve("sallyport.yaml");
            Files.writeString(config, configuration(port, addresses(scenarios)));
            log = new PolicyLog();
            parts.push(log::close);
            gateway = Gateway.start(ConfigurationReader.load(config), (stage, detail) -> {});
            parts.push(gateway::close);
            if (!gateway.archives().awaitReady(NODE_LIMIT)) {
                throw new AssertionError(
                        "Elasticsearch does not answer: " + gateway.archives().nodeMessage());
            }
            books = new Books(port);
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    /** Starts it for these. */
    static Stage start(List<Scenario> scenarios) throws Exception {
        return new Stage(scenarios);
    }

    private List<DirectoryPerson> people(List<Scenario> scenarios) {
        List<DirectoryPerson> all = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            for (Scenario.Person person : scenario.people().values()) {
                if (person.registered() && person.sameAs() == null) {
                    Map<String, String> names = new TreeMap<>();
                    wires.values().forEach(wire -> names.put(wire.service(), scenario.screenName(wire, person.key())));
                    String login = scenario.login(person.key());
                    all.add(new DirectoryPerson(login, "Person " + login, person.disabled(), person.groups(), names));
                }
            }
        }
        return all;
    }

    /** Whose an address is. */
    private static String addresses(List<Scenario> scenarios) {
        List<String> all = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            for (Scenario.Person person : scenario.people().values()) {
                if (!person.addresses().isEmpty()) {
                    all.add("\"%s\": %s".formatted(person.addresses(), scenario.login(person.key())));
                }
            }
        }
        return String.join(", ", all);
    }

    private String configuration(int elasticsearch, String addresses) {
        StringBuilder fixed = new StringBuilder();
        StringBuilder routes = new StringBuilder();
        for (Wire wire : wires.values()) {
            fixed.append("    - {name: %s, listen: \"127.0.0.1:0\", stands-in-for: \"%s\"}\n"
                    .formatted(wire.id(), wire.front()));
            for (Wire.Route route : wire.routes()) {
                routes.append("    - {host: \"%s\", port: %d, to: \"127.0.0.1:%d\"}\n"
                        .formatted(route.known().host(), route.known().port(), route.port()));
            }
        }
        return """
                data: "%s"
                entries:
                  proxy: {listen: "127.0.0.1:0", authentication: required}
                  transparent: {listen: "off"}
                  fixed:
                %sredirect-ports: {listen: "127.0.0.1", first: 0, count: 16}
                call-back-ports: {listen: "127.0.0.1", first: 0, count: 300}
                console: {listen: "127.0.0.1:0"}
                health: {listen: "127.0.0.1:0"}
                people: {registration-url: "https://im.example", addresses: {%s}}
                services: [{service: exchange-im, host: im.example.com}]
                upstreams:
                  allow-local: true
                  routes:
                %s%sarchive: {elasticsearch: {local: {heap-mb: 512, port: %d}}}
                """.formatted(files.data(), fixed, addresses, routes, DirectoryPerson.section(slapd), elasticsearch);
    }

    /** A protocol by its name. */
    Wire wire(String protocol) {
        return Objects.requireNonNull(wires.get(protocol), protocol);
    }

    Slapd slapd() {
        return slapd;
    }

    /** Where screen names become people's. */
    Registry registry() {
        return new Registry(gateway.people());
    }

    /** How somebody comes in. */
    Wire.Way way(Wire wire, Step.By by, String user, @Nullable String source) throws IOException {
        InetSocketAddress proxy = Objects.requireNonNull(gateway.addresses().get("proxy"));
        return switch (by) {
            case FIXED -> {
                InetSocketAddress door =
                        Objects.requireNonNull(gateway.addresses().get(wire.id()));
                Dialer dialer = source == null ? Dialer.direct() : Dialer.from(InetAddress.getByName(source));
                yield new Wire.Way(dialer, new Address(LOOPBACK, door.getPort()), null);
            }
            case SOCKS5 -> new Wire.Way(Dialer.socks5(proxy, user, Slapd.PASSWORD), wire.front(), null);
            case CONNECT ->
                new Wire.Way(
                        Dialer.httpConnect(proxy, user, Slapd.PASSWORD),
                        wire.front(),
                        new Wire.Proxy(proxy, Dialer.basic(user, Slapd.PASSWORD)));
        };
    }

    /** How somebody outside comes to a service. */
    static Wire.Way past(Wire wire) {
        return new Wire.Way(to -> Dialer.direct().dial(wire.real(to)), wire.front(), null);
    }

    /**
     * Puts rules in force and waits until they are.
     *
     * @return their version as it begins in the archive
     */
    String inForce(String rules) throws Exception {
        if (!rules.equals(policy)) {
            policy = "";
            version++;
            log.forget();
            Path fresh = files.policy().resolveSibling("policy.fresh");
            Files.writeString(fresh, rules.stripTrailing() + "\nversion: " + version + "\n");
            // Whole or not at all: it may be looked at right now.
            Files.move(fresh, files.policy(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            log.await(version);
            policy = rules;
        }
        return version + "-";
    }

    /** The newest record so far. */
    long journaled() {
        return gateway.journaled();
    }

    /** Bytes of texts that were to stay here and have been given to a service so far. */
    long escaped() {
        return (long) gateway.meters()
                .registry()
                .get("sallyport.routed.outside.bytes")
                .counter()
                .count();
    }

    /** How many connections the gateway has. */
    int connections() {
        return gateway.connections();
    }

    /** What the archive holds of all that happened after a record. */
    List<Books.Found> archivedAfter(long sequence) throws Exception {
        long last = gateway.journaled();
        if (!gateway.archives().awaitArchived(last, ARCHIVE_LIMIT)) {
            throw new AssertionError(
                    "not archived: " + gateway.archives().search().status());
        }
        return books.between(sequence, last);
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
