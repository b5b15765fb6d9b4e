package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network of three namespaces: the clients' one, the gateway's, which routes, and the internet. Each has IPv4 and IPv6. Needs
 * root and ip(8). Closing it removes all of it; what runs before that did not get to close is removed when the next is made.
 */
public final class Lab implements AutoCloseable {

    /** A name and the process it belongs to. */
    private static final Pattern OURS = Pattern.compile("sally-[cgi]([0-9]+)");

    /** The gateway's interface towards the clients. */
    public static final String LAN = "lan0";

    /** Other runs may be on this machine. */
    private final String id = Long.toString(ProcessHandle.current().pid());

    /** One of the three. */
    public enum Place {
        CLIENTS("c"),
        GATEWAY("g"),
        INTERNET("i");

        private final String letter;

        Place(String letter) {
            this.letter = letter;
        }
    }

    /** An IP version, and the addresses everybody has in it. */
    public enum Family {
        V4("10.77.1.2", "10.77.1.1", "10.77.2.1", "10.77.2.2", "/24"),
        V6("fd77:0:0:1:0:0:0:2", "fd77:0:0:1:0:0:0:1", "fd77:0:0:2:0:0:0:1", "fd77:0:0:2:0:0:0:2", "/64");

        /** The clients'. */
        public final String client;
        /** The gateway's towards the clients. */
        public final String inside;
        /** The gateway's towards the internet. */
        public final String outside;
        /** The service's. */
        public final String service;

        private final String prefix;

        Family(String client, String inside, String outside, String service, String prefix) {
            this.client = client;
            this.inside = inside;
            this.outside = outside;
            this.service = service;
            this.prefix = prefix;
        }
    }

    private Lab() {}

    /** Whether one can be made here: as root, where these commands are. */
    public static boolean possible(String... commands) {
        boolean able = "root".equals(System.getProperty("user.name"));
        for (String command : commands) {
            able &= Files.isExecutable(Path.of("/usr/sbin", command))
                    || Files.isExecutable(Path.of("/usr/bin", command));
        }
        return able;
    }

    /** Makes it. */
    public static Lab create() throws Exception {
        removeLeftovers();
        Lab lab = new Lab();
        try {
            lab.build();
            return lab;
        } catch (Exception | AssertionError e) {
            lab.close();
            throw e;
        }
    }

    private void build() throws Exception {
        for (Place place : Place.values()) {
            run("ip", "netns", "add", name(place));
            run("ip", "-n", name(place), "link", "set", "lo", "up");
        }
        cable(Place.CLIENTS, LAN, true);
        cable(Place.INTERNET, "wan0", false);
        in(Place.GATEWAY, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        for (Family family : Family.values()) {
            String ip = family == Family.V4 ? "-4" : "-6";
            run("ip", ip, "-n", name(Place.CLIENTS), "route", "add", "default", "via", family.inside);
            run("ip", ip, "-n", name(Place.INTERNET), "route", "add", "default", "via", family.outside);
        }
    }

    /** A veth pair from a namespace to the gateway's. */
    private void cable(Place place, String gatewayEnd, boolean inside) throws Exception {
        String outer = name(place);
        String gateway = name(Place.GATEWAY);
        run("ip", "-n", outer, "link", "add", "eth0", "type", "veth", "peer", "name", gatewayEnd, "netns", gateway);
        for (Family family : Family.values()) {
            address(outer, "eth0", inside ? family.client : family.service, family);
            address(gateway, gatewayEnd, inside ? family.inside : family.outside, family);
        }
        run("ip", "-n", outer, "link", "set", "eth0", "up");
        run("ip", "-n", gateway, "link", "set", gatewayEnd, "up");
    }

    private static void address(String namespace, String device, String address, Family family) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("ip", "-n", namespace, "addr", "add", address + family.prefix, "dev", device));
        if (family == Family.V6) {
            // Nobody else has it, and looking for somebody takes a second.
            command.add("nodad");
        }
        run(command.toArray(String[]::new));
    }

    private String name(Place place) {
        return "sally-" + place.letter + id;
    }

    /** Words in front of a command that is to run there. */
    public List<String> prefix(Place place) {
        return List.of("ip", "netns", "exec", name(place));
    }

    /** Runs a command there; fails if it does. Gives what it wrote. */
    public String in(Place place, String... command) throws Exception {
        List<String> words = new ArrayList<>(prefix(place));
        words.addAll(List.of(command));
        return run(words.toArray(String[]::new));
    }

    private static String run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    private static void removeLeftovers() throws Exception {
        Matcher names = OURS.matcher(run("ip", "netns", "list"));
        while (names.find()) {
            if (ProcessHandle.of(Long.parseLong(names.group(1))).isEmpty()) {
                remove(names.group());
            }
        }
    }

    /** Also what was not made: the rest must go whatever happened. */
    private static void remove(String namespace) {
        try {
            new ProcessBuilder("ip", "netns", "del", namespace)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        for (Place place : Place.values()) {
            remove(name(place));
        }
    }
}
