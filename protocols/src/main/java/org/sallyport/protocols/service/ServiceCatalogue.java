package org.sallyport.protocols.service;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;

/**
 * Knows which service a host belongs to. The most specific pattern wins: an exact name before any glob, among globs that with
 * the most letters, the longest prefix among networks. What services share with others, and a port alone, never decide; they
 * are hints.
 *
 * <p>What a name says is a claim of whoever named it; the first bytes of a stream can contradict it.
 *
 * <p>A look-up costs one hash look-up per label of the name, or per prefix length in use for an address, however many entries
 * there are. Immutable, safe for any thread.
 */
public final class ServiceCatalogue {

    /** A range of more ports than this says nothing about what uses one of them. */
    private static final int WIDEST_HINT = 1_000;

    private final List<ServiceEntry> entries;
    private final HostIndex deciding;
    private final HostIndex hinting;
    private final BitSet tcpPorts = new BitSet();

    private ServiceCatalogue(List<ServiceEntry> entries) {
        this.entries = List.copyOf(entries);
        this.deciding =
                new HostIndex(entries.stream().filter(ServiceEntry::decides).toList());
        this.hinting = new HostIndex(entries.stream().filter(e -> !e.decides()).toList());
        for (ServiceEntry entry : entries) {
            for (PortRange range : entry.ports()) {
                if (range.tcp() && entry.namesHosts()) {
                    tcpPorts.set(range.first(), range.last() + 1);
                }
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
     * @return {@link ServiceId#UNKNOWN} when no entry that decides covers it
     */
    public ServiceId serviceOf(String host) {
        return find(host).map(ServiceEntry::service).orElse(ServiceId.UNKNOWN);
    }

    /** The service an address belongs to, by its host: services answer on ports of all kinds, and so do others. */
    public ServiceId serviceOf(Address address) {
        return serviceOf(address.host());
    }

    /** The entry that decides for a host, if one does. */
    public Optional<ServiceEntry> find(String host) {
        return Optional.ofNullable(deciding.find(host));
    }

    /** The entry that hints at a service for a host the service shares with others, if there is one. */
    public Optional<ServiceEntry> hintOf(String host) {
        return Optional.ofNullable(hinting.find(host));
    }

    /**
     * The entry that hints at a service: by the host, else by the TCP port, where the narrowest range of ports counts. For a
     * detector to weigh, never for a verdict.
     */
    public Optional<ServiceEntry> hintOf(Address address) {
        return hintOf(address.host()).or(() -> byPort(address.port()));
    }

    private Optional<ServiceEntry> byPort(int port) {
        return entries.stream()
                .filter(entry -> !entry.namesHosts() && width(entry, port) != null)
                .min(Comparator.comparingInt(entry -> widthOr(entry, port)));
    }

    private static int widthOr(ServiceEntry entry, int port) {
        Integer width = width(entry, port);
        return width == null ? Integer.MAX_VALUE : width;
    }

    /** How many ports the entry's narrowest range with this one has; null when none says anything. */
    private static @Nullable Integer width(ServiceEntry entry, int port) {
        Integer narrowest = null;
        for (PortRange range : entry.ports()) {
            int width = range.last() - range.first() + 1;
            if (range.tcp() && range.first() <= port && port <= range.last() && width <= WIDEST_HINT) {
                narrowest = narrowest == null ? width : Math.min(narrowest, width);
            }
        }
        return narrowest;
    }

    /** Whether a host in here listens on this TCP port: a hint which end of a connection is the service. */
    public boolean isServicePort(int port) {
        return tcpPorts.get(port);
    }

    private static List<ServiceEntry> load() {
        return Tables.read("services.tsv", 10, ServiceCatalogue::parse);
    }

    private static ServiceEntry parse(String[] columns) {
        return new ServiceEntry(
                new ServiceId(columns[0]),
                ServiceKind.of(columns[1])
                        .orElseThrow(() -> new IllegalArgumentException("not a kind of service: " + columns[1])),
                Tables.words(columns[2]),
                columns[3],
                either(columns[4], "historic", "today"),
                PortRange.parse(columns[5]),
                Tables.words(columns[6]),
                Purpose.of(columns[7]).orElseThrow(() -> new IllegalArgumentException("not a purpose: " + columns[7])),
                either(columns[8], "decides", "hint") ? ServiceEntry.Weight.DECIDES : ServiceEntry.Weight.HINT,
                Tables.words(columns[9]));
    }

    private static boolean either(String word, String yes, String no) {
        if (word.equals(yes) || word.equals(no)) {
            return word.equals(yes);
        }
        throw new IllegalArgumentException("neither " + yes + " nor " + no + ": " + word);
    }
}
