package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;

/** Reads {@code who} and {@code with}: a word, a map whose conditions must all hold, or a list of which one must. */
final class PartyParser {

    /** More names in one condition belong into a group of the directory. */
    static final int MOST_ITEMS = 1_000;

    private static final Pattern DOMAIN =
            Pattern.compile("(?U)(?=.{1,253}$)[\\p{Alnum}_-]{1,63}(?:\\.[\\p{Alnum}_-]{1,63}){0,126}");

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
        map.value("contact").bool().map(Party.Contact::new).ifPresent(all::add);
        names(map.value("person")).map(Party.Persons::new).ifPresent(all::add);
        names(map.value("group")).map(Party.Groups::new).ifPresent(all::add);
        screenNames(map.value("screen-name")).ifPresent(all::add);
        domains(map.value("domain")).ifPresent(all::add);
        if (actor) {
            networks(map.value("network")).ifPresent(all::add);
            clients(map.value("client")).ifPresent(all::add);
        } else {
            refuseHere(map, "network", "only who acted has an address here");
            refuseHere(map, "client", "only who acted has a client here");
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

    private static void refuseHere(MapNode map, String key, String why) {
        if (map.has(key)) {
            map.value(key).fail(why + ": '" + key + "' belongs into 'who'");
        }
    }

    private static Optional<Party> domains(Value value) {
        Set<String> names = new HashSet<>();
        for (Value item : items(value)) {
            item.string(DOMAIN, "a domain such as corp.example; what is below it is included")
                    .map(n -> n.toLowerCase(Locale.ROOT))
                    .ifPresent(names::add);
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(new Party.Domains(names));
    }

    private static Optional<Party> clients(Value value) {
        List<Software> programs = new ArrayList<>();
        for (Value item : items(value)) {
            if (item.isMap()) {
                item.map().map(PartyParser::client).ifPresent(programs::add);
            } else {
                clientName(item)
                        .map(n -> new Software(List.of(n), null, null, null))
                        .ifPresent(programs::add);
            }
        }
        return programs.isEmpty() ? Optional.empty() : Optional.of(new Party.Clients(programs));
    }

    private static Software client(MapNode map) {
        List<Glob> names = new ArrayList<>();
        for (Value item : items(map.value("name"))) {
            clientName(item).ifPresent(names::add);
        }
        if (map.isEmpty()) {
            map.fail("is empty: say name, below, at-least or told");
        }
        return new Software(
                names,
                version(map.value("below")),
                version(map.value("at-least")),
                map.value("told").bool().orElse(null));
    }

    private static Optional<Glob> clientName(Value value) {
        return value.string(1, Glob.LONGEST).map(n -> new Glob(n.toLowerCase(Locale.ROOT)));
    }

    private static @Nullable ClientVersion version(Value value) {
        Optional<String> text = value.string();
        if (text.isEmpty()) {
            return null;
        }
        return ClientVersion.parse(text.get())
                .or(() -> value.fail("must be a version such as 5.9: numbers with dots between them"))
                .orElse(null);
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
