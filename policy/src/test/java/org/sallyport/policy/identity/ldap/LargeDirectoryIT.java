package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.identity.ldap.Await.AIM;
import static org.sallyport.policy.identity.ldap.Await.aim;
import static org.sallyport.policy.identity.ldap.Await.answer;
import static org.sallyport.policy.identity.ldap.Await.resolve;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.PersonKey;
import org.sallyport.policy.identity.binding.BindingStore;
import org.sallyport.policy.identity.binding.BindingsCsv;
import org.sallyport.policy.identity.binding.BindingsCsv.Kind;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Credentials;
import org.sallyport.policy.identity.ldap.DirectorySettings.GroupSearch;
import org.sallyport.policy.identity.ldap.DirectorySettings.Lookup;
import org.sallyport.policy.identity.ldap.DirectorySettings.Nested;
import org.sallyport.protocols.ScreenName;

/**
 * A large company's directory: a hundred thousand people, some thousand groups, one of them with half the company in it, and a
 * server that gives our account no more than so many entries. What is read of it for one question must not grow with it.
 */
class LargeDirectoryIT {

    private static final int PEOPLE = 100_000;
    private static final int EVERYONE = 50_000;
    private static final int GROUPS = 5_000;
    /** Of one person; more than the server gives at once. */
    private static final int JOINED = 600;

    private static final int CACHE = 1_000;
    /** What a lookup may cost on the wire. The names of everybody in the large group would be three million. */
    private static final long ONE_LOOKUP = 2_000;

    /** Gets 500 entries, as servers have it where nobody says otherwise. */
    private static final String READER = "cn=reader," + Slapd.BASE;
    /** Gets 500 entries at once, and all of them in pages. */
    private static final String PAGER = "cn=pager," + Slapd.BASE;
    /** Gets one entry. */
    private static final String MISER = "cn=miser," + Slapd.BASE;

    @TempDir
    static Path folder;

    private static Slapd slapd;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Slapd.installed(), "slapd is not installed");
        slapd = new Slapd(folder, null, """
                limits dn.exact="%s" size.soft=500 size.hard=500 size.pr=500 size.prtotal=unlimited
                limits dn.exact="%s" size.soft=1 size.hard=1
                """.formatted(PAGER, MISER), entries());
        slapd.start();
    }

    @AfterAll
    static void stop() {
        if (slapd != null) {
            slapd.close();
        }
    }

    private static String entries() throws Exception {
        StringBuilder ldif = new StringBuilder(40_000_000).append(Slapd.people());
        for (String account : List.of("reader", "pager", "miser")) {
            ldif.append("\ndn: cn=").append(account).append(',').append(Slapd.BASE);
            ldif.append("\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: ");
            ldif.append(account)
                    .append("\nuserPassword: ")
                    .append(Slapd.PASSWORD)
                    .append('\n');
        }
        for (int i = 0; i < PEOPLE; i++) {
            ldif.append("\ndn: ").append(person(i));
            ldif.append("\nobjectClass: inetOrgPerson\nobjectClass: imPerson\nuid: p")
                    .append(i);
            ldif.append("\ncn: Person ").append(i).append("\nsn: ").append(i);
            ldif.append("\nimAim: ").append(i < 2 ? "twins" : "screen" + i);
            ldif.append(hasLeft(i) ? "\nemployeeType: disabled\n" : "\n");
        }
        for (int i = 0; i < GROUPS; i++) {
            group(ldif, "g" + i);
            for (int member = i; member < PEOPLE; member += PEOPLE / 10) {
                ldif.append("member: ").append(person(member)).append('\n');
            }
        }
        for (int i = 0; i < JOINED; i++) {
            group(ldif, "joined" + i)
                    .append("member: ")
                    .append(person(PEOPLE - 1))
                    .append('\n');
        }
        group(ldif, "everyone");
        for (int i = 0; i < EVERYONE; i++) {
            ldif.append("member: ").append(person(i)).append('\n');
        }
        group(ldif, "europe")
                .append("member: cn=everyone,ou=groups,")
                .append(Slapd.BASE)
                .append('\n');
        group(ldif, "world")
                .append("member: cn=europe,ou=groups,")
                .append(Slapd.BASE)
                .append('\n');
        return ldif.toString();
    }

    private static StringBuilder group(StringBuilder ldif, String name) {
        ldif.append("\ndn: cn=").append(name).append(",ou=groups,").append(Slapd.BASE);
        return ldif.append("\nobjectClass: groupOfNames\ncn: ").append(name).append('\n');
    }

    private static String person(int i) {
        return "uid=p" + i + ",ou=people," + Slapd.BASE;
    }

    private static boolean hasLeft(int i) {
        return i % 100 == 42;
    }

    private static DirectorySettings settings(int port, String account) {
        DirectorySettings settings = DirectorySettings.openLdap(
                DirectoryConnection.to(
                        List.of("ldap://127.0.0.1:" + port), new Credentials.Simple(account, Slapd.PASSWORD)),
                Slapd.BASE);
        Duration wait = Duration.ofMinutes(2);
        return settings.with(settings.connection().with(wait, wait))
                .with(new Lookup(10_000, wait, Duration.ZERO, CACHE, Duration.ofHours(1), Duration.ofHours(1)))
                .with(GroupSearch.below(Slapd.BASE).with(Nested.WALK));
    }

    private static Person known(Identity identity) {
        assertThat(identity).isInstanceOf(Identity.Known.class);
        return ((Identity.Known) identity).person();
    }

    private static String cause(Identity identity) {
        assertThat(identity).isInstanceOf(Identity.Unavailable.class);
        return ((Identity.Unavailable) identity).cause();
    }

    private static List<Identity> all(List<CompletableFuture<Identity>> asked) throws Exception {
        List<Identity> answers = new ArrayList<>();
        for (CompletableFuture<Identity> one : asked) {
            answers.add(answer(one));
        }
        return answers;
    }

    /** Of a group of fifty thousand that is in groups, nothing is read but the name. */
    @Test
    void aPersonAmongManyCostsNoMoreThanAmongFew() throws Exception {
        try (Gate gate = new Gate(slapd.port);
                LdapPeople people = LdapPeople.open(settings(gate.port(), READER))) {
            gate.open();
            assertThat(known(resolve(people, "screen777")).groups())
                    .containsExactlyInAnyOrder("g777", "everyone", "europe", "world");
            for (int i = 3; i < PEOPLE; i += 500) {
                long before = gate.answered();
                Set<String> groups = known(resolve(people, "screen" + i)).groups();
                assertThat(groups.contains("world")).isEqualTo(i < EVERYONE);
                assertThat(gate.answered() - before).isLessThan(ONE_LOOKUP);
            }
            assertThat(resolve(people, "screen100000")).isEqualTo(Identity.Unregistered.INSTANCE);
        }
    }

    @Test
    void theNamesOfAllGroupsAreReadWithoutTheirMembers() throws Exception {
        try (Gate gate = new Gate(slapd.port);
                LdapGroups groups = LdapGroups.open(settings(gate.port(), PAGER))) {
            gate.open();
            assertThat(groups.names().orElseThrow())
                    .hasSizeGreaterThanOrEqualTo(GROUPS + JOINED + 3)
                    .contains("g0", "g4999", "everyone", "world");
            assertThat(gate.answered()).isLessThan(1_000_000);
            assertThat(groups.has("no such group")).isFalse();
        }
    }

    /** A server's own limit leaves the list short: then it is not taken for the list. */
    @Test
    void aListThatTheServerCutsShortIsNoList() {
        try (LdapGroups groups = LdapGroups.open(settings(slapd.port, READER))) {
            assertThat(groups.names()).isEqualTo(Optional.empty());
            assertThat(groups.has("no such group")).as("nobody can tell").isTrue();
        }
    }

    @Test
    void somebodyInMoreGroupsThanTheServerGivesIsNotInFewer() throws Exception {
        String joiner = "screen" + (PEOPLE - 1);
        for (String account : List.of(READER, PAGER)) {
            try (LdapPeople people = LdapPeople.open(settings(slapd.port, account))) {
                assertThat(cause(resolve(people, joiner)))
                        .contains("size limit exceeded", "gives our account no more than 500 entries");
                assertThat(people.ifKnown(aim(joiner, joiner))).isNull();
                assertThat(people.state()).as("others are not touched by it").isInstanceOf(DirectoryState.Up.class);
            }
        }
        try (LdapPeople people = LdapPeople.open(settings(slapd.port, Slapd.SERVICE))) {
            assertThat(known(resolve(people, joiner)).groups().stream().filter(group -> group.startsWith("joined")))
                    .hasSize(JOINED);
        }
    }

    /** The first of two is not the only one. */
    @Test
    void whoIsCutOffByTheServersLimitIsNotForgotten() throws Exception {
        try (LdapPeople people = LdapPeople.open(settings(slapd.port, MISER))) {
            assertThat(cause(resolve(people, "twins"))).contains("gives our account no more than 1 entries");
        }
        try (LdapPeople people = LdapPeople.open(settings(slapd.port, READER))) {
            assertThat(resolve(people, "twins")).isEqualTo(Identity.Unregistered.INSTANCE);
            assertThat(people.stats().conflicts()).isEqualTo(1);
        }
    }

    @Test
    void aFileOfBindingsIsMatched(@TempDir Path bound) throws Exception {
        StringBuilder file = new StringBuilder("service,screen-name,login\n");
        int lines = 5_000;
        for (int i = 0; i < lines; i++) {
            int who = i == 471 ? PEOPLE + 1 : PEOPLE - lines + i;
            file.append("aim,name").append(i).append(",p").append(who).append('\n');
        }
        try (Gate gate = new Gate(slapd.port);
                LdapPeople people = LdapPeople.open(settings(gate.port(), Slapd.SERVICE));
                BindingStore bindings = BindingStore.open(bound, InstantSource.system())) {
            gate.open();
            BindingsCsv csv = new BindingsCsv(
                    bindings, people.finder(), (service, typed) -> Optional.of(ScreenName.of(service, typed)));
            BindingsCsv.Report report = csv.read(
                    file.toString().getBytes(StandardCharsets.UTF_8), BindingsCsv.Mode.WHAT_IS_RIGHT, "root", "");
            assertThat(gate.answered()).isLessThan(lines * ONE_LOOKUP);
            assertThat(report.failure()).isEmpty();
            assertThat(report.count(Kind.NEW)).isEqualTo(lines - 1);
            assertThat(report.lines().stream().filter(line -> line.kind() == Kind.WRONG))
                    .singleElement()
                    .satisfies(line -> assertThat(line.why()).isEqualTo("nobody has this login"));
            assertThat(people.cached()).isLessThanOrEqualTo(2 * CACHE + 4);
            assertThat(people.underWay()).isZero();
        }
    }

    /** As they are looked for: everybody who is signed on is asked for past the cache. */
    @Test
    void thoseWhoHaveLeftAreFoundAmongAll() throws Exception {
        int first = 60_000;
        int signedOn = 4_000;
        try (LdapPeople people = LdapPeople.open(settings(slapd.port, READER))) {
            List<CompletableFuture<Identity>> asked = new ArrayList<>();
            for (int i = first; i < first + signedOn; i++) {
                asked.add(people.refresh(ScreenName.of(AIM, "screen" + i)));
            }
            List<Identity> answers = all(asked);
            for (int i = 0; i < signedOn; i++) {
                assertThat(known(answers.get(i)).disabled()).isEqualTo(hasLeft(first + i));
            }
            assertThat(people.cached()).isLessThanOrEqualTo(CACHE + 4);
            assertThat(people.stats().lookups()).isEqualTo(signedOn);
            assertThat(known(answer(people.persons().refresh(new PersonKey.Login("p42"))))
                            .disabled())
                    .isTrue();
        }
    }
}
