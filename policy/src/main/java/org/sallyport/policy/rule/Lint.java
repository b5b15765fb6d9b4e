package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.protocols.Feature;

/** Finds rules that are right and yet can't do what they say. Warns of what is plain to see and keeps silent otherwise. */
final class Lint {

    private final String file;
    private final List<Rule> rules;
    private final KnownGroups directory;
    private final List<Problem> warnings = new ArrayList<>();
    private final Set<String> groupsAsked = new HashSet<>();

    private Lint(String file, List<Rule> rules, KnownGroups directory) {
        this.file = file;
        this.rules = rules;
        this.directory = directory;
    }

    /** The warnings, in the order of the rules; the list can be added to. */
    static List<Problem> warnings(String file, List<Rule> rules, KnownGroups directory) {
        Lint lint = new Lint(file, rules, directory);
        lint.look();
        return lint.warnings;
    }

    private void look() {
        @Nullable Rule asking = null;
        PartyIndex<PartyIndex<List<Rule>>> before = new PartyIndex<>(() -> new PartyIndex<>(ArrayList::new));
        for (Rule rule : rules) {
            Rule cover = firstToCover(rule, before);
            if (cover != null) {
                warn(
                        rule,
                        "can never match: '" + cover.name() + "' on line " + cover.line()
                                + " matches everything it would");
            } else {
                // What can never match covers nothing that the other does not.
                before.at(rule.who()).at(rule.with()).add(rule);
            }
            if (asking != null && namesUnavailable(rule)) {
                warn(
                        rule,
                        "may come too late: '" + asking.name() + "' on line " + asking.line()
                                + " asks the directory first, and fails when it does not answer");
            }
            if (asking == null && asksDirectory(rule)) {
                asking = rule;
            }
            warnOfGroups(rule);
            warnOfCodesTooEarly(rule);
        }
        warnOfUnreadConnections();
    }

    private static @Nullable Rule firstToCover(Rule rule, PartyIndex<PartyIndex<List<Rule>>> before) {
        Rule first = null;
        for (PartyIndex<List<Rule>> byWith : before.candidates(rule.who())) {
            for (List<Rule> candidates : byWith.candidates(rule.with())) {
                for (Rule candidate : candidates) {
                    if (first != null && candidate.line() >= first.line()) {
                        break;
                    }
                    if (Cover.covers(candidate, rule)) {
                        first = candidate;
                        break;
                    }
                }
            }
        }
        return first;
    }

    private static boolean asksDirectory(Rule rule) {
        return (rule.who() != null && rule.who().asksDirectory())
                || (rule.with() != null && rule.with().asksDirectory());
    }

    private static boolean namesUnavailable(Rule rule) {
        return (rule.who() != null && rule.who().namesUnavailable())
                || (rule.with() != null && rule.with().namesUnavailable());
    }

    private void warnOfGroups(Rule rule) {
        Set<String> groups = new TreeSet<>();
        collectGroups(rule.who(), groups);
        collectGroups(rule.with(), groups);
        for (String group : groups) {
            if (groupsAsked.add(group) && !directory.has(group)) {
                warn(rule, "names the group '" + group + "', which the directory does not have");
            }
        }
    }

    /** What somebody merely claims to be proves nothing, so no code is shown before the service has let them in. */
    private void warnOfCodesTooEarly(Rule rule) {
        Action.Notice notice = rule.action().notice();
        if (notice != null
                && Registration.isAskedFor(notice.text())
                && rule.features().equals(Set.of(Feature.SIGN_ON))) {
            warn(
                    rule,
                    "shows no code to register with, for nobody is signed on yet: let unregistered names sign on, and"
                            + " ask them to register when they chat");
        }
    }

    private static void collectGroups(@Nullable Party party, Set<String> groups) {
        switch (party) {
            case Party.Groups g -> groups.addAll(g.names());
            case Party.Not n -> collectGroups(n.party(), groups);
            case Party.AllOf all -> all.parties().forEach(one -> collectGroups(one, groups));
            case Party.AnyOf any -> any.parties().forEach(one -> collectGroups(one, groups));
            case null -> {}
            case Party.Internal i -> {}
            case Party.External e -> {}
            case Party.Registered r -> {}
            case Party.Disabled d -> {}
            case Party.Persons p -> {}
            case Party.Names n -> {}
            case Party.Networks n -> {}
            case Party.Domains d -> {}
            case Party.Clients c -> {}
            case Party.Contact c -> {}
            case Party.DirectoryUnavailable d -> {}
        }
    }

    /** A last rule that allows what is left allows what nobody can read, unless another rule has spoken of that. */
    private void warnOfUnreadConnections() {
        Rule last = rules.getLast();
        boolean allows = switch (last.action().then()) {
            case ALLOW, REWRITE -> true;
            case DROP, QUARANTINE, DENY, DISCONNECT -> false;
        };
        boolean named = rules.stream().anyMatch(rule -> rule.features().contains(Feature.UNREAD_CONNECTION));
        if (allows && !named) {
            warn(
                    last,
                    "lets connections to messengers pass that nobody can read: no rule names the feature"
                            + " unread-connection");
        }
    }

    private void warn(Rule rule, String message) {
        warnings.add(new Problem(
                file,
                rule.line(),
                rule.column(),
                "rules[" + rule.number() + "]",
                "'" + rule.name() + "' " + message,
                List.of()));
    }
}
