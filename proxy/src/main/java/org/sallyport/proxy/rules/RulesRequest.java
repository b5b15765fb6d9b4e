package org.sallyport.proxy.rules;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.entry.EntrySettings;

/**
 * What rules are wanted. Every text in it is checked, because it ends up in what root runs.
 *
 * @param mode what the transparent entry is configured for
 * @param families whose connections are handed over; those of the other are kept in, unless {@code failOpen}
 * @param lan the interfaces clients come in by, 1 to 16, each of 1 to 15 letters, digits, dots, dashes or underscores
 * @param ports which connections are handed over
 * @param listenPort where the transparent entry listens, 1 to 65535
 * @param mark the firewall mark of packets that are the gateway's, 1 to 2147483647; for TPROXY
 * @param routingTable the routing table that keeps them here, 1 to 2147483647 but not 253 to 255; for TPROXY
 * @param name of the nft table, and in capitals the beginning of the iptables chains: a small letter, then up to 15 small
 *     letters, digits or underscores
 * @param user the account the gateway runs as, to catch what other accounts of this machine do; null: the machine's own
 *     connections are let be. REDIRECT only
 * @param failOpen whether what can't be handed over goes its way without the gateway
 */
public record RulesRequest(
        EntrySettings.Mode mode,
        Families families,
        List<String> lan,
        Ports ports,
        int listenPort,
        int mark,
        int routingTable,
        String name,
        @Nullable String user,
        boolean failOpen) {

    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,14}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,15}");
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}|[0-9]{1,9}");
    private static final int MOST_INTERFACES = 16;

    /** IP versions. */
    public enum Families {
        V4,
        V6,
        BOTH;

        boolean has4() {
            return this != V6;
        }

        boolean has6() {
            return this != V4;
        }

        String words() {
            return switch (this) {
                case V4 -> "IPv4";
                case V6 -> "IPv6";
                case BOTH -> "IPv4 and IPv6";
            };
        }
    }

    /** @throws IllegalArgumentException naming what is out of bounds */
    public RulesRequest {
        lan = List.copyOf(lan);
        check(!lan.isEmpty() && lan.size() <= MOST_INTERFACES, "1 to " + MOST_INTERFACES + " interfaces are needed");
        check(new HashSet<>(lan).size() == lan.size(), "an interface is named twice");
        for (String one : lan) {
            check(INTERFACE.matcher(one).matches(), "'" + one + "' is no name of an interface");
            check(
                    !one.equals("lo"),
                    "lo is not where clients come from; for this machine's own connections there is --user");
        }
        check(listenPort >= 1 && listenPort <= 65_535, "the port must be 1 to 65535, is " + listenPort);
        check(mark >= 1, "the mark must be 1 to 2147483647");
        check(
                routingTable >= 1 && (routingTable < 253 || routingTable > 255),
                "the routing table must be 1 to 2147483647; 253 to 255 are the system's");
        check(
                NAME.matcher(name).matches(),
                "'" + name + "' is no name: a small letter, then up to 15 more, digits or _");
        check(user == null || USER.matcher(user).matches(), "'" + user + "' is no name of an account");
        check(
                user == null || mode == EntrySettings.Mode.REDIRECT,
                "TPROXY catches only what comes in by an interface; for this machine's own connections use redirect");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    boolean tproxy() {
        return mode == EntrySettings.Mode.TPROXY;
    }

    /**
     * UDP that people talk by, or that browsers use instead of the TCP that is handed over: the gateway can't read it, so it is
     * kept in. Port 4000 is ICQ's of before 2000, port 443 is QUIC.
     */
    List<Integer> udp() {
        return List.of(443, 4000).stream()
                .filter(port -> port == 443 ? ports.contains(443) : ports.contains(5190))
                .toList();
    }
}
