package org.sallyport.proxy.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sallyport.archive.journal.Journal;

/**
 * The gateway as a process of its own, as it comes: default policy, sample directory, a journal on the disk. Only Elasticsearch
 * is off, because it works behind the traffic's back and would take the CPU from all that is compared.
 */
final class GatewayProcess {

    private static final long START_SECONDS = 60;

    /** Names of what is talked to; the chat's is in the catalogue of messengers, and the other's in none. */
    private static final String MESSENGER = "login.oscar.aol.com:5190";

    private static final String NOBODY = "somewhere.example:7777";

    private GatewayProcess() {}

    /** The options this JVM was started with that make a difference to how fast a JVM is. */
    static List<String> jvmOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument ->
                        argument.startsWith("-X") || argument.startsWith("--") || argument.startsWith("-Dio.netty."))
                .toList();
    }

    /**
     * Starts it with this JVM's own options and class path, and waits until it says where it listens.
     *
     * @param scratch where its configuration and its journal are written
     */
    static ChildProcess start(Path scratch, Map<Dialogue, InetSocketAddress> services, Journal.Guarantee guarantee)
            throws IOException, InterruptedException {
        Path file = scratch.resolve("sallyport.yaml");
        Files.writeString(file, configuration(services, guarantee));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("org.sallyport.proxy.cli.Main");
        command.addAll(List.of("run", "--config", file.toString()));
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ChildProcess child = ChildProcess.start(Middle.SALLYPORT, command);
        try {
            for (Dialogue dialogue : services.keySet()) {
                Pattern listens = Pattern.compile("\\s+" + dialogue.name() + "\\s+\\S+:(\\d+)");
                Matcher found = listens.matcher(
                        child.awaitLine(line -> listens.matcher(line).matches(), START_SECONDS));
                if (found.matches()) {
                    child.entry(dialogue, new InetSocketAddress(loopback, Integer.parseInt(found.group(1))));
                }
            }
            return child;
        } catch (IOException | InterruptedException e) {
            child.close();
            throw e;
        }
    }

    private static String configuration(Map<Dialogue, InetSocketAddress> services, Journal.Guarantee guarantee) {
        StringBuilder entries = new StringBuilder();
        StringBuilder routes = new StringBuilder();
        services.forEach((dialogue, service) -> {
            // Routes go by the host's name: each dialogue has one of its own.
            String wanted = dialogue == Dialogue.CHAT ? MESSENGER : dialogue.name() + "." + NOBODY;
            entries.append("    - {name: %s, listen: \"127.0.0.1:0\", stands-in-for: \"%s\"}\n"
                    .formatted(dialogue.name(), wanted));
            routes.append("    - {host: %s, to: \"127.0.0.1:%d\"}\n"
                    .formatted(wanted.substring(0, wanted.indexOf(':')), service.getPort()));
        });
        return """
                data: data
                entries:
                  proxy: {listen: off}
                  transparent: {listen: off}
                  fixed:
                %sredirect-ports: {listen: 127.0.0.1, first: 0, count: 1}
                upstreams:
                  routes:
                %sarchive:
                  guarantee: %s
                  elasticsearch: {local: {enabled: false}}
                console: {listen: "127.0.0.1:0"}
                limits: {connections-per-client: 0}
                health: {listen: "off"}
                """.formatted(entries, routes, guarantee.name().toLowerCase(Locale.ROOT));
    }
}
