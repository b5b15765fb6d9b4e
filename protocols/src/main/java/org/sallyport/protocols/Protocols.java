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
    private final List<Recogniser> recognisers;
    private final Map<ProtocolId, ProtocolPlugin> byId = new HashMap<>();

    /** Plugins alone. */
    public Protocols(List<? extends ProtocolPlugin> plugins) {
        this(plugins, List.of());
    }

    /**
     * @param unread recognisers of protocols that nobody reads; one with the id of a plugin is left out
     * @throws IllegalArgumentException when two plugins have the same id
     */
    public Protocols(List<? extends ProtocolPlugin> plugins, List<? extends Recogniser> unread) {
        this.plugins = List.copyOf(plugins);
        for (ProtocolPlugin plugin : this.plugins) {
            ProtocolPlugin other = byId.put(plugin.id(), plugin);
            if (other != null) {
                throw new IllegalArgumentException("two plugins are called " + plugin.id() + ": "
                        + other.getClass().getName() + " and "
                        + plugin.getClass().getName());
            }
        }
        List<Recogniser> all = new ArrayList<>(this.plugins);
        unread.stream().filter(r -> !byId.containsKey(r.id())).forEach(all::add);
        this.recognisers = List.copyOf(all);
    }

    /** All that {@link ServiceLoader} finds. */
    public static Protocols installed() {
        List<ProtocolPlugin> found = new ArrayList<>();
        ServiceLoader.load(ProtocolPlugin.class, Protocols.class.getClassLoader())
                .forEach(found::add);
        List<Recogniser> unread = new ArrayList<>();
        ServiceLoader.load(Recogniser.class, Protocols.class.getClassLoader()).forEach(unread::add);
        return new Protocols(found, unread);
    }

    /** The plugins, in the order they were found. */
    public List<ProtocolPlugin> all() {
        return plugins;
    }

    /** The plugins first, then the recognisers of protocols that nobody reads. */
    public List<Recogniser> recognisers() {
        return recognisers;
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
     * Asks every plugin, then every other recogniser. A {@link Detection.Match#CERTAIN} answer wins at once; a {@link
     * Detection.Match#LIKELY} one only when nobody is still waiting for more bytes.
     *
     * @return {@link Identified}, {@link Recognised}, {@link Undecided} or {@link Foreign}
     */
    public Identification identify(Opening opening, FirstBytes first) {
        Recogniser likely = null;
        boolean undecided = false;
        for (Recogniser recogniser : recognisers) {
            switch (recogniser.detect(opening, first)) {
                case Detection.Match match -> {
                    if (match == Detection.Match.CERTAIN) {
                        return known(recogniser);
                    }
                    likely = likely == null ? recogniser : likely;
                }
                case Detection.NeedMore more -> undecided = true;
                case Detection.NoMatch no -> {
                    // Another may still know it.
                }
            }
        }
        if (undecided) {
            return Undecided.INSTANCE;
        }
        return likely == null ? Foreign.INSTANCE : known(likely);
    }

    private static Identification known(Recogniser recogniser) {
        return recogniser instanceof ProtocolPlugin plugin ? new Identified(plugin) : new Recognised(recogniser);
    }

    /** What all together say of a connection. */
    public sealed interface Identification {}

    /** It speaks this plugin's protocol. */
    public record Identified(ProtocolPlugin plugin) implements Identification {}

    /** It speaks a protocol that is known by name and that no plugin reads. */
    public record Recognised(Recogniser recogniser) implements Identification {}

    /** More bytes could still tell. */
    public enum Undecided implements Identification {
        INSTANCE
    }

    /** Nobody knows it, whatever follows. */
    public enum Foreign implements Identification {
        INSTANCE
    }
}
