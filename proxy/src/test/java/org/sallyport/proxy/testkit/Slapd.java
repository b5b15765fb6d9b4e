package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A real OpenLDAP server on loopback with a test's people, in a folder of its own. One thread. */
public final class Slapd implements AutoCloseable {

    /** Everybody's. */
    public static final String PASSWORD = "secret";

    private static final String BASE = "dc=example,dc=com";
    private static final String SERVICE = "cn=sallyport," + BASE;
    private static final Path BINARY = Path.of("/usr/sbin/slapd");
    private static final Path MODULES = Path.of("/usr/lib/ldap");
    private static final Path SCHEMAS = Path.of("/etc/ldap/schema");

    private final int port = freePort();
    private final Path folder;
    private final Path config;
    private @Nullable Process process;

    /**
     * A person.
     *
     * @param disabled whether the account is closed
     * @param screenNames by service
     */
    public record Entry(
            String login, String name, boolean disabled, List<String> groups, Map<String, String> screenNames) {
        /** Freezes them. */
        public Entry {
            groups = List.copyOf(groups);
            screenNames = Map.copyOf(screenNames);
        }
    }

    /** Loads the people; {@link #start} starts it. */
    public Slapd(Path folder, List<Entry> people) throws Exception {
        this.folder = folder;
        Path schema = Files.writeString(folder.resolve("im.schema"), """
                attributetype ( 1.3.6.1.4.1.32473.1.1 NAME 'imAim' EQUALITY caseIgnoreMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                attributetype ( 1.3.6.1.4.1.32473.1.2 NAME 'imMsn' EQUALITY caseIgnoreMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                attributetype ( 1.3.6.1.4.1.32473.1.3 NAME 'imYahoo' EQUALITY caseIgnoreMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                attributetype ( 1.3.6.1.4.1.32473.1.4 NAME 'imExchange' EQUALITY caseIgnoreMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                objectclass ( 1.3.6.1.4.1.32473.2.1 NAME 'imPerson' SUP top AUXILIARY
                  MAY ( imAim $ imMsn $ imYahoo $ imExchange ) )
                """);
        Path data = Files.createDirectory(folder.resolve("data"));
        config = Files.writeString(folder.resolve("slapd.conf"), """
                include %1$s/core.schema
                include %1$s/cosine.schema
                include %1$s/inetorgperson.schema
                include %2$s
                pidfile %3$s/slapd.pid
                modulepath %4$s
                moduleload back_mdb
                database mdb
                maxsize 16777216
                suffix "%5$s"
                rootdn "%6$s"
                rootpw %7$s
                directory %8$s
                index objectClass,uid,member,imAim,imMsn,imYahoo,imExchange eq
                """.formatted(
                        SCHEMAS, schema, folder, MODULES, BASE, SERVICE, PASSWORD, data));
        Path ldif = Files.writeString(folder.resolve("people.ldif"), ldif(people));
        Process add = run("-T", "add", "-f", config.toString(), "-l", ldif.toString());
        String said = new String(add.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (add.waitFor() != 0) {
            throw new AssertionError(said);
        }
    }

    /** Whether there is one on this machine. */
    public static boolean installed() {
        return Files.isExecutable(BINARY) && Files.isDirectory(SCHEMAS);
    }

    private static String ldif(List<Entry> people) {
        StringBuilder out = new StringBuilder("""
                dn: dc=example,dc=com
                objectClass: domain
                dc: example

                dn: ou=people,dc=example,dc=com
                objectClass: organizationalUnit
                ou: people

                dn: ou=groups,dc=example,dc=com
                objectClass: organizationalUnit
                ou: groups
                """);
        Map<String, List<String>> members = new TreeMap<>();
        for (Entry person : people) {
            out.append("\ndn: ").append(dn(person)).append("\nobjectClass: inetOrgPerson\nobjectClass: imPerson");
            out.append("\nuid: ").append(person.login());
            out.append("\ncn: ").append(person.name());
            out.append("\nsn: ").append(person.name());
            out.append("\nuserPassword: ").append(PASSWORD);
            if (person.disabled()) {
                out.append("\nemployeeType: disabled");
            }
            person.screenNames()
                    .forEach((service, name) -> out.append('\n')
                            .append(attribute(service))
                            .append(": ")
                            .append(name));
            out.append('\n');
            for (String group : person.groups()) {
                members.computeIfAbsent(group, g -> new ArrayList<>()).add(dn(person));
            }
        }
        members.forEach((group, all) -> {
            out.append("\ndn: cn=").append(group).append(",ou=groups,").append(BASE);
            out.append("\nobjectClass: groupOfNames\ncn: ").append(group).append('\n');
            all.forEach(one -> out.append("member: ").append(one).append('\n'));
        });
        return out.toString();
    }

    private static String dn(Entry person) {
        return "uid=" + person.login() + ",ou=people," + BASE;
    }

    private static String attribute(String service) {
        return switch (service) {
            case "aim" -> "imAim";
            case "msn" -> "imMsn";
            case "yahoo" -> "imYahoo";
            case "exchange-im" -> "imExchange";
            default -> throw new IllegalArgumentException(service);
        };
    }

    /**
     * The section of a gateway's configuration that has it ask here, and again at once after a failure.
     */
    public String section() {
        return """
                directory:
                  servers: ["ldap://127.0.0.1:%d"]
                  bind-dn: "%s"
                  bind-password: "%s"
                  base-dn: "%s"
                  screen-names: {aim: imAim, msn: imMsn, yahoo: imYahoo, exchange-im: imExchange}
                  cache: {pause: 0s}
                """.formatted(port, SERVICE, PASSWORD, BASE);
    }

    /** Starts it, and returns when it takes connections. */
    public void start() throws Exception {
        // With a debug level it stays in the foreground, so that it is ours to end.
        Process started = run("-d", "0", "-f", config.toString(), "-h", "ldap://127.0.0.1:" + port + "/");
        process = started;
        Await.until("slapd listens", () -> listening(started, port));
    }

    /** Ends it the hard way. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    private Process run(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(BINARY.toString());
        builder.command().addAll(List.of(arguments));
        builder.directory(folder.toFile()).redirectErrorStream(true);
        if (arguments[0].equals("-d")) {
            builder.redirectOutput(folder.resolve("slapd.log").toFile());
        }
        return builder.start();
    }

    private static boolean listening(Process started, int at) {
        if (!started.isAlive()) {
            throw new AssertionError("slapd ended by itself");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), at)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
