package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.identity.ldap.Await.aim;
import static org.sallyport.policy.identity.ldap.Await.answer;
import static org.sallyport.policy.identity.ldap.Await.resolve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Trust;
import org.sallyport.policy.identity.ldap.DirectorySettings.GroupSearch;
import org.sallyport.policy.identity.ldap.DirectorySettings.Lookup;
import org.sallyport.policy.identity.ldap.DirectorySettings.MemberOf;
import org.sallyport.policy.identity.ldap.DirectorySettings.Nested;
import org.sallyport.policy.identity.ldap.Gate.Manner;

/** Directories whose answers break off, or come late or drop by drop. What is not the whole answer is none. */
class HalfAnswersTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration NEVER_MIND = Duration.ofSeconds(30);
    /** Within this each byte comes, but no answer. */
    private static final Duration PATIENCE = Duration.ofMillis(400);

    private static final Duration DRIP = Duration.ofMillis(100);

    private TestDirectory directory;
    private Gate gate;

    @BeforeEach
    void start() throws Exception {
        directory = new TestDirectory();
        directory.server.add(
                "dn: cn=all,ou=groups," + TestDirectory.BASE,
                "objectClass: groupOfNames",
                "cn: all",
                "member: cn=staff,ou=groups," + TestDirectory.BASE);
        gate = new Gate(directory.port());
        gate.open();
    }

    @AfterEach
    void stop() throws Exception {
        gate.close();
        directory.close();
    }

    private DirectorySettings settings(Duration response, Duration deadline, Duration stale) {
        DirectorySettings settings = TestDirectory.settingsFor("ldap://localhost:" + gate.port())
                .with(new Lookup(100, deadline, Duration.ZERO, 100, Duration.ofMinutes(5), Duration.ofMinutes(5))
                        .withStaleWhileDown(stale))
                .with(GroupSearch.below(TestDirectory.BASE).with(Nested.WALK));
        return settings.with(settings.connection().with(LONG, response).withPoolSize(1));
    }

    private DirectorySettings patient() {
        return settings(NEVER_MIND, LONG, Duration.ZERO);
    }

    /** After so many bytes, whatever they are, the directory says nothing more on any connection. */
    @ParameterizedTest
    @ValueSource(strings = {"alice", "stranger"})
    void whereverAnAnswerBreaksOffItIsNone(String name) throws Exception {
        Identity whole;
        try (LdapPeople people = LdapPeople.open(patient())) {
            whole = resolve(people, name);
        }
        if (whole instanceof Identity.Known known) {
            assertThat(known.person().groups()).containsExactlyInAnyOrder("staff", "all");
        }
        long bytes = gate.answered();
        assertThat(bytes).isGreaterThan(20);
        for (long cut = 0; cut < bytes; cut++) {
            AtomicLong left = new AtomicLong(cut);
            gate.answer(position -> left.getAndDecrement() > 0 ? 0 : Manner.END);
            try (LdapPeople people = LdapPeople.open(patient())) {
                Identity half = resolve(people, name);
                assertThat(half).as("after %s bytes", cut).isInstanceOf(Identity.Unavailable.class);
                assertThat(people.state()).as("%s after %s bytes", half, cut).isInstanceOf(DirectoryState.Down.class);
                assertThat(people.ifKnown(aim(name, name))).as("never kept").isNull();
            }
        }
        gate.answer(Manner.only(bytes));
        try (LdapPeople people = LdapPeople.open(patient())) {
            assertThat(resolve(people, name)).isEqualTo(whole);
        }
    }

    @Test
    void halfOfTheGroupsIsNotAllOfThem() throws Exception {
        for (int i = 0; i < 1_200; i++) {
            directory.server.add(
                    "dn: cn=g" + i + ",ou=groups," + TestDirectory.BASE,
                    "objectClass: groupOfNames",
                    "cn: g" + i,
                    "member: uid=alice,ou=people," + TestDirectory.BASE);
        }
        try (LdapGroups groups = LdapGroups.open(patient())) {
            assertThat(groups.names().orElseThrow()).hasSizeGreaterThan(1_200).contains("g0", "g1199");
        }
        long bytes = gate.answered();
        for (int tenth = 1; tenth < 10; tenth++) {
            gate.answer(Manner.only(bytes * tenth / 10));
            try (LdapGroups groups = LdapGroups.open(patient())) {
                assertThat(groups.names()).isEqualTo(Optional.empty());
                assertThat(groups.has("no such group")).as("nobody can tell").isTrue();
            }
        }
    }

    /** Servers close what is idle, and a policy is seldom loaded. */
    @Test
    void groupsAreReadThoughTheConnectionHasGoneMeanwhile() throws Exception {
        AtomicLong clock = new AtomicLong();
        try (LdapGroups groups = LdapGroups.open(patient(), clock::get)) {
            assertThat(groups.names()).isPresent();
            gate.cut();
            clock.addAndGet(Duration.ofHours(1).toNanos());
            assertThat(groups.names().orElseThrow()).contains("staff");
        }
    }

    /** The first 14 bytes are the answer to signing on, so it is that which drips, or the answer to the search. */
    @ParameterizedTest
    @ValueSource(longs = {0, 14})
    void anAnswerThatDripsIsGivenUp(long atOnce) throws Exception {
        gate.answer(Manner.drip(atOnce, DRIP));
        try (LdapPeople people = LdapPeople.open(settings(PATIENCE, LONG, Duration.ZERO))) {
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Unavailable.class);
            assertThat(people.state())
                    .isInstanceOfSatisfying(
                            DirectoryState.Down.class,
                            down -> assertThat(down.cause()).contains("not complete after 800 ms"));
            gate.answer(Manner.whole());
            assertThat(resolve(people, "alice"))
                    .as("the only thread there is has not been left with it")
                    .isInstanceOf(Identity.Known.class);
        }
    }

    @Test
    void aPasswordWhoseAnswerDripsIsNotJudged() throws Exception {
        gate.answer(Manner.drip(0, DRIP));
        try (LdapAuthenticator authenticator = LdapAuthenticator.open(settings(PATIENCE, LONG, Duration.ZERO))) {
            assertThat(authenticator.authenticate("alice", TestDirectory.PASSWORD))
                    .isInstanceOf(Authenticator.Result.Unavailable.class);
            assertThat(authenticator.state()).isInstanceOf(DirectoryState.Down.class);
            gate.answer(Manner.whole());
            assertThat(authenticator.authenticate("alice", TestDirectory.PASSWORD))
                    .isInstanceOf(Authenticator.Result.Accepted.class);
        }
    }

    /** Wherever it begins to drip: within the handshake, or near the end of the search. */
    @ParameterizedTest
    @ValueSource(ints = {0, 30, 95})
    void soIsOneOverTls(int percent, @TempDir Path folder) throws Exception {
        TestCertificate certificate = new TestCertificate(folder, "server", "dns:localhost");
        try (TestDirectory secure = new TestDirectory(certificate.context, 0);
                Gate before = new Gate(secure.tlsPort())) {
            before.open();
            DirectorySettings dripping = TestDirectory.settingsFor("ldaps://localhost:" + before.port())
                    .with(settings(PATIENCE, LONG, Duration.ZERO).lookup());
            dripping = dripping.with(dripping.connection()
                    .with(false, new Trust.Unchecked())
                    .with(PATIENCE, PATIENCE)
                    .withPoolSize(1));
            try (LdapPeople people =
                    LdapPeople.open(dripping.with(dripping.connection().with(LONG, LONG)))) {
                assertThat(resolve(people, "alice")).isInstanceOf(Identity.Known.class);
            }
            AtomicLong atOnce = new AtomicLong(before.answered() * percent / 100);
            before.answer(position -> atOnce.getAndDecrement() > 0 ? 0 : DRIP.toNanos());
            try (LdapPeople people = LdapPeople.open(dripping)) {
                assertThat(resolve(people, "alice")).isInstanceOf(Identity.Unavailable.class);
                assertThat(people.state()).isInstanceOf(DirectoryState.Down.class);
                before.answer(Manner.whole());
                untilKnown(people);
            }
        }
    }

    /** A handshake on a machine that is busy may take longer than we have patience for. */
    private static void untilKnown(LdapPeople people) {
        Await.until("the directory answers", () -> {
            try {
                return resolve(people, "alice") instanceof Identity.Known;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    /** The answer is still to come when nobody waits any longer: that is no answer, and what was known before counts. */
    @Test
    void aDirectoryThatIsTooSlowIsDown() throws Exception {
        AtomicLong clock = new AtomicLong();
        DirectorySettings settings = settings(NEVER_MIND, Duration.ofMillis(500), Duration.ofHours(1));
        try (LdapPeople people = LdapPeople.open(settings, clock::get)) {
            Person alice = ((Identity.Known) resolve(people, "alice")).person();
            gate.answer(Manner.drip(0, LONG));
            clock.addAndGet(Duration.ofMinutes(6).toNanos());
            CompletableFuture<Identity> waiting = people.resolve(aim("alice", "alice"));
            assertThat(waiting).as("nobody is held up").isNotDone();
            assertThat(answer(waiting)).isEqualTo(new Identity.Known(alice));
            assertThat(people.state())
                    .isInstanceOfSatisfying(
                            DirectoryState.Down.class,
                            down -> assertThat(down.cause()).contains("no answer in time"));
            assertThat(people.resolve(aim("alice", "alice")))
                    .as("at once, now that it is known to be down")
                    .isCompletedWithValue(new Identity.Known(alice));
            assertThat(resolve(people, "bobby")).isInstanceOf(Identity.Unavailable.class);
            clock.addAndGet(Duration.ofHours(1).toNanos());
            assertThat(resolve(people, "alice")).as("too old").isInstanceOf(Identity.Unavailable.class);
        }
    }

    /** Waiting for one's turn says nothing of the directory. */
    @Test
    void aQuestionThatWaitedHereDoesNotMakeTheDirectoryLate() throws Exception {
        try (Gate shut = new Gate(0)) {
            DirectorySettings settings = TestDirectory.settingsFor("ldap://localhost:" + shut.port())
                    .with(settings(LONG, Duration.ofSeconds(1), Duration.ZERO).lookup());
            settings = settings.with(settings.connection().with(LONG, LONG).withPoolSize(1));
            DirectoryClient client = new DirectoryClient(settings, System::nanoTime);
            try (Lookups<Integer> lookups = new Lookups<>(settings, client, System::nanoTime, key -> {
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofMillis(400).toNanos());
                return Identity.Unregistered.INSTANCE;
            })) {
                CompletableFuture<?>[] all = new CompletableFuture<?>[4];
                for (int i = 0; i < all.length; i++) {
                    all[i] = lookups.resolve(i);
                }
                CompletableFuture.allOf(all).get(60, java.util.concurrent.TimeUnit.SECONDS);
                assertThat(all[3].join()).isInstanceOf(Identity.Unavailable.class);
                assertThat(client.state()).isInstanceOf(DirectoryState.Untried.class);
            }
            client.close();
        }
    }

    /** An Active Directory gives the first 1,500 of them, under another name. */
    @Test
    void groupsThatAnEntryNamesInPartAreAnError() throws Exception {
        String[] many = new String[GroupsOfPerson.MOST_GROUPS + 2];
        many[0] = "imAim: joiner";
        for (int i = 1; i < many.length; i++) {
            many[i] = "memberOf: cn=g" + i + ",dc=example";
        }
        directory.person("joiner", many);
        directory.person(
                "windows", "imAim: windows", "memberOf;range=0-1: cn=g0,dc=x", "memberOf;range=0-1: cn=g1,dc=x");
        directory.person("few", "imAim: few", "memberOf: cn=g0,dc=x");
        try (LdapPeople people = LdapPeople.open(patient().with(MemberOf.DEFAULTS))) {
            for (String name : new String[] {"joiner", "windows"}) {
                assertThat(resolve(people, name))
                        .isInstanceOfSatisfying(
                                Identity.Unavailable.class,
                                none -> assertThat(none.cause()).contains("groups for one person"));
            }
            assertThat(((Identity.Known) resolve(people, "few")).person().groups())
                    .containsExactly("g0");
            assertThat(people.state()).as("that is not an outage").isInstanceOf(DirectoryState.Up.class);
        }
    }
}
