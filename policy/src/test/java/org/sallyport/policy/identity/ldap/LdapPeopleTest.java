package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.identity.ldap.Await.aim;
import static org.sallyport.policy.identity.ldap.Await.answer;
import static org.sallyport.policy.identity.ldap.Await.resolve;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.ldap.DirectorySettings.ClosedMark;
import org.sallyport.policy.identity.ldap.DirectorySettings.Lookup;
import org.sallyport.policy.identity.ldap.DirectorySettings.MemberOf;
import org.sallyport.policy.identity.ldap.DirectorySettings.PersonEntry;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/** What the directory's entries come out as. {@link LdapPeopleOutageTest} is about directories that don't answer. */
class LdapPeopleTest {

    private static final Identity NOBODY = Identity.Unregistered.INSTANCE;
    private static final Lookup EAGER = new Lookup(
            1_000, Duration.ofMinutes(1), Duration.ZERO, 1_000, Duration.ofMinutes(5), Duration.ofMinutes(1));

    private TestDirectory directory;

    @BeforeEach
    void start() throws Exception {
        directory = new TestDirectory();
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private static Person person(Identity identity) {
        assertThat(identity).isInstanceOf(Identity.Known.class);
        return ((Identity.Known) identity).person();
    }

    @Test
    void theSampleAnswersWithItsOwnSettings() throws Exception {
        try (SampleDirectory sample = SampleDirectory.start(SampleDirectory.Options.random());
                LdapPeople people = LdapPeople.open(sample.settings())) {
            assertThat(people.state()).isInstanceOf(DirectoryState.Untried.class);
            assertThat(person(resolve(people, "bobby")))
                    .isEqualTo(new Person(
                            "5a11f0a7-0000-4000-8000-000000000002",
                            "bob",
                            "Bob Brown",
                            "bob@example.com",
                            java.util.Set.of("staff"),
                            false));
            assertThat(person(resolve(people, "carolclark")).groups()).containsExactlyInAnyOrder("staff", "compliance");
            assertThat(person(resolve(people, "davedunn")).groups()).contains("administrators");
            assertThat(person(resolve(people, "erin")).disabled()).isTrue();
            assertThat(resolve(people, "stranger")).isEqualTo(NOBODY);
            assertThat(people.state()).isInstanceOf(DirectoryState.Up.class);
        }
    }

    @Test
    void eachServiceHasNamesOfItsOwn() throws Exception {
        ServiceId icq = new ServiceId("icq");
        try (LdapPeople people = LdapPeople.open(directory.settings())) {
            assertThat(person(answer(people.resolve(ScreenName.of(icq, "20406080"))))
                            .login())
                    .isEqualTo("frank");
            assertThat(answer(people.resolve(ScreenName.of(icq, "alice")))).isEqualTo(NOBODY);
            assertThat(answer(people.resolve(ScreenName.of(ServiceId.UNKNOWN, "alice"))))
                    .isEqualTo(NOBODY);
            assertThat(people.stats().lookups()).as("no attribute, no question").isEqualTo(2);
        }
    }

    @Test
    void eitherFormOfANameMatches() throws Exception {
        try (LdapPeople people = LdapPeople.open(directory.settings())) {
            assertThat(person(answer(people.resolve(aim("heidihall", "Heidi Hall"))))
                            .login())
                    .as("stored normalised")
                    .isEqualTo("heidi");
            assertThat(person(answer(people.resolve(aim("frankatwork", "frank at work"))))
                            .login())
                    .as("stored as displayed")
                    .isEqualTo("frank");
        }
    }

    /** The server folds these to "alice" and hands her entry over; a service would not. */
    @ParameterizedTest
    @ValueSource(strings = {"ａｌｉｃｅ", "alice\u2003", "al\u00adice"})
    void aNameThatOnlyLooksLikeAColleaguesIsAStrangers(String name) throws Exception {
        directory.person("likeness", "imAim: " + name);
        try (LdapPeople people = LdapPeople.open(directory.settings())) {
            assertThat(person(resolve(people, "alice")).login()).isEqualTo("alice");
        }
        assertThat(PersonReader.comparable(name)).isNotEqualTo(PersonReader.comparable("alice"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*)(uid=*",
                "*",
                "alice)(objectClass=*",
                "(|(uid=*))",
                "\\2a",
                "al\u0000ice",
                "alice\\",
                "&(uid=alice)",
                "\ud800"
            })
    void nothingInANameIsSyntax(String name) throws Exception {
        try (LdapPeople people = LdapPeople.open(directory.settings())) {
            assertThat(resolve(people, name)).isEqualTo(NOBODY);
            assertThat(person(resolve(people, "alice")).login()).isEqualTo("alice");
        }
    }

    @Test
    void anEmptyOrOverlongNameIsNobodysAndNotAskedFor() throws Exception {
        try (LdapPeople people = LdapPeople.open(directory.settings())) {
            assertThat(resolve(people, "")).isEqualTo(NOBODY);
            assertThat(resolve(people, "a".repeat(257))).isEqualTo(NOBODY);
            assertThat(people.stats().lookups()).isZero();
        }
    }

    @Test
    void twoPersonsWithOneNameAreNobody() throws Exception {
        directory.person("second", "imAim: ALICE");
        try (LdapPeople people = LdapPeople.open(directory.settings())) {
            assertThat(resolve(people, "alice")).isEqualTo(NOBODY);
            assertThat(people.stats().conflicts()).isEqualTo(1);
        }
    }

    @Test
    void answersAreKeptForTheirTime() throws Exception {
        AtomicLong clock = new AtomicLong();
        try (LdapPeople people = LdapPeople.open(directory.settings().with(EAGER), clock::get)) {
            ScreenName alice = aim("alice", "alice");
            ScreenName stranger = aim("stranger", "stranger");
            assertThat(people.ifKnown(alice)).isNull();
            person(answer(people.resolve(alice)));
            answer(people.resolve(stranger));
            assertThat(people.ifKnown(alice)).isInstanceOf(Identity.Known.class);
            assertThat(people.ifKnown(stranger)).isEqualTo(NOBODY);
            assertThat(people.stats()).isEqualTo(new DirectoryStats(2, 2, 0, 0, 0, 0));

            directory.person("newcomer", "imAim: stranger");
            clock.addAndGet(EAGER.negativeTtl().toNanos());
            assertThat(people.ifKnown(stranger))
                    .as("the negative answer is old")
                    .isNull();
            assertThat(people.ifKnown(alice)).isNotNull();
            assertThat(person(answer(people.resolve(stranger))).login()).isEqualTo("newcomer");

            directory.server.delete("uid=alice,ou=people," + TestDirectory.BASE);
            clock.addAndGet(EAGER.ttl().toNanos());
            assertThat(people.ifKnown(alice)).isNull();
            assertThat(answer(people.resolve(alice))).isEqualTo(NOBODY);
            assertThat(people.ifKnown(alice)).isEqualTo(NOBODY);
        }
    }

    @Test
    void tenThousandStrangersFillNothingAndPushNobodyOut() throws Exception {
        Lookup small =
                new Lookup(10_000, Duration.ofMinutes(1), Duration.ZERO, 100, Duration.ofHours(1), Duration.ofHours(1));
        try (LdapPeople people = LdapPeople.open(directory.settings().with(small))) {
            person(resolve(people, "alice"));
            List<CompletableFuture<Identity>> asked = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                asked.add(people.resolve(aim("stranger" + i, "stranger" + i)));
            }
            for (CompletableFuture<Identity> one : asked) {
                assertThat(answer(one)).isEqualTo(NOBODY);
            }
            assertThat(people.cached())
                    .isLessThanOrEqualTo(
                            2 * 100 + directory.settings().connection().poolSize());
            assertThat(people.underWay()).isZero();
            assertThat(people.ifKnown(aim("alice", "alice"))).isNotNull();
        }
    }

    @Test
    void groupsMayBeOnThePerson() throws Exception {
        directory.person(
                "member", "imAim: member", "memberOf: CN=Legal Team,OU=Groups,DC=example,DC=com", "memberOf: plain");
        try (LdapPeople people = LdapPeople.open(directory.settings().with(MemberOf.DEFAULTS))) {
            assertThat(person(resolve(people, "member")).groups()).containsExactlyInAnyOrder("legal team", "plain");
            assertThat(person(resolve(people, "alice")).groups()).isEmpty();
        }
    }

    @Test
    void aClosedAccountShowsInSeveralWays() throws Exception {
        directory.person("locked", "imAim: locked", "pwdAccountLockedTime: 000001010000Z");
        directory.person("paused", "imAim: paused", "pwdAccountLockedTime: 20260101120000Z");
        directory.person("bit", "imAim: bit", "userAccountControl: 514");
        directory.person("nobit", "imAim: nobit", "userAccountControl: 512");
        directory.person("left", "imAim: left", "leftOn: 2026-01-01");
        DirectorySettings settings = directory.settings();
        try (LdapPeople people = LdapPeople.open(settings)) {
            assertThat(person(resolve(people, "locked")).disabled()).isTrue();
            assertThat(person(resolve(people, "paused")).disabled())
                    .as("anybody can bring that about with wrong passwords")
                    .isFalse();
            assertThat(person(resolve(people, "bit")).disabled()).isFalse();
        }
        List<ClosedMark> marks = List.of(new ClosedMark.Bit("userAccountControl", 2), new ClosedMark.Present("leftOn"));
        try (LdapPeople people = LdapPeople.open(settings.with(settings.person().withClosed(marks)))) {
            assertThat(person(resolve(people, "bit")).disabled()).isTrue();
            assertThat(person(resolve(people, "nobit")).disabled()).isFalse();
            assertThat(person(resolve(people, "left")).disabled()).isTrue();
            assertThat(person(resolve(people, "erin")).disabled()).isFalse();
        }
    }

    @Test
    void anEntryWithoutTheUsualAttributesStillHasAnIdAndAName() throws Exception {
        directory.person("bare", "imAim: bare");
        try (LdapPeople people = LdapPeople.open(directory.settings())) {
            Person bare = person(resolve(people, "bare"));
            assertThat(bare.id()).isEqualTo("uid=bare,ou=people," + TestDirectory.BASE);
            assertThat(bare.name()).isEqualTo("bare");
            assertThat(bare.mail()).isNull();
        }
    }

    /** Active Directory's id is sixteen bytes, of which the filter must have each and the person the text that Windows shows. */
    @Test
    void aPersonIsFoundByTheGuidThatIsShown() throws Exception {
        byte[] guid = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
        directory.person("windows", "imAim: windows");
        directory.server.modify(
                "uid=windows,ou=people," + TestDirectory.BASE,
                new Modification(ModificationType.ADD, "objectGUID", guid));
        PersonEntry named = directory.settings().person();
        DirectorySettings settings = directory.settings()
                .with(new PersonEntry(
                        named.baseDn(),
                        named.filter(),
                        named.login(),
                        named.name(),
                        named.mail(),
                        "objectGUID",
                        named.screenNames(),
                        named.closed()));
        try (LdapPeople people = LdapPeople.open(settings)) {
            Person windows = person(resolve(people, "windows"));
            assertThat(windows.id()).isEqualTo("33221100-5544-7766-8899-aabbccddeeff");
            assertThat(person(people.finder().byId(windows.id()))).isEqualTo(windows);
            assertThat(people.finder().byId("33221100-5544-7766-8899-aabbccddeefe"))
                    .isEqualTo(NOBODY);
        }
    }
}
