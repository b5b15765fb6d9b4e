package org.sallyport.proxy.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Document;
import org.sallyport.policy.document.DocumentException;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;
import org.sallyport.protocols.Feature;

/**
 * Reads a scenario file as strictly as a policy: what is unknown, missing or of the wrong kind is an error, and all errors are
 * found at once, each with its line. One thread; one file.
 */
final class ScenarioReader {

    /** Each can play every scenario that lists it. */
    static final Set<String> PROTOCOLS = Set.of("oscar", "msnp", "ymsg", "rvp");

    private static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST = 20_000;

    /** With a prefix of three, screen names of every service have room for it. */
    private static final Pattern KEY = Pattern.compile("[a-z]{2,12}");

    private static final Map<String, Step.By> WAYS =
            Map.of("fixed", Step.By.FIXED, "socks5", Step.By.SOCKS5, "connect", Step.By.CONNECT);
    private static final Map<String, Step.Then> ENDS = Map.of(
            "acknowledged", Step.Then.ACKNOWLEDGED,
            "refused", Step.Then.REFUSED,
            "undeliverable", Step.Then.UNDELIVERABLE,
            "whatever", Step.Then.WHATEVER);
    private static final Map<String, Boolean> REFUSALS = Map.of("accepted", false, "refused", true);
    private static final Map<String, List<String>> FLOWS = Map.of(
            "out", List.of("outbound"),
            "in", List.of("inbound"),
            "both", List.of("outbound", "inbound"));
    private static final Map<String, String> FEATURES = features();
    private static final Map<String, String> VERDICTS =
            Map.of("allow", "allow", "rewrite", "rewrite", "drop", "drop", "deny", "deny", "disconnect", "disconnect");

    private final Document document;
    private final String name;
    private final String prefix;
    private final Map<String, Scenario.Person> people = new LinkedHashMap<>();
    private final Map<String, Function<MapNode, Step>> verbs = new LinkedHashMap<>();
    private final List<Value> contacts = new ArrayList<>();
    private String actor = "";

    private ScenarioReader(Document document, String name, String prefix) {
        this.document = document;
        this.name = name;
        this.prefix = prefix;
        verbs.put("signs on", this::signsOn);
        verbs.put("says", this::says);
        verbs.put("hears", step -> sees(step, Player.Sort.TEXT, "text"));
        verbs.put("is told", this::isTold);
        verbs.put("types", step -> new Step.Types(step.line(), actor, person(step.required("to"))));
        verbs.put("sees typing", step -> sees(step, Player.Sort.TYPING, null));
        verbs.put("offers", this::offers);
        verbs.put("is offered", step -> sees(step, Player.Sort.OFFER, "file"));
        verbs.put("opens", this::opens);
        verbs.put(
                "joins",
                step -> new Step.Joins(
                        step.line(), actor, word(step.required("room")), person(step.required("called-by"))));
        verbs.put("is bound", step -> bound(step, Step.How.BY_HAND));
        verbs.put("is imported", step -> bound(step, Step.How.FROM_A_FILE));
        verbs.put("registers", step -> bound(step, Step.How.WITH_A_CODE));
        verbs.put("signs off", step -> new Step.Leaves(step.line(), actor, Step.Leave.SIGNS_OFF));
        verbs.put("is killed", step -> new Step.Leaves(step.line(), actor, Step.Leave.IS_KILLED));
        verbs.put("is disconnected", step -> new Step.Leaves(step.line(), actor, Step.Leave.IS_DISCONNECTED));
    }

    private static Map<String, String> features() {
        Map<String, String> features = new LinkedHashMap<>();
        for (Feature feature : Feature.values()) {
            features.put(feature.id(), feature.id());
        }
        return features;
    }

    /**
     * Reads a text.
     *
     * @param name the file's
     * @param prefix see {@link Scenario}
     * @throws DocumentException with everything that is wrong
     */
    static Scenario read(String name, String prefix, String text) throws DocumentException {
        return new ScenarioReader(Document.parse(name, text, MOST_BYTES), name, prefix).read();
    }

    private Scenario read() throws DocumentException {
        MapNode root = document.root();
        String about = text(root.required("about"));
        Map<String, String> known = new LinkedHashMap<>();
        PROTOCOLS.forEach(protocol -> known.put(protocol, protocol));
        List<String> protocols = new ArrayList<>();
        root.required("protocols").list().forEach(item -> item.oneOf(known).ifPresent(protocols::add));
        root.map("people").entries().forEach(this::someone);
        contacts.forEach(this::person);
        root.required("people");
        Value policy = root.required("policy");
        String rules = text(policy);
        checkNames(policy, rules);
        List<Step> steps = new ArrayList<>();
        root.required("steps").list().forEach(item -> item.map().ifPresent(step -> steps.add(step(step))));
        Scenario.Outside outside = outside(root.map("service"));
        root.required("service");
        List<Scenario.Entry> archive = new ArrayList<>();
        root.required("archive").list().forEach(item -> item.map().ifPresent(one -> archive.add(entry(one))));
        document.finish();
        return new Scenario(name, prefix, about, protocols, people, rules, policy.line(), steps, outside, archive);
    }

    private void someone(String key, Value value) {
        if (!KEY.matcher(key).matches()) {
            value.fail("'" + key + "' must have 2 to 12 lower-case letters");
        }
        MapNode map = value.map().orElse(null);
        if (map == null) {
            value.fail("must be a map, such as {}");
            return;
        }
        boolean outside = map.value("outside").bool().orElse(false);
        people.put(
                key,
                new Scenario.Person(
                        key,
                        map.value("registered").bool().orElse(!outside),
                        map.value("disabled").bool().orElse(false),
                        outside,
                        words(map.value("groups")),
                        contacts(map.value("contacts")),
                        map.value("addresses").string().orElse(""),
                        map.value("same-as").isPresent() ? person(map.value("same-as")) : null));
    }

    /** They may be people further down, so who they are is looked at later. */
    private @Nullable List<String> contacts(Value value) {
        if (!value.isPresent()) {
            return null;
        }
        contacts.addAll(value.list());
        return words(value);
    }

    /** A rule about nobody would be about nobody without a word. */
    private void checkNames(Value policy, String rules) {
        Pattern.compile("\\$([A-Za-z]+)")
                .matcher(rules)
                .results()
                .map(found -> found.group(1))
                .filter(key -> !people.containsKey(key))
                .distinct()
                .forEach(key -> policy.fail(
                        "nobody is called '" + key + "'", people.keySet().toArray(String[]::new)));
    }

    private Step step(MapNode step) {
        if (step.has("directory")) {
            boolean up = step.required("directory")
                    .oneOf(Map.of("stops", false, "starts", true))
                    .orElse(false);
            return new Step.Directory(step.line(), up);
        }
        for (String key : people.keySet()) {
            if (step.has(key)) {
                actor = key;
                Optional<Function<MapNode, Step>> verb = step.required(key).oneOf(verbs);
                return verb.isPresent() ? verb.get().apply(step) : new Step.Directory(step.line(), true);
            }
        }
        step.fail("nobody acts: one key must be one of the people, or 'directory'");
        return new Step.Directory(step.line(), true);
    }

    private Step signsOn(MapNode step) {
        Value user = step.value("user");
        return new Step.SignsOn(
                step.line(),
                actor,
                step.value("by").oneOf(WAYS).orElse(Step.By.FIXED),
                user.isPresent() ? person(user) : null,
                step.value("address").string().orElse(null),
                step.value("then").oneOf(REFUSALS).orElse(false));
    }

    private Step says(MapNode step) {
        boolean room = step.has("in");
        return new Step.Says(
                step.line(),
                actor,
                room ? word(step.required("in")) : person(step.required("to")),
                room,
                text(step.required("text")),
                step.value("then").oneOf(ENDS).orElse(Step.Then.ACKNOWLEDGED));
    }

    private Step sees(MapNode step, Player.Sort sort, @Nullable String what) {
        return new Step.Sees(
                step.line(),
                actor,
                sort,
                person(step.required("from")),
                what == null ? null : text(step.required(what)));
    }

    private Step isTold(MapNode step) {
        return new Step.Sees(step.line(), actor, Player.Sort.NOTICE, null, text(step.required("text")));
    }

    private Step bound(MapNode step, Step.How how) {
        return new Step.Bound(step.line(), actor, person(step.required("as")), how);
    }

    private Step offers(MapNode step) {
        return new Step.Offers(
                step.line(),
                actor,
                person(step.required("to")),
                word(step.required("file")),
                step.value("bytes").integer(1, Integer.MAX_VALUE).orElse(4_711),
                step.value("then").oneOf(REFUSALS).orElse(false));
    }

    private Step opens(MapNode step) {
        List<String> with = new ArrayList<>();
        step.required("with").list().forEach(one -> with.add(person(one)));
        return new Step.Opens(step.line(), actor, word(step.required("room")), with);
    }

    private Scenario.Outside outside(MapNode service) {
        return new Scenario.Outside(
                service.line(),
                words(service.required("hears")),
                words(service.value("files")),
                service.value("escaped").integer(0, MOST_BYTES).orElse(0));
    }

    private Scenario.Entry entry(MapNode one) {
        List<String> to = new ArrayList<>();
        one.value("to").oneOrMore().forEach(item -> to.add(person(item)));
        return new Scenario.Entry(
                one.line(),
                one.required("feature").oneOf(FEATURES).orElse(""),
                one.value("flow").oneOf(FLOWS).orElse(List.of("outbound")),
                person(one.required("from")),
                one.value("text").string().orElse(null),
                one.value("file").string().orElse(null),
                one.value("step").string().orElse(null),
                one.value("times").integer(0, 100).orElse(1),
                to,
                one.has("as") ? person(one.value("as")) : null,
                one.value("verdict").oneOf(VERDICTS).orElse("allow"),
                one.value("rule").string().orElse(null),
                words(one.value("reasons")),
                words(one.value("alert")),
                words(one.value("told")),
                words(one.value("review")),
                one.value("quarantine").string().orElse(""),
                words(one.value("tags")),
                one.value("severity").string().orElse(""),
                one.value("route").string().orElse(""),
                words(one.value("notice")),
                one.value("failure").string().orElse(""));
    }

    private String person(Value value) {
        Map<String, String> keys = new LinkedHashMap<>();
        people.keySet().forEach(key -> keys.put(key, key));
        return value.oneOf(keys).orElse("");
    }

    private static String text(Value value) {
        return value.string(1, LONGEST).orElse("");
    }

    private static String word(Value value) {
        return text(value);
    }

    private static List<String> words(Value value) {
        List<String> words = new ArrayList<>();
        if (value.isList()) {
            value.list().forEach(item -> words.add(text(item)));
        } else if (value.isPresent()) {
            words.add(text(value));
        }
        return words;
    }
}
