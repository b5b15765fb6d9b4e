package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sallyport.policy.identity.ldap.Await.aim;
import static org.sallyport.policy.identity.ldap.Await.answer;
import static org.sallyport.policy.identity.ldap.Await.resolve;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.PersonKey;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.BindingStore;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.policy.identity.binding.BoundPeople;
import org.sallyport.policy.identity.ldap.DirectorySettings.GroupSearch;
import org.sallyport.policy.identity.ldap.DirectorySettings.Lookup;
import org.sallyport.policy.identity.ldap.DirectorySettings.Nested;

/** People by login and id, with an OpenLDAP that is written to, grows long lists, dies and comes back. */
class PersonsIT {

    private static final Identity NOBODY = Identity.Unregistered.INSTANCE;
    private static final String PEOPLE = ",ou=people," + SampleDirectory.BASE_DN;
    private static final String GROUPS = ",ou=groups," + SampleDirectory.BASE_DN;
    private static final int MANY = 6_000;

    @TempDir
    static Path folder;

    private static Slapd slapd;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Slapd.installed(), "slapd is not installed");
        TestCertificate certificate = new TestCertificate(folder, "slapd", "dns:localhost,ip:127.0.0.1");
        StringBuilder more = new StringBuilder();
        group(more, "team", "uid=bob" + PEOPLE);
        group(more, "division", "cn=team" + GROUPS);
        // In a circle: the company is in the division, too.
        group(more, "company", "cn=division" + GROUPS);
        group(more, "circle", "cn=company" + GROUPS);
        for (int i = 0; i < MANY; i++) {
            group(more, "many" + i, "uid=nobody" + PEOPLE);
        }
        slapd = new Slapd(folder, certificate, more.toString());
        slapd.start();
        write(connection -> connection.modify(
                "cn=team" + GROUPS, new Modification(ModificationType.ADD, "member", "cn=circle" + GROUPS)));
    }

    private static void group(StringBuilder ldif, String name, String member) {
        ldif.append("\ndn: cn=").append(name).append(GROUPS).append("\nobjectClass: groupOfNames\ncn: ");
        ldif.append(name).append("\nmember: ").append(member).append('\n');
    }

    @AfterAll
    static void stop() {
        if (slapd != null) {
            slapd.close();
        }
    }

    private interface Writing {
        void write(LDAPConnection connection) throws Exception;
    }

    private static void write(Writing writing) throws Exception {
        try (LDAPConnection connection = new LDAPConnection("127.0.0.1", slapd.port, Slapd.SERVICE, Slapd.PASSWORD)) {
            writing.write(connection);
        }
    }

    private static void add(String uid) throws Exception {
        write(connection -> connection.add(
                "dn: uid=" + uid + PEOPLE,
                "objectClass: inetOrgPerson",
                "uid: " + uid,
                "cn: " + uid,
                "sn: " + uid,
                "userPassword: " + Slapd.PASSWORD));
    }

    private static DirectorySettings settings(Duration stale) {
        return slapd.settings("ldap://127.0.0.1:" + slapd.port)
                .with(new Lookup(
                                100,
                                Duration.ofMinutes(1),
                                Duration.ZERO,
                                100,
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(1))
                        .withStaleWhileDown(stale));
    }

    private static Person person(Identity identity) {
        assertThat(identity).isInstanceOf(Identity.Known.class);
        return ((Identity.Known) identity).person();
    }

    @Test
    void aBindingFollowsThePersonThroughRenamingLeavingAndDeletion(@TempDir Path bound) throws Exception {
        add("mia");
        AtomicLong clock = new AtomicLong();
        try (LdapPeople people = LdapPeople.open(settings(Duration.ZERO), clock::get);
                BindingStore bindings = BindingStore.open(bound, InstantSource.system())) {
            BoundPeople all = new BoundPeople(bindings, people.persons(), people);
            assertThat(answer(all.resolve(aim("mimi", "mimi")))).isEqualTo(NOBODY);
            Person mia = person(people.finder().byLogin("MIA"));
            bindings.bind(new Bindings.Claim(aim("mimi", "mimi"), mia, Binding.Source.ADMINISTRATOR, "root", ""));
            assertThat(answer(all.resolve(aim("mimi", "mimi"))))
                    .as("at once, though the directory's no is in the cache")
                    .isEqualTo(new Identity.Known(mia, Identity.Source.BINDING));

            write(connection -> connection.modifyDN("uid=mia" + PEOPLE, "uid=mia.miller", true));
            Identity renamed = answer(all.refresh(aim("mimi", "mimi")));
            assertThat(person(renamed).login()).isEqualTo("mia.miller");
            assertThat(person(renamed).id()).isEqualTo(mia.id());

            write(connection -> connection.modify(
                    "uid=mia.miller" + PEOPLE, new Modification(ModificationType.REPLACE, "employeeType", "disabled")));
            assertThat(person(answer(all.resolve(aim("mimi", "mimi")))).disabled())
                    .as("in the cache")
                    .isFalse();
            clock.addAndGet(Duration.ofMinutes(5).toNanos());
            assertThat(person(answer(all.resolve(aim("mimi", "mimi")))).disabled())
                    .as("no longer than it lives there")
                    .isTrue();

            write(connection -> connection.delete("uid=mia.miller" + PEOPLE));
            Person gone = person(answer(all.refresh(aim("mimi", "mimi"))));
            assertThat(gone.disabled()).isTrue();
            assertThat(gone.groups()).isEmpty();
        }
    }

    @Test
    void groupsOfGroupsAreFollowedOnlyWhereThatIsWanted() throws Exception {
        assertThat(groups(Nested.NO)).containsExactlyInAnyOrder("staff", "team");
        assertThat(groups(Nested.WALK)).containsExactlyInAnyOrder("staff", "team", "division", "company", "circle");
    }

    private static Set<String> groups(Nested nested) throws Exception {
        DirectorySettings settings = settings(Duration.ZERO);
        settings = settings.with(GroupSearch.below(SampleDirectory.BASE_DN).with(nested));
        try (LdapPeople people = LdapPeople.open(settings)) {
            return person(resolve(people, "bobby")).groups();
        }
    }

    @Test
    void moreGroupsThanTheServerGivesAtOnceAreAllRead() throws Exception {
        DirectorySettings settings = settings(Duration.ZERO);
        settings = settings.with(DirectoryConnection.to(
                settings.connection().servers(), new DirectoryConnection.Credentials.Anonymous()));
        try (LDAPConnection anonymous = new LDAPConnection("127.0.0.1", slapd.port)) {
            assertThatThrownBy(() -> anonymous.search(
                            SampleDirectory.BASE_DN, SearchScope.SUB, "(objectClass=groupOfNames)", "cn"))
                    .as("the server gives no more than 500")
                    .isInstanceOf(LDAPSearchException.class);
        }
        try (LdapGroups groups = LdapGroups.open(settings)) {
            Set<String> names = groups.names().orElseThrow();
            assertThat(names).hasSizeGreaterThan(MANY).contains("many0", "many" + (MANY - 1), "legal", "circle");
            assertThat(groups.has("staff")).isTrue();
            assertThat(groups.has("no such group")).isFalse();
        }
    }

    @Test
    void whoeverCanNotTellWhichGroupsThereAreSaysYes() throws Exception {
        DirectorySettings wrong = settings(Duration.ZERO).with(GroupSearch.below("ou=elsewhere,dc=example,dc=org"));
        try (LdapGroups groups = LdapGroups.open(wrong)) {
            assertThat(groups.has("no such group")).isTrue();
        }
        DirectorySettings none =
                settings(Duration.ZERO).with(GroupSearch.below("ou=people," + SampleDirectory.BASE_DN));
        try (LdapGroups groups = LdapGroups.open(none)) {
            assertThat(groups.has("no such group")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*)(uid=*",
                "alice)(objectClass=*",
                "\\2a",
                "uid=alice,ou=people,dc=example,dc=com)(uid=*",
                "uid=alice,dc=elsewhere",
                "dc=example,dc=com",
                "5a11f0a7-0000-4000-8000-0000000000ff",
                "\u0000"
            })
    void nothingInALoginOrAnIdIsSyntax(String text) {
        try (LdapPeople people = LdapPeople.open(settings(Duration.ZERO))) {
            assertThat(people.finder().byLogin(text)).isEqualTo(NOBODY);
            assertThat(people.finder().byId(text)).isEqualTo(NOBODY);
            assertThat(person(people.finder().byLogin("alice"))).isNotNull();
            assertThat(people.state()).isInstanceOf(DirectoryState.Up.class);
        }
    }

    @Test
    void aPersonIsFoundByTheIdTheDirectoryGave() {
        try (LdapPeople people = LdapPeople.open(settings(Duration.ZERO))) {
            Person alice = person(people.finder().byLogin("alice"));
            assertThat(person(people.finder().byId(alice.id()))).isEqualTo(alice);
            assertThat(person(people.finder().byId("uid=alice" + PEOPLE)))
                    .as("where entries have no id, their DN is it")
                    .isEqualTo(alice);
        }
    }

    @Test
    void whatAKilledDirectorySaidBeforeCountsUntilItIsBack() throws Exception {
        AtomicLong clock = new AtomicLong();
        try (LdapPeople people = LdapPeople.open(settings(Duration.ofHours(1)), clock::get)) {
            Person before = person(resolve(people, "frankie"));
            PersonKey grace = new PersonKey.Login("grace");
            assertThat(answer(people.persons().resolve(grace))).isInstanceOf(Identity.Known.class);
            assertThat(resolve(people, "stranger")).isEqualTo(NOBODY);
            clock.addAndGet(Duration.ofMinutes(10).toNanos());
            slapd.kill();
            assertThat(resolve(people, "frankie")).isEqualTo(new Identity.Known(before));
            assertThat(people.state()).isInstanceOf(DirectoryState.Down.class);
            assertThat(answer(people.persons().resolve(grace))).isInstanceOf(Identity.Known.class);
            assertThat(resolve(people, "stranger")).isEqualTo(NOBODY);
            assertThat(people.stats().stale()).isEqualTo(3);
            assertThat(resolve(people, "never asked for")).isInstanceOf(Identity.Unavailable.class);
            assertThat(answer(people.persons().refresh(grace)))
                    .as("who asks for the truth gets none")
                    .isInstanceOf(Identity.Unavailable.class);
            clock.addAndGet(Duration.ofHours(1).toNanos());
            assertThat(resolve(people, "frankie")).as("too old").isInstanceOf(Identity.Unavailable.class);
            slapd.start();
            Await.until("the directory is back", () -> {
                try {
                    return resolve(people, "frankie") instanceof Identity.Known;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(people.state()).isInstanceOf(DirectoryState.Up.class);
            assertThat(people.stats().stale()).as("fresh").isEqualTo(3);
        }
    }
}
