package org.sallyport.proxy.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.ldap.DirectoryConnection;
import org.sallyport.policy.identity.ldap.DirectorySettings;
import org.sallyport.protocols.ServiceId;

/** Reads {@code directory}. */
final class DirectoryReader {

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration DAY = Duration.ofDays(1);

    /** Keys that say something about a directory of the site's own. */
    private static final List<String> OWN = List.of(
            "start-tls",
            "ca",
            "bind-dn",
            "bind-password",
            "base-dn",
            "kind",
            "connect-timeout",
            "response-timeout",
            "pool",
            "screen-names",
            "filter",
            "login",
            "name",
            "mail",
            "id",
            "cache",
            "sign-in",
            "groups");

    private final Section section;
    private final Function<String, Path> paths;

    DirectoryReader(Section section, Function<String, Path> paths) {
        this.section = section;
        this.paths = paths;
    }

    Configuration.Directory read() {
        List<String> servers = section.texts(
                "servers",
                List.of(),
                "URLs",
                "`ldap://` or `ldaps://` URLs, tried in this order. Without any, the sample directory is used.");
        boolean startTls = section.flag("start-tls", false, "Whether ldap:// connections turn to TLS first.");
        @Nullable String ca = section.optionalText("ca", 1_000, "A PEM file with the CA of the servers' certificates.");
        @Nullable String bindDn = section.optionalText(
                "bind-dn", 1_000, "The account that searches; without one, nobody in particular does.");
        @Nullable String bindPassword = section.optionalText("bind-password", 1_000, "Its password.");
        @Nullable String base =
                section.optionalText("base-dn", 1_000, "The entry below which everybody is; needed with `servers`.");
        Map<String, Boolean> kinds = new LinkedHashMap<>();
        kinds.put("openldap", false);
        kinds.put("active-directory", true);
        boolean active = section.oneOf(
                "kind", kinds, "openldap", "Whose attribute names are the defaults (docs/directory.md has them all).");
        Duration connectTimeout = section.duration(
                "connect-timeout", LEAST, LONGEST_WAIT, Duration.ofSeconds(2), "For a connection, TLS included.");
        Duration responseTimeout =
                section.duration("response-timeout", LEAST, LONGEST_WAIT, Duration.ofSeconds(3), "For one answer.");
        int pool = section.number("pool", 1, 64, 4, "Connections kept for searching.");
        Map<String, String> names =
                section.map("screen-names", defaultNames(), "Which attribute has the screen names at each service.");
        Attributes attributes = new Attributes(
                section.optionalText("filter", 1_000, "What is a person."),
                section.optionalText("login", 64, "The attribute people sign in with."),
                section.optionalText("name", 64, "The attribute with people's names."),
                section.optionalText("mail", 64, "The attribute with mail addresses."),
                section.optionalText("id", 64, "The attribute that never changes."));
        DirectorySettings.Lookup lookup = lookup(section.in("cache"));
        DirectorySettings.SignIn signIn = signIn(section.in("sign-in"));
        @Nullable String groupAttribute = section.in("groups")
                .optionalText(
                        "member-of",
                        64,
                        "The attribute of a person that names groups; for kind openldap, instead of a search.");
        @Nullable String groupBase = section.in("groups")
                .optionalText("base-dn", 1_000, "The entry below which groups are searched; else `base-dn`.");
        Map<String, DirectorySettings.Nested> kindsOfNesting = new LinkedHashMap<>();
        kindsOfNesting.put("no", DirectorySettings.Nested.NO);
        kindsOfNesting.put("in-chain", DirectorySettings.Nested.IN_CHAIN);
        kindsOfNesting.put("walk", DirectorySettings.Nested.WALK);
        DirectorySettings.Nested nested = section.in("groups")
                .oneOf(
                        "nested",
                        kindsOfNesting,
                        "no",
                        "Whether a group's groups count: followed by the server, as Active Directory can, or by a search for each level.");
        if (groupAttribute != null && nested != DirectorySettings.Nested.NO) {
            section.in("groups").fail("either member-of or nested, not both: nested groups are searched for");
        }
        if (groupAttribute != null && groupBase != null) {
            section.in("groups").fail("either member-of or base-dn, not both: with member-of no groups are searched");
        }
        if (servers.isEmpty()) {
            OWN.stream()
                    .filter(section::has)
                    .forEach(key -> section.fail("'" + key
                            + "' is for a directory of your own, not for the sample one: name its 'servers'"));
            return new Configuration.Directory.Sample();
        }
        if ((bindDn == null) != (bindPassword == null)) {
            section.fail("bind-dn and bind-password go together");
        }
        if (base == null) {
            section.fail("'base-dn' is missing: with 'servers' it is needed");
            return new Configuration.Directory.Sample();
        }
        DirectorySettings settings = checked(() -> {
            DirectoryConnection.Credentials credentials = bindDn == null || bindPassword == null
                    ? new DirectoryConnection.Credentials.Anonymous()
                    : new DirectoryConnection.Credentials.Simple(bindDn, bindPassword);
            DirectoryConnection.Trust trust = ca == null
                    ? new DirectoryConnection.Trust.JvmDefault()
                    : new DirectoryConnection.Trust.PemFile(paths.apply(ca));
            DirectoryConnection connection = new DirectoryConnection(
                    servers, startTls, trust, credentials, connectTimeout, responseTimeout, pool);
            DirectorySettings made = active
                    ? DirectorySettings.activeDirectory(connection, base)
                    : DirectorySettings.openLdap(connection, base);
            made = made.with(attributes.over(made.person(), services(names)))
                    .with(lookup)
                    .with(signIn);
            if (groupAttribute != null) {
                made = made.with(new DirectorySettings.MemberOf(groupAttribute));
            } else if (groupBase != null || nested != DirectorySettings.Nested.NO) {
                String below = groupBase == null ? base : groupBase;
                made = made.with(DirectorySettings.GroupSearch.below(below).with(nested));
            }
            return made;
        });
        return settings == null ? new Configuration.Directory.Sample() : new Configuration.Directory.Ldap(settings);
    }

    private DirectorySettings.Lookup lookup(Section cache) {
        DirectorySettings.Lookup d = DirectorySettings.Lookup.DEFAULTS;
        return new DirectorySettings.Lookup(
                cache.number(
                        "waiting",
                        1,
                        1_000_000,
                        d.waiting(),
                        "Lookups that may wait; the next one counts as unanswered at once."),
                cache.duration(
                        "deadline", LEAST, LONGEST_WAIT, d.deadline(), "The longest anybody waits for an answer."),
                cache.duration(
                        "pause",
                        Duration.ZERO,
                        LONGEST_WAIT,
                        d.pause(),
                        "How long a directory that failed is left alone."),
                cache.number(
                        "size",
                        2,
                        10_000_000,
                        d.cacheSize(),
                        "Answers kept, of registered and of unregistered names apiece."),
                cache.duration("ttl", LEAST, DAY, d.ttl(), "How long a person stays as found."),
                cache.duration("negative-ttl", LEAST, DAY, d.negativeTtl(), "How long a name stays nobody's."),
                cache.duration(
                        "stale-while-down",
                        Duration.ZERO,
                        Duration.ofDays(7),
                        d.staleWhileDown(),
                        "How long beyond its time an answer is still given while the directory doesn't answer; 0s for never."));
    }

    private static DirectorySettings.SignIn signIn(Section section) {
        DirectorySettings.SignIn d = DirectorySettings.SignIn.DEFAULTS;
        return new DirectorySettings.SignIn(
                section.number("tries", 1, 100, d.tries(), "Wrong passwords for one login within the window."),
                section.duration("window", LEAST, DAY, d.window(), "The window for them."));
    }

    private static Map<String, String> defaultNames() {
        Map<String, String> names = new TreeMap<>();
        DirectorySettings.PersonEntry.DEFAULT_SCREEN_NAMES.forEach(
                (service, attribute) -> names.put(service.value(), attribute));
        return names;
    }

    private static Map<ServiceId, String> services(Map<String, String> names) {
        Map<ServiceId, String> services = new LinkedHashMap<>();
        names.forEach((service, attribute) -> services.put(new ServiceId(service), attribute));
        return services;
    }

    /** Makes settings that check themselves; their complaint becomes an error of this section. */
    private @Nullable DirectorySettings checked(Supplier<DirectorySettings> making) {
        try {
            return making.get();
        } catch (IllegalArgumentException e) {
            section.fail(asWritten(String.valueOf(e.getMessage())));
            return null;
        }
    }

    /** The complaint with the field it begins with spelled as the key is: {@code baseDn: not a DN} is about {@code base-dn}. */
    private static String asWritten(String complaint) {
        int colon = complaint.indexOf(':');
        String field = colon < 0 ? "" : complaint.substring(0, colon);
        return field.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT)
                + complaint.substring(field.length());
    }

    /** Attribute names that differ from the defaults of the directory's kind. */
    private record Attributes(
            @Nullable String filter,
            @Nullable String login,
            @Nullable String name,
            @Nullable String mail,
            @Nullable String id) {

        DirectorySettings.PersonEntry over(DirectorySettings.PersonEntry d, Map<ServiceId, String> screenNames) {
            return new DirectorySettings.PersonEntry(
                    d.baseDn(),
                    filter == null ? d.filter() : filter,
                    login == null ? d.login() : login,
                    name == null ? d.name() : name,
                    mail == null ? d.mail() : mail,
                    id == null ? d.id() : id,
                    screenNames,
                    d.closed());
        }
    }
}
