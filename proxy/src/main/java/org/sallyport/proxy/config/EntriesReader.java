package org.sallyport.proxy.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.entry.ClientNetworks;
import org.sallyport.proxy.entry.EntrySettings;

/** Reads {@code entries}, {@code redirect-ports} and {@code clients}. */
final class EntriesReader {

    private final List<EntrySettings> entries = new ArrayList<>();
    private final Configuration.Redirects redirects;
    private final Configuration.CallBacks callBacks;
    private final List<String> clients;

    EntriesReader(Section root) {
        Section section = root.in("entries");
        proxy(section.in("proxy"));
        transparent(section.in("transparent"));
        entries.addAll(fixed(section));
        unique(section);
        redirects = redirects(root.in("redirect-ports"));
        callBacks = callBacks(root.in("call-back-ports"));
        clients = root.texts("clients", ClientNetworks.PRIVATE, "networks", "Where clients may come from.");
        try {
            ClientNetworks unused = new ClientNetworks(clients);
        } catch (IllegalArgumentException e) {
            root.fail("clients: " + e.getMessage());
        }
    }

    List<EntrySettings> entries() {
        return entries;
    }

    Configuration.CallBacks callBacks() {
        return callBacks;
    }

    Configuration.Redirects redirects() {
        return redirects;
    }

    List<String> clients() {
        return clients;
    }

    private void proxy(Section section) {
        Address listen = section.addressOrOff(
                "listen", new Address("0.0.0.0", 1080), "SOCKS 4, 4a and 5, and HTTP CONNECT, on one port.");
        Map<String, EntrySettings.Authentication> modes = new LinkedHashMap<>();
        modes.put("none", EntrySettings.Authentication.NONE);
        modes.put("required", EntrySettings.Authentication.REQUIRED);
        EntrySettings.Authentication mode = section.oneOf(
                "authentication", modes, "none", "Whether proxy clients must sign in with a directory login.");
        Duration timeout = section.duration(
                "handshake-timeout",
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                EntrySettings.Proxy.HANDSHAKE_TIMEOUT,
                "How long a client may take until it has said where to, sign-in included.");
        if (listen != null) {
            entries.add(new EntrySettings.Proxy("proxy", socket(listen), mode, timeout));
        }
    }

    private void transparent(Section section) {
        Address listen = section.addressOrOff(
                "listen",
                new Address("::", 1081),
                "What the kernel hands over (Linux); `[::]` is IPv4 as well. `sallyport rules` prints the firewall's part.");
        Map<String, EntrySettings.Mode> modes = new LinkedHashMap<>();
        modes.put("redirect", EntrySettings.Mode.REDIRECT);
        modes.put("tproxy", EntrySettings.Mode.TPROXY);
        EntrySettings.Mode mode = section.oneOf(
                "mode",
                modes,
                "redirect",
                "How the kernel hands over; with `tproxy`, which needs a capability, services see the client's own address.");
        if (listen != null) {
            entries.add(new EntrySettings.Transparent("transparent", socket(listen), mode));
        }
    }

    private static List<EntrySettings> fixed(Section section) {
        EntrySettings aim = new EntrySettings.Fixed(
                "aim", new InetSocketAddress("0.0.0.0", 5190), new Address("login.oscar.aol.com", 5190), null);
        return section.items(
                "fixed",
                List.of(aim),
                "one, aim: 0.0.0.0:5190 stands in for login.oscar.aol.com:5190",
                "Listeners that stand in for an address of a service.",
                item -> {
                    String name = item.requiredText("name", 32, "Its name in logs and in the archive.");
                    Address listen = item.address("listen", new Address("0.0.0.0", 5190), "Where it listens.");
                    Optional<Address> target = item.requiredAddress("stands-in-for", "Where its connections go.");
                    @Nullable String advertise = item.optionalText(
                            "advertise",
                            255,
                            "The name or address clients reach this gateway by; else the address they came to.");
                    return target.map(to -> new EntrySettings.Fixed(name, socket(listen), to, advertise));
                });
    }

    private void unique(Section section) {
        Set<String> names = new HashSet<>();
        for (EntrySettings entry : entries) {
            if (!names.add(entry.name())) {
                section.fail("two entries are called '" + entry.name() + "'");
            }
        }
    }

    private static Configuration.Redirects redirects(Section section) {
        String host = section.text("listen", "0.0.0.0", 255, "The address the redirect ports listen on.");
        int first = section.number(
                "first",
                0,
                65_535,
                5191,
                "The first of the ports that stand in for addresses services hand out to clients of fixed entries; 0 picks free ones.");
        int count = section.number("count", 1, 1_000, 16, "How many of them.");
        if (first != 0 && first + count - 1 > 65_535) {
            section.fail("first and count reach beyond port 65535");
        }
        return new Configuration.Redirects(host, first, count);
    }

    private static Configuration.CallBacks callBacks(Section section) {
        String host = section.text("listen", "0.0.0.0", 255, "The address the call-back ports listen on.");
        int first = section.number(
                "first",
                0,
                65_535,
                7_200,
                "The first of the ports at which services call clients back, as Exchange's instant messaging does; 0 picks free ones.");
        int count = section.number(
                "count",
                0,
                1_000,
                0,
                "How many of them: one for each client that is called. With 0 services call clients straight, which the gateway sees only where it stands in the way.");
        String advertise = section.optionalText(
                "advertise",
                255,
                "The name or address services reach this gateway by; else the address each client reaches it by.");
        if (first != 0 && first + count - 1 > 65_535) {
            section.fail("first and count reach beyond port 65535");
        }
        return new Configuration.CallBacks(host, first, count, advertise);
    }

    private static InetSocketAddress socket(Address address) {
        return new InetSocketAddress(address.host(), address.port());
    }
}
