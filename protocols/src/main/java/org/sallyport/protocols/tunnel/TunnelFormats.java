package org.sallyport.protocols.tunnel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** The formats at hand. Immutable, safe for any thread. */
public final class TunnelFormats {

    private final List<TunnelFormat> formats;

    /** @throws IllegalArgumentException when two formats have the same id */
    public TunnelFormats(List<? extends TunnelFormat> formats) {
        this.formats = List.copyOf(formats);
        Set<String> ids = new HashSet<>();
        for (TunnelFormat format : this.formats) {
            if (!ids.add(format.id())) {
                throw new IllegalArgumentException("two tunnel formats are called " + format.id());
            }
        }
    }

    /** All that {@link ServiceLoader} finds. */
    public static TunnelFormats installed() {
        List<TunnelFormat> found = new ArrayList<>();
        ServiceLoader.load(TunnelFormat.class, TunnelFormats.class.getClassLoader())
                .forEach(found::add);
        return new TunnelFormats(found);
    }

    /** The formats, in the order they were found. */
    public List<TunnelFormat> all() {
        return formats;
    }

    /** The first format that claims a request. */
    public Optional<TunnelFormat> claiming(HttpHead request) {
        return formats.stream().filter(format -> format.claims(request)).findFirst();
    }
}
