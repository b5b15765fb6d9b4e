package org.sallyport.policy.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.detect.WebHosts;

/**
 * Whether one condition holds wherever another does. Says yes only where that is plain to see. Static; any thread.
 */
final class Cover {

    private Cover() {}

    /** Whether every event that the special rule matches is one that the general rule matches. */
    static boolean covers(Rule general, Rule special) {
        return (general.services().isEmpty()
                        || (!special.services().isEmpty() && general.services().containsAll(special.services())))
                && coversFeatures(general, special)
                && (general.direction() == null || general.direction() == special.direction())
                && (general.content() == null || general.content().equals(special.content()))
                && (general.when() == null || general.when().equals(special.when()))
                && covers(general.who(), special.who())
                && covers(general.with(), special.with());
    }

    /** A rule that names no feature is not about forgeries, so that it covers none that names them. */
    private static boolean coversFeatures(Rule general, Rule special) {
        return special.features().isEmpty()
                ? general.features().isEmpty()
                : special.features().stream().allMatch(general::matchesFeature);
    }

    private static boolean covers(@Nullable Party general, @Nullable Party special) {
        return general == null || (special != null && holdsWhere(general, special));
    }

    /** Whether the general condition holds wherever the special one does. */
    static boolean holdsWhere(Party general, Party special) {
        return general.equals(special) || bySpecial(general, special) || byGeneral(general, special);
    }

    private static boolean bySpecial(Party general, Party special) {
        return switch (special) {
            case Party.AnyOf any -> any.parties().stream().allMatch(one -> holdsWhere(general, one));
            case Party.AllOf all -> all.parties().stream().anyMatch(one -> holdsWhere(general, one));
            case Party.Internal i -> general.equals(new Party.Registered(true));
            case Party.External e -> false;
            case Party.Registered r -> !r.wanted() && general == Party.External.INSTANCE;
            case Party.Disabled d ->
                d.wanted() && (general == Party.External.INSTANCE || general.equals(new Party.Registered(true)));
            case Party.Persons p -> general.equals(new Party.Registered(true));
            case Party.Groups g -> general.equals(new Party.Registered(true));
            case Party.Names n -> false;
            case Party.Networks n -> false;
            case Party.Domains d -> false;
            case Party.Clients c -> false;
            case Party.Contact c -> false;
            case Party.DirectoryUnavailable d -> false;
            case Party.Not n -> false;
        };
    }

    private static boolean byGeneral(Party general, Party special) {
        return switch (general) {
            case Party.AnyOf any -> any.parties().stream().anyMatch(one -> holdsWhere(one, special));
            case Party.AllOf all -> all.parties().stream().allMatch(one -> holdsWhere(one, special));
            case Party.Persons p ->
                special instanceof Party.Persons o && p.names().containsAll(o.names());
            case Party.Groups g ->
                special instanceof Party.Groups o && g.names().containsAll(o.names());
            case Party.Names n ->
                special instanceof Party.Names o && o.patterns().stream().allMatch(one -> matches(n.patterns(), one));
            case Party.Domains d ->
                special instanceof Party.Domains o
                        && o.names().stream().allMatch(one -> WebHosts.anyDomain(one, d.names()::contains));
            case Party.Networks n ->
                special instanceof Party.Networks o
                        && o.networks().stream()
                                .allMatch(one -> n.networks().stream().anyMatch(mine -> mine.contains(one)));
            case Party.Not n -> special instanceof Party.Not o && holdsWhere(o.party(), n.party());
            case Party.Internal i -> false;
            case Party.External e -> false;
            case Party.Registered r -> false;
            case Party.Disabled d -> false;
            case Party.Clients c -> false;
            case Party.Contact c -> false;
            case Party.DirectoryUnavailable d -> false;
        };
    }

    private static boolean matches(List<Glob> general, Glob special) {
        return general.contains(special)
                || (special.exact() && general.stream().anyMatch(glob -> glob.matches(special.pattern())));
    }
}
