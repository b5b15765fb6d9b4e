package org.sallyport.protocols.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ServiceId;

/**
 * Knows which service a host belongs to. The most specific pattern wins: an exact name before any glob, the longest glob
 * before shorter ones, the longest prefix among networks. A port alone never decides.
 *
 * <p>What a name says is a claim of whoever named it; the first bytes of a stream can contradict it.
 *
 * <p>A look-up costs one hash look-up per label of the name, or per prefix length in use for an address, however many entries
 * there are. Immutable, safe for any thread.
 */
public final class ServiceCatalogue {

    private static final String RESOURCE = "services.tsv";
    private static final int LONGEST_HOST = 255;

    private final List<ServiceEntry> entries;
    private final Map<String, ServiceEntry> exact = new HashMap<>();
    /** By what stands behind {@code *.}. */
    private final Map<String, ServiceEntry> below = new HashMap<>();
    /** By what stands behind the first label, longest first. */
    private final Map<String, List<ServiceEntry>> labels = new HashMap<>();

    private final TreeMap<Integer, Map<Network, ServiceEntry>> networks = new TreeMap<>(Comparator.reverseOrder());
    private final BitSet tcpPorts = new BitSet();

    private ServiceCatalogue(List<ServiceEntry> entries) {
        this.entries = List.copyOf(entries);
        for (ServiceEntry entry : entries) {
            index(entry);
        }
        labels.values()
                .forEach(l -> l.sort(
                        Comparator.comparingInt((ServiceEntry e) -> e.pattern().length())
                                .reversed()));
    }

    private void index(ServiceEntry entry) {
        String pattern = entry.pattern();
        Network network = entry.network();
        if (pattern.equals("-")) {
            return;
        }
        if (network != null) {
            networks.computeIfAbsent(network.prefix(), p -> new HashMap<>()).putIfAbsent(network, entry);
        } else if (pattern.startsWith("*.")) {
            below.putIfAbsent(pattern.substring(2), entry);
        } else if (pattern.indexOf('*') >= 0) {
            int dot = pattern.indexOf('.');
            labels.computeIfAbsent(dot < 0 ? "" : pattern.substring(dot + 1), s -> new ArrayList<>())
                    .add(entry);
        } else {
            exact.putIfAbsent(pattern, entry);
        }
        for (PortRange range : entry.ports()) {
            if (range.tcp()) {
                tcpPorts.set(range.first(), range.last() + 1);
            }
        }
    }

    /** The built-in catalogue, networks of former times included: for captures. */
    public static ServiceCatalogue standard() {
        return new ServiceCatalogue(load());
    }

    /** The built-in catalogue without networks that belong to others today: for live traffic. */
    public static ServiceCatalogue live() {
        return new ServiceCatalogue(load().stream().filter(e -> !e.historic()).toList());
    }

    /** A catalogue of these entries alone; of several with one pattern, the first counts. */
    public static ServiceCatalogue of(List<ServiceEntry> entries) {
        return new ServiceCatalogue(entries);
    }

    /**
     * This catalogue with a site's own entries. One with a pattern that is here already replaces that one; otherwise the more
     * specific pattern wins as ever.
     */
    public ServiceCatalogue with(List<ServiceEntry> additions) {
        List<ServiceEntry> all = new ArrayList<>(additions);
        all.addAll(entries);
        return new ServiceCatalogue(all);
    }

    /** All entries, those of the site first. */
    public List<ServiceEntry> entries() {
        return entries;
    }

    /**
     * The service a host belongs to.
     *
     * @param host a name in any case, or an IP literal; nothing is resolved
     * @return {@link ServiceId#UNKNOWN} when no entry covers it
     */
    public ServiceId serviceOf(String host) {
        return find(host).map(ServiceEntry::service).orElse(ServiceId.UNKNOWN);
    }

    /** The entry that decides for a host, if one does. */
    public Optional<ServiceEntry> find(String host) {
        if (host.isEmpty() || host.length() > LONGEST_HOST) {
            return Optional.empty();
        }
        byte[] address = Network.address(host);
        return Optional.ofNullable(address == null ? byName(host) : byAddress(address));
    }

    /** Whether a host in here listens on this TCP port: a hint which end of a connection is the service. */
    public boolean isServicePort(int port) {
        return tcpPorts.get(port);
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

    private @Nullable ServiceEntry byName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        ServiceEntry found = exact.get(name);
        if (found != null) {
            return found;
        }
        int dot = name.indexOf('.');
        ServiceEntry best = ofLabel(name, dot);
        String suffix = name;
        while (!suffix.isEmpty()) {
            ServiceEntry candidate = below.get(suffix);
            if (candidate != null) {
                // Suffixes only get shorter from here.
                return best == null
                                || candidate.pattern().length() > best.pattern().length()
                        ? candidate
                        : best;
            }
            int next = suffix.indexOf('.');
            suffix = next < 0 ? "" : suffix.substring(next + 1);
        }
        return best;
    }

    private @Nullable ServiceEntry ofLabel(String name, int dot) {
        String label = dot < 0 ? name : name.substring(0, dot);
        for (ServiceEntry entry : labels.getOrDefault(dot < 0 ? "" : name.substring(dot + 1), List.of())) {
            int end = entry.pattern().indexOf('.');
            if (matches(end < 0 ? entry.pattern() : entry.pattern().substring(0, end), label)) {
                return entry;
            }
        }
        return null;
    }

    /** Whether a label fits a pattern with stars: greedy with one point to fall back to, so never more than length squared. */
    private static boolean matches(String pattern, String label) {
        int p = 0;
        int l = 0;
        int star = -1;
        int resume = 0;
        while (l < label.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = l;
            } else if (p < pattern.length() && pattern.charAt(p) == label.charAt(l)) {
                p++;
                l++;
            } else if (star >= 0) {
                p = star + 1;
                l = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static List<ServiceEntry> load() {
        InputStream in = ServiceCatalogue.class.getResourceAsStream(RESOURCE);
        if (in == null) {
            throw new IllegalStateException(RESOURCE + " is missing from the jar");
        }
        List<ServiceEntry> entries = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    entries.add(parse(line, number));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private static ServiceEntry parse(String line, int number) {
        String[] columns = line.split("\t", -1);
        if (columns.length != 5) {
            throw new IllegalStateException(
                    RESOURCE + " line " + number + " has " + columns.length + " columns, not 5");
        }
        try {
            boolean historic = columns[2].equals("historic");
            return new ServiceEntry(
                    new ServiceId(columns[0]), columns[1], PortRange.parse(columns[3]), columns[4], historic);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(RESOURCE + " line " + number + ": " + e.getMessage(), e);
        }
    }
}
