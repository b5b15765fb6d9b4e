package org.sallyport.proxy.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compares what the archive holds with what a scenario expects: each expected record is there as often as it should be and says what
 * it should, and what people said or sent, whatever was not allowed and whatever raised an alert is all expected.
 */
final class Audit {

    /** All records of these have to be expected. */
    private static final Set<String> TALK = Set.of("chat", "group-chat", "file-transfer");

    private final Scenario scenario;
    private final Wire wire;
    private final String version;

    /** @param version what the policy's version begins with */
    Audit(Scenario scenario, Wire wire, String version) {
        this.scenario = scenario;
        this.wire = wire;
        this.version = version;
    }

    /** An error for whoever runs the scenario; with the line it is about. */
    static final class Wrong extends AssertionError {
        private static final long serialVersionUID = 1;

        private final int line;

        Wrong(int line, String what) {
            super(what);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    /** Compares. */
    void compare(List<Books.Found> all) {
        List<Books.Found> ours =
                all.stream().filter(found -> isOurs(found.from())).toList();
        List<Books.Found> open = new ArrayList<>(ours);
        for (Scenario.Entry entry : scenario.archive()) {
            for (String flow : entry.flows()) {
                List<Books.Found> meant =
                        ours.stream().filter(meant(entry, flow)).toList();
                if (meant.size() != entry.times()) {
                    throw new Wrong(
                            entry.line(),
                            "%d %s records of %s are wanted, the archive holds %d; all of %s: %s"
                                    .formatted(
                                            entry.times(),
                                            flow,
                                            entry.feature(),
                                            meant.size(),
                                            entry.from(),
                                            of(ours)));
                }
                for (Books.Found found : meant) {
                    check(entry, found);
                }
                open.removeAll(meant);
            }
        }
        for (Books.Found found : open) {
            boolean minded = TALK.contains(found.text("/im/feature"))
                    && Set.of("message", "file-offer").contains(found.text("/event/action"));
            if (minded
                    || !found.text("/im/verdict").equals("allow")
                    || found.json().at("/im/alerts").isArray()) {
                throw new Wrong(0, "the archive holds a record that nobody expects: " + found);
            }
        }
    }

    private boolean isOurs(String name) {
        return scenario.people().keySet().stream()
                .anyMatch(key -> scenario.screenName(wire, key).equals(name));
    }

    private static String of(List<Books.Found> found) {
        return found.stream().map(Books.Found::toString).toList().toString();
    }

    private Predicate<Books.Found> meant(Scenario.Entry entry, String flow) {
        String from = scenario.screenName(wire, entry.from());
        return found -> found.text("/im/feature").equals(entry.feature())
                && found.text("/network/direction").equals(flow)
                && found.from().equals(from)
                && (entry.text() == null || found.text("/im/text").equals(entry.text()))
                && (entry.file() == null || found.each("/file", "name").contains(entry.file()))
                && (entry.step() == null || found.text("/im/step").equals(entry.step()));
    }

    private void check(Scenario.Entry entry, Books.Found found) {
        int line = entry.line();
        same(line, "verdict", entry.verdict(), found.text("/im/verdict"));
        if (entry.rule() != null) {
            same(line, "rule", List.of(entry.rule()), found.texts("/rule/name"));
        }
        String owner = entry.as() == null ? entry.from() : entry.as();
        String login = scenario.owner(owner).registered() ? scenario.login(owner) : "";
        String identity = found.text("/im/from/identity");
        // What the service says by itself is nobody's.
        if (!identity.isEmpty() && !identity.equals("unavailable")) {
            same(line, "login of " + entry.from(), login, found.text("/user/name"));
        }
        if (!entry.to().isEmpty()) {
            List<String> names = entry.to().stream()
                    .map(key -> scenario.screenName(wire, key))
                    .sorted()
                    .toList();
            same(
                    line,
                    "to",
                    names,
                    found.each("/im/to", "normalized").stream().sorted().toList());
        }
        same(line, "reasons", entry.reasons(), found.texts("/im/reasons"));
        same(line, "alert", entry.alerts(), found.each("/im/alerts", "severity"));
        same(line, "told", entry.told(), found.each("/im/alerts", "to"));
        same(line, "review", entry.review(), found.texts("/im/review"));
        same(line, "quarantine", entry.quarantine(), found.text("/im/quarantine"));
        same(line, "tags", entry.tags(), found.texts("/im/tags"));
        same(line, "severity", entry.severity(), found.text("/im/severity"));
        same(line, "route", entry.route(), found.text("/im/route"));
        same(line, "notice", entry.notices(), found.each("/im/notice", "text"));
        String failure = found.text("/im/failure");
        if (entry.failure().isEmpty() ? !failure.isEmpty() : !failure.contains(entry.failure())) {
            throw new Wrong(line, "failure: '" + entry.failure() + "' is wanted, is '" + failure + "'");
        }
        if (entry.failure().isEmpty() && !found.text("/im/policy").startsWith(version)) {
            throw new Wrong(line, "policy " + version + "... is wanted, is " + found.text("/im/policy"));
        }
    }

    private static void same(int line, String what, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            throw new Wrong(line, what + ": " + wanted + " is wanted, the archive holds " + found);
        }
    }
}
