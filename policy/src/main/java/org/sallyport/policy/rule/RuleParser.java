package org.sallyport.policy.rule;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;

/** Reads rules, with the help of those who read their parts. One thread, one document. */
final class RuleParser {

    /** The conditions that a rule may have; one without any matches everything. */
    static final List<String> CONDITIONS = List.of("who", "with", "service", "feature", "direction", "content", "when");

    private static final int MOST_SERVICES = 64;
    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern NAME = Pattern.compile("(?U)[^\\p{Cntrl}]{1,120}");

    private static final Map<String, Flow> DIRECTIONS = Map.of("outbound", Flow.OUTBOUND, "inbound", Flow.INBOUND);

    private final ContentParser contents;
    private final WhenParser times;
    private final Set<ServiceId> services = new HashSet<>();

    RuleParser(ContentParser contents, WhenParser times) {
        this.contents = contents;
        this.times = times;
    }

    /** A rule; where parts of it are wrong the document has the problems, and the rule stands in for what was meant. */
    Rule parse(int number, MapNode map) {
        String name = map.required("name")
                .string(NAME, "1 to 120 characters on one line")
                .orElse("");
        Content content = contents.parse(map.value("content"));
        return new Rule(
                name,
                number,
                map.line(),
                map.column(),
                services(map.value("service")),
                features(map.value("feature")),
                map.value("direction").oneOf(DIRECTIONS).orElse(null),
                PartyParser.parse(map.value("who"), true),
                PartyParser.parse(map.value("with"), false),
                content,
                times.parse(map.value("when")),
                ActionParser.parse(map, name, content));
    }

    private Set<ServiceId> services(Value value) {
        Set<ServiceId> found = new HashSet<>();
        for (Value item : PartyParser.items(value)) {
            item.string(SERVICE, "a service such as aim: a lower-case letter, then letters, digits and '-'")
                    .map(ServiceId::new)
                    .ifPresent(found::add);
        }
        boolean hadRoom = services.size() <= MOST_SERVICES;
        services.addAll(found);
        if (hadRoom && services.size() > MOST_SERVICES) {
            value.fail("the rules together name more than " + MOST_SERVICES + " services");
        }
        return found;
    }

    private static Set<Feature> features(Value value) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Value item : PartyParser.items(value)) {
            item.oneOf(List.of(Feature.values()), Feature::id).ifPresent(features::add);
        }
        return features;
    }
}
