package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;

/** Reads {@code who} and {@code with}: a word, a map whose conditions must all hold, or a list of which one must. */
final class PartyParser {

    /** More names in one condition belong into a group of the directory. */
    static final int MOST_ITEMS = 1_000;

    private static final Map<String, Party> WORDS =
            Map.of("internal", Party.Internal.INSTANCE, "external", Party.External.INSTANCE);

    private PartyParser() {}

    /**
     * The condition; null when it is absent or wrong.
     *
     * @param actor whether it is asked of who acted
     */
    static @Nullable Party parse(Value value, boolean actor) {
        if (!value.isPresent()) {
            return null;
        }
        if (value.isList()) {
            List<Party> parties = new ArrayList<>();
            for (Value item : items(value)) {
                Party party = parse(item, actor);
                if (party != null) {
                    parties.add(party);
                }
            }
            return parties.size() == 1 ? parties.getFirst() : new Party.AnyOf(parties);
        }
        if (value.isMap()) {
            return value.map().map(map -> parseMap(map, actor)).orElse(null);
        }
        return value.<Party>oneOf(WORDS).orElse(null);
    }

    private static @Nullable Party parseMap(MapNode map, boolean actor) {
        List<Party> all = new ArrayList<>();
        map.value("registered").bool().map(Party.Registered::new).ifPresent(all::add);
        map.value("disabled").bool().map(Party.Disabled::new).ifPresent(all::add);
        names(map.value("person")).map(Party.Persons::new).ifPresent(all::add);
        names(map.value("group")).map(Party.Groups::new).ifPresent(all::add);
        screenNames(map.value("screen-name")).ifPresent(all::add);
        if (actor) {
            networks(map.value("network")).ifPresent(all::add);
        } else if (map.has("network")) {
            map.value("network").fail("only who acted has an address here: 'network' belongs into 'who'");
        }
        map.value("directory")
                .<Party>oneOf(Map.of("unavailable", Party.DirectoryUnavailable.INSTANCE))
                .ifPresent(all::add);
        Party negated = parse(map.value("not"), actor);
        if (negated != null) {
            all.add(new Party.Not(negated));
        }
        if (map.isEmpty()) {
            map.fail("is empty: name a condition, or leave it out to mean anybody");
        }
        return all.isEmpty() ? null : all.size() == 1 ? all.getFirst() : new Party.AllOf(all);
    }

    private static Optional<Set<String>> names(Value value) {
        Set<String> names = new HashSet<>();
        for (Value item : items(value)) {
            item.string(1, 256).map(n -> n.toLowerCase(Locale.ROOT)).ifPresent(names::add);
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }

    private static Optional<Party> screenNames(Value value) {
        List<Glob> patterns = new ArrayList<>();
        for (Value item : items(value)) {
            Optional<Glob> glob = item.string(1, Glob.LONGEST).map(Glob::ofScreenName);
            if (glob.isPresent() && glob.get().pattern().isEmpty()) {
                item.fail("is blank");
            } else {
                glob.ifPresent(patterns::add);
            }
        }
        return patterns.isEmpty() ? Optional.empty() : Optional.of(new Party.Names(patterns));
    }

    private static Optional<Party> networks(Value value) {
        List<Network> networks = new ArrayList<>();
        for (Value item : items(value)) {
            Optional<String> text = item.string();
            if (text.isPresent()) {
                Network.parse(text.get())
                        .or(() -> item.fail("must be a network such as 10.0.0.0/8 or 2001:db8::/32, without bits beyond"
                                + " its prefix"))
                        .ifPresent(networks::add);
            }
        }
        return networks.isEmpty() ? Optional.empty() : Optional.of(new Party.Networks(networks));
    }

    /** One thing or a list of them, not more than {@link #MOST_ITEMS}. */
    static List<Value> items(Value value) {
        List<Value> items = value.oneOrMore();
        if (items.size() > MOST_ITEMS) {
            value.fail("has " + items.size() + " items, may have " + MOST_ITEMS);
            return List.of();
        }
        return items;
    }
}
