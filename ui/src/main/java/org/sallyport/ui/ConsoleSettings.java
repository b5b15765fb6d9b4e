package org.sallyport.ui;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.sallyport.protocols.service.ServiceNames;

/**
 * How the console is run. Immutable; change one thing with the {@code with} methods.
 *
 * @param host the address to listen on; anything but loopback belongs behind a TLS terminator
 * @param port the port to listen on, 0 to 65535; 0: any free one
 * @param idleTimeout how long a session lives unused, at least a second
 * @param absoluteTimeout how long a session lives at all, not shorter than {@code idleTimeout}
 * @param readers the directory groups whose members may read the archive; compared without case; empty: nobody may
 * @param secureCookies whether browsers may send cookies over TLS only; switch on wherever the console is reached over TLS
 * @param services the ids of the services offered for choice when searching, in that order
 */
public record ConsoleSettings(
        String host,
        int port,
        Duration idleTimeout,
        Duration absoluteTimeout,
        Set<String> readers,
        boolean secureCookies,
        List<String> services) {

    /** Loopback, port 8088, 30 minutes idle, 10 hours in all, read by the groups compliance and administrators, all services. */
    public static final ConsoleSettings DEFAULTS = new ConsoleSettings(
            "127.0.0.1",
            8088,
            Duration.ofMinutes(30),
            Duration.ofHours(10),
            Set.of("compliance", "administrators"),
            false,
            ServiceNames.standard().all().stream()
                    .map(service -> service.id().value())
                    .toList());

    /** @throws IllegalArgumentException when a bound is broken; the message can be shown */
    public ConsoleSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("the console needs an address to listen on");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("the console's port must be 0 to 65535, is " + port);
        }
        if (idleTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a session must live at least a second, not " + idleTimeout);
        }
        if (absoluteTimeout.compareTo(idleTimeout) < 0) {
            throw new IllegalArgumentException("a session must not end before it is idle: " + absoluteTimeout);
        }
        Set<String> folded = new TreeSet<>();
        for (String reader : readers) {
            folded.add(reader.toLowerCase(Locale.ROOT));
        }
        readers = Set.copyOf(folded);
        services = List.copyOf(services);
    }

    /** The same, listening elsewhere. */
    public ConsoleSettings withAddress(String newHost, int newPort) {
        return new ConsoleSettings(newHost, newPort, idleTimeout, absoluteTimeout, readers, secureCookies, services);
    }

    /** The same, read by other groups. */
    public ConsoleSettings withReaders(Set<String> newReaders) {
        return new ConsoleSettings(host, port, idleTimeout, absoluteTimeout, newReaders, secureCookies, services);
    }

    /** The same, with cookies for TLS only or not. */
    public ConsoleSettings withSecureCookies(boolean secure) {
        return new ConsoleSettings(host, port, idleTimeout, absoluteTimeout, readers, secure, services);
    }

    /** The same, offering other services for choice. */
    public ConsoleSettings withServices(List<String> newServices) {
        return new ConsoleSettings(host, port, idleTimeout, absoluteTimeout, readers, secureCookies, newServices);
    }
}
