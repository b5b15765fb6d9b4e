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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sallyport.archive.journal.Journal;

/**
 * The gateway as a process of its own, as it comes: default policy, sample directory, a journal on the disk. Only Elasticsearch
 * is off, because it works behind the traffic's back and would take the CPU from all that is compared.
 */
final class GatewayProcess {

    private static final long START_SECONDS = 60;
    private static final String ENTRY = "bench";
    private static final Pattern LISTENS = Pattern.compile("\\s+" + ENTRY + "\\s+\\S+:(\\d+)");

    private GatewayProcess() {}

    /** The options this JVM was started with that make a difference to how fast a JVM is. */
    static List<String> jvmOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X") || argument.startsWith("--"))
                .toList();
    }

    /**
     * Starts it with this JVM's own options and class path, and waits until it says where it listens.
     *
     * @param scratch where its configuration and its journal are written
     */
    static ChildProcess start(Path scratch, InetSocketAddress service, Journal.Guarantee guarantee)
            throws IOException, InterruptedException {
        Path file = scratch.resolve("sallyport.yaml");
        Files.writeString(file, configuration(service, guarantee));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("org.sallyport.proxy.cli.Main");
        command.addAll(List.of("run", "--config", file.toString()));
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ChildProcess child = ChildProcess.start(Middle.SALLYPORT, command, new InetSocketAddress(loopback, 0));
        try {
            Matcher found = LISTENS.matcher(
                    child.awaitLine(line -> LISTENS.matcher(line).matches(), START_SECONDS));
            if (found.matches()) {
                child.entry(new InetSocketAddress(loopback, Integer.parseInt(found.group(1))));
            }
            return child;
        } catch (IOException | InterruptedException e) {
            child.close();
            throw e;
        }
    }

    private static String configuration(InetSocketAddress service, Journal.Guarantee guarantee) {
        return """
                data: data
                entries:
                  proxy: {listen: off}
                  transparent: {listen: off}
                  fixed:
                    - {name: %s, listen: "127.0.0.1:0", stands-in-for: "login.oscar.aol.com:5190"}
                redirect-ports: {listen: 127.0.0.1, first: 0, count: 1}
                upstreams:
                  routes:
                    - {host: login.oscar.aol.com, to: "127.0.0.1:%d"}
                archive:
                  guarantee: %s
                  elasticsearch: {local: {enabled: false}}
                console: {listen: "127.0.0.1:0"}
                limits: {connections-per-client: 0}
                """.formatted(ENTRY, service.getPort(), guarantee.name().toLowerCase(Locale.ROOT));
    }
}
