package org.sallyport.ui;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sallyport.protocols.service.ServiceNames;

/**
 * How the console is run. Immutable; change one thing with the {@code with} methods.
 *
 * @param host the address to listen on; anything but loopback belongs behind a TLS terminator
 * @param port the port to listen on, 0 to 65535; 0: any free one
 * @param idleTimeout how long a session lives unused, at least a second
 * @param absoluteTimeout how long a session lives at all, not shorter than {@code idleTimeout}
 * @param groups the directory groups that make somebody a {@link Role}; compared without case; none: nobody has it
 * @param secureCookies whether browsers may send cookies over TLS only; switch on wherever the console is reached over TLS
 * @param services the ids of the services offered for choice when searching, in that order
 */
public record ConsoleSettings(
        String host,
        int port,
        Duration idleTimeout,
        Duration absoluteTimeout,
        Map<Role, Set<String>> groups,
        boolean secureCookies,
        List<String> services) {

    /**
     * Loopback, port 8088, 30 minutes idle, 10 hours in all, all services. Members of administrators are administrators and
     * reviewers, members of compliance are reviewers; nobody audits or tells logons until somebody says who.
     */
    public static final ConsoleSettings DEFAULTS = new ConsoleSettings(
            "127.0.0.1",
            8088,
            Duration.ofMinutes(30),
            Duration.ofHours(10),
            Map.of(
                    Role.ADMINISTRATOR, Set.of("administrators"),
                    Role.REVIEWER, Set.of("administrators", "compliance")),
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
        Map<Role, Set<String>> folded = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            folded.put(
                    role,
                    groups.getOrDefault(role, Set.of()).stream()
                            .map(name -> name.toLowerCase(Locale.ROOT))
                            .collect(Collectors.toUnmodifiableSet()));
        }
        groups = Collections.unmodifiableMap(folded);
        services = List.copyOf(services);
    }

    /** The same, listening elsewhere. */
    public ConsoleSettings withAddress(String newHost, int newPort) {
        return new ConsoleSettings(newHost, newPort, idleTimeout, absoluteTimeout, groups, secureCookies, services);
    }

    /** The same, with other groups for a role. */
    public ConsoleSettings withGroups(Role role, Set<String> names) {
        Map<Role, Set<String>> changed = new EnumMap<>(groups);
        changed.put(role, names);
        return new ConsoleSettings(host, port, idleTimeout, absoluteTimeout, changed, secureCookies, services);
    }

    /** The groups that make somebody this. */
    public Set<String> groups(Role role) {
        return groups.getOrDefault(role, Set.of());
    }

    /** The same, with cookies for TLS only or not. */
    public ConsoleSettings withSecureCookies(boolean secure) {
        return new ConsoleSettings(host, port, idleTimeout, absoluteTimeout, groups, secure, services);
    }

    /** The same, offering other services for choice. */
    public ConsoleSettings withServices(List<String> newServices) {
        return new ConsoleSettings(host, port, idleTimeout, absoluteTimeout, groups, secureCookies, newServices);
    }
}
