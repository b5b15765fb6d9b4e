package org.sallyport.protocols;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The plugins at hand. Immutable, safe for any thread. */
public final class Protocols {

    private final List<ProtocolPlugin> plugins;
    private final Map<ProtocolId, ProtocolPlugin> byId = new HashMap<>();

    /** @throws IllegalArgumentException when two plugins have the same id */
    public Protocols(List<? extends ProtocolPlugin> plugins) {
        this.plugins = List.copyOf(plugins);
        for (ProtocolPlugin plugin : this.plugins) {
            ProtocolPlugin other = byId.put(plugin.id(), plugin);
            if (other != null) {
                throw new IllegalArgumentException("two plugins are called " + plugin.id() + ": "
                        + other.getClass().getName() + " and "
                        + plugin.getClass().getName());
            }
        }
    }

    /** All that {@link ServiceLoader} finds. */
    public static Protocols installed() {
        List<ProtocolPlugin> found = new ArrayList<>();
        ServiceLoader.load(ProtocolPlugin.class, Protocols.class.getClassLoader())
                .forEach(found::add);
        return new Protocols(found);
    }

    /** The plugins, in the order they were found. */
    public List<ProtocolPlugin> all() {
        return plugins;
    }

    /** The plugin with this id. */
    public Optional<ProtocolPlugin> byId(ProtocolId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The plugin that speaks to this service. */
    public Optional<ProtocolPlugin> byService(ServiceId service) {
        return plugins.stream().filter(p -> p.services().contains(service)).findFirst();
    }

    /**
     * Asks every plugin. A {@link Detection.Match#CERTAIN} answer wins at once; a {@link Detection.Match#LIKELY} one only
     * when no other plugin is still waiting for more bytes.
     *
     * @return {@link Identified}, {@link Detection.NoMatch} or {@link Detection.NeedMore}
     */
    public Identification identify(Opening opening, FirstBytes first) {
        ProtocolPlugin likely = null;
        boolean undecided = false;
        for (ProtocolPlugin plugin : plugins) {
            switch (plugin.detect(opening, first)) {
                case Detection.Match match -> {
                    if (match == Detection.Match.CERTAIN) {
                        return new Identified(plugin);
                    }
                    likely = likely == null ? plugin : likely;
                }
                case Detection.NeedMore more -> undecided = true;
                case Detection.NoMatch no -> {
                    // Another plugin may still know it.
                }
            }
        }
        if (undecided) {
            return Undecided.INSTANCE;
        }
        return likely == null ? Foreign.INSTANCE : new Identified(likely);
    }

    /** What all plugins together say of a connection. */
    public sealed interface Identification {}

    /** It speaks this plugin's protocol. */
    public record Identified(ProtocolPlugin plugin) implements Identification {}

    /** More bytes could still tell. */
    public enum Undecided implements Identification {
        INSTANCE
    }

    /** No plugin knows it, whatever follows. */
    public enum Foreign implements Identification {
        INSTANCE
    }
}
