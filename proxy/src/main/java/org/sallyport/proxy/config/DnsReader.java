package org.sallyport.proxy.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.dns.DnsSettings;

/** Reads {@code dns}. */
final class DnsReader {

    private static final int DNS_PORT = 53;
    private static final int MOST_ADDRESSES = 8;
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");

    private DnsReader() {}

    static @Nullable DnsSettings read(Section section) {
        Address listen = section.addressUnlessOff(
                "listen",
                "The DNS forwarder, on UDP and TCP: clients that ask it are known by the names they asked for.");
        List<InetSocketAddress> servers = servers(section);
        Duration timeout = section.duration(
                "timeout",
                Duration.ofMillis(100),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                "How long a resolver may take, before the next one is asked.");
        Duration remember = section.duration(
                "remember",
                Duration.ofMinutes(1),
                Duration.ofDays(7),
                Duration.ofHours(1),
                "How long a name is remembered at least; longer when the answer holds longer, to seven days.");
        int capacity = section.number(
                "capacity",
                8,
                10_000_000,
                100_000,
                "Pairs of client and address remembered; the longest unused goes first.");
        List<DnsSettings.Answer> answers = answers(section);
        if (listen == null) {
            return null;
        }
        InetSocketAddress own = new InetSocketAddress(listen.host(), listen.port());
        if (listen.port() != 0 && servers.contains(own)) {
            section.fail("servers: " + listen + " is the forwarder itself");
        }
        return new DnsSettings(own, servers, timeout, remember, capacity, answers);
    }

    private static List<InetSocketAddress> servers(Section section) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String text : section.texts(
                "servers",
                List.of(),
                "addresses",
                "Resolvers to ask, each with or without a port; else the system's.")) {
            Optional<InetSocketAddress> server = server(text);
            if (server.isEmpty()) {
                section.fail("servers: '" + text
                        + "' is no address; write it as 192.0.2.53, \"192.0.2.53:53\" or \"[2001:db8::53]:53\"");
            } else if (servers.contains(server.get())) {
                section.fail("servers: '" + text + "' is there twice");
            } else {
                servers.add(server.get());
            }
        }
        return servers;
    }

    /** An address, never a name: looking it up would need a resolver. */
    private static Optional<InetSocketAddress> server(String text) {
        InetAddress bare = literal(text);
        if (bare != null) {
            return Optional.of(new InetSocketAddress(bare, DNS_PORT));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        InetAddress address = literal(brackets ? host.substring(1, host.length() - 1) : host);
        String port = text.substring(colon + 1);
        if (address == null || brackets != (address.getAddress().length == 16) || !port.matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(port);
        return number < 1 || number > 65_535 ? Optional.empty() : Optional.of(new InetSocketAddress(address, number));
    }

    private static @Nullable InetAddress literal(String text) {
        byte[] bytes = text.startsWith("[") ? null : NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<DnsSettings.Answer> answers(Section section) {
        List<DnsSettings.Answer> answers = section.items(
                "answers",
                List.of(),
                "[]",
                "Names the forwarder answers by itself, such as those that fixed entries stand in for.",
                item -> {
                    item.requiredText("host", 255, "The name; `*.example.com` for a domain and all below.");
                    item.requiredText(
                            "address", 64, "The address it leads to; for IPv4 and IPv6 both, one answer each.");
                    Optional<String> host = item.checked("host", DnsReader::host);
                    Optional<InetAddress> address = item.checked("address", DnsReader::address);
                    return host.isEmpty() || address.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new DnsSettings.Answer(host.get(), address.get()));
                });
        for (DnsSettings.Answer answer : answers) {
            if (answers.stream().filter(a -> a.host().equals(answer.host())).count() > MOST_ADDRESSES) {
                section.fail("answers: more than " + MOST_ADDRESSES + " addresses for " + answer.host());
                break;
            }
        }
        return answers;
    }

    private static String host(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (name.length() > 253 || !HOST.matcher(name).matches()) {
            throw new IllegalArgumentException("not a host name or *.name: " + text);
        }
        return name;
    }

    private static InetAddress address(String text) {
        InetAddress address = literal(text);
        if (address == null) {
            throw new IllegalArgumentException("not an IPv4 or IPv6 address: " + text);
        }
        return address;
    }
}
