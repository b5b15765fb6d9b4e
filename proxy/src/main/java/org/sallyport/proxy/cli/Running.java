package org.sallyport.proxy.cli;

import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import org.sallyport.proxy.Gateway;

/** What {@code run} and {@code demo} have in common. */
final class Running {

    private Running() {}

    /** Says where everything is. */
    static void announce(Gateway gateway, Terminal terminal) {
        terminal.line("Sallyport is running.");
        gateway.addresses().entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("redirect-")
                        && !entry.getKey().startsWith("call-back-"))
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(entry -> terminal.line(String.format(
                        "  %-12s %s:%d",
                        entry.getKey(),
                        entry.getValue().getAddress().isAnyLocalAddress()
                                ? "*"
                                : entry.getValue().getAddress().getHostAddress(),
                        entry.getValue().getPort())));
        terminal.line(String.format("  %-12s http://127.0.0.1:%d/", "console", gateway.consolePort()));
        InetSocketAddress health = gateway.healthAddress();
        if (health != null) {
            terminal.line(String.format("  %-12s port %d, such as /readyz and /metrics", "health", health.getPort()));
        }
        if (gateway.samplePassword() != null) {
            terminal.line("  The sample directory is in use: sign in to the console as carol, password "
                    + gateway.samplePassword() + " (new at each start).");
        }
        terminal.line("  Ctrl-C stops it.");
    }

    /** SIGINT and SIGTERM close the gateway before the process ends. */
    static void closeAtExit(Gateway gateway) {
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "shutdown"));
    }

    /** Waits for SIGINT or SIGTERM. */
    static void untilInterrupted() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
