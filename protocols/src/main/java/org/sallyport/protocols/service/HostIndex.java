package org.sallyport.protocols.service;

import java.net.IDN;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the most specific of many patterns: an exact name before any glob, among globs that with the most letters, the longest
 * prefix among networks. Of several with one pattern the first added counts. Filled once; safe for any thread from then on.
 */
final class HostIndex {

    private static final int LONGEST_HOST = 253;
    private static final Pattern DOT = Pattern.compile("\\.");

    private record Glob(HostPattern pattern, ServiceEntry entry) {}

    private final Map<String, ServiceEntry> exact = new HashMap<>();
    /** By what follows their last star; the most specific first. */
    private final Map<String, List<Glob>> globs = new HashMap<>();

    private final TreeMap<Integer, Map<Network, ServiceEntry>> networks = new TreeMap<>(Comparator.reverseOrder());

    HostIndex(List<ServiceEntry> entries) {
        for (ServiceEntry entry : entries) {
            Network network = entry.network();
            if (network != null) {
                networks.computeIfAbsent(network.prefix(), p -> new HashMap<>()).putIfAbsent(network, entry);
            } else if (entry.namesHosts()) {
                index(HostPattern.parse(entry.pattern()), entry);
            }
        }
        globs.values().forEach(list -> list.sort(Comparator.comparing(Glob::pattern, HostPattern.MOST_SPECIFIC)));
    }

    private void index(HostPattern pattern, ServiceEntry entry) {
        if (pattern.isName()) {
            exact.putIfAbsent(entry.pattern(), entry);
        } else {
            globs.computeIfAbsent(pattern.tail(), tail -> new ArrayList<>()).add(new Glob(pattern, entry));
        }
    }

    /** @param host a name in any case, with or without a dot at its end, or an IP literal */
    @Nullable ServiceEntry find(String host) {
        byte[] address = Network.address(host);
        if (address != null) {
            return byAddress(address);
        }
        String name = folded(host);
        return name == null ? null : byName(name);
    }

    /**
     * The name as it is compared: in lower case, without the dot at the end, and what is not ASCII as Punycode (RFC 5891), which
     * is how resolvers ask for it. Null for what is no name.
     */
    private static @Nullable String folded(String host) {
        if (host.length() > LONGEST_HOST + 1) {
            return null;
        }
        String name = host;
        if (!isAscii(name)) {
            try {
                name = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
            } catch (RuntimeException e) {
                // Strangers' text, and a class that throws more than it says.
                return null;
            }
        }
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return name.isEmpty() || name.length() > LONGEST_HOST ? null : name.toLowerCase(Locale.ROOT);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private @Nullable ServiceEntry byName(String name) {
        ServiceEntry found = exact.get(name);
        if (found != null) {
            return found;
        }
        List<String> labels = List.of(DOT.split(name, -1));
        Glob best = null;
        String tail = name;
        while (true) {
            best = better(best, tail, labels);
            if (tail.isEmpty()) {
                return best == null ? null : best.entry();
            }
            int dot = tail.indexOf('.');
            tail = dot < 0 ? "" : tail.substring(dot + 1);
        }
    }

    private @Nullable Glob better(@Nullable Glob best, String tail, List<String> labels) {
        for (Glob glob : globs.getOrDefault(tail, List.of())) {
            if (best != null && HostPattern.MOST_SPECIFIC.compare(best.pattern(), glob.pattern()) <= 0) {
                return best;
            }
            if (glob.pattern().fits(labels)) {
                return glob;
            }
        }
        return best;
    }

    private @Nullable ServiceEntry byAddress(byte[] address) {
        for (Map.Entry<Integer, Map<Network, ServiceEntry>> ofLength : networks.entrySet()) {
            if (ofLength.getKey() <= address.length * 8) {
                ServiceEntry found = ofLength.getValue().get(Network.of(address, ofLength.getKey()));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
