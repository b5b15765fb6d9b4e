package org.sallyport.protocols.service;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sallyport.protocols.ServiceId;

/** What services are called. Immutable, safe for any thread. */
public final class ServiceNames {

    private static final ServiceNames STANDARD =
            new ServiceNames(Tables.read("service-names.tsv", 3, ServiceNames::parse));

    /**
     * A service.
     *
     * @param id in rules and in the archive
     * @param name for people
     * @param kind what sort of service it is
     */
    public record Named(ServiceId id, String name, ServiceKind kind) {}

    private final Map<String, Named> byId = new LinkedHashMap<>();

    private ServiceNames(List<Named> services) {
        for (Named service : services) {
            if (byId.put(service.id().value(), service) != null) {
                throw new IllegalStateException(service.id() + " is named twice");
            }
        }
    }

    /** The services of the built-in catalogue. */
    public static ServiceNames standard() {
        return STANDARD;
    }

    /** All of them, in the order in which people are offered them. */
    public List<Named> all() {
        return List.copyOf(byId.values());
    }

    /** The service with this id, if the catalogue that comes along knows it. */
    public Optional<Named> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    private static Named parse(String[] columns) {
        ServiceKind kind = ServiceKind.of(columns[2])
                .orElseThrow(() -> new IllegalArgumentException("not a kind of service: " + columns[2]));
        return new Named(new ServiceId(columns[0]), columns[1], kind);
    }
}
