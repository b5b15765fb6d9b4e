package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.identity.ldap.Await.aim;
import static org.sallyport.policy.identity.ldap.Await.answer;
import static org.sallyport.policy.identity.ldap.Await.resolve;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Trust;
import org.sallyport.policy.identity.ldap.DirectorySettings.Lookup;

/** Directories that are down, slow, overloaded or come back. Nothing here may ever come out as "unregistered". */
class LdapPeopleOutageTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofMillis(150);

    private TestDirectory directory;

    @BeforeEach
    void start() throws Exception {
        directory = new TestDirectory();
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private static DirectorySettings patient(DirectorySettings settings, Lookup lookup) {
        return settings.with(lookup).with(settings.connection().with(LONG, LONG));
    }

    private static Lookup lookup(int waiting, Duration deadline, Duration pause) {
        return new Lookup(waiting, deadline, pause, 1_000, Duration.ofHours(1), Duration.ofHours(1));
    }

    private static int deadPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The gate opens only after resolve has returned: had it waited for the directory, it would never have returned. */
    @Test
    void resolveReturnsWhileTheDirectoryIsSilent() throws Exception {
        try (Gate gate = new Gate(directory.port());
                LdapPeople people = LdapPeople.open(patient(
                        TestDirectory.settingsFor("ldap://localhost:" + gate.port()),
                        lookup(10, LONG, Duration.ZERO)))) {
            CompletableFuture<Identity> alice = people.resolve(aim("alice", "alice"));
            assertThat(alice).isNotDone();
            assertThat(people.ifKnown(aim("alice", "alice"))).isNull();
            gate.open();
            assertThat(answer(alice)).isInstanceOf(Identity.Known.class);
        }
    }

    @Test
    void whoAsksForTheSameNameSharesOneLookup() throws Exception {
        try (Gate gate = new Gate(directory.port());
                LdapPeople people = LdapPeople.open(patient(
                        TestDirectory.settingsFor("ldap://localhost:" + gate.port()),
                        lookup(10, LONG, Duration.ZERO)))) {
            List<CompletableFuture<Identity>> asked = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                asked.add(people.resolve(aim("alice", "Alice" + " ".repeat(i))));
            }
            asked.getFirst().cancel(true);
            assertThat(people.underWay()).isEqualTo(1);
            gate.open();
            for (CompletableFuture<Identity> one : asked.subList(1, asked.size())) {
                assertThat(answer(one)).isInstanceOf(Identity.Known.class);
            }
            assertThat(people.stats().lookups()).isEqualTo(1);
        }
    }

    @Test
    void whenTheQueueIsFullTheNextOneIsUnavailableAtOnce() throws Exception {
        DirectorySettings settings;
        try (Gate gate = new Gate(directory.port())) {
            settings = patient(
                    TestDirectory.settingsFor("ldap://localhost:" + gate.port()), lookup(2, LONG, Duration.ZERO));
            settings = settings.with(settings.connection().withPoolSize(1));
            try (LdapPeople people = LdapPeople.open(settings)) {
                List<CompletableFuture<Identity>> fitting = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    fitting.add(people.resolve(aim("name" + i, "name" + i)));
                }
                assertThat(people.resolve(aim("onemore", "onemore")))
                        .isCompletedWithValue(new Identity.Unavailable("too many lookups are waiting"));
                assertThat(people.stats().unavailable()).isEqualTo(1);
                assertThat(people.underWay()).isEqualTo(3);
                gate.open();
                for (CompletableFuture<Identity> one : fitting) {
                    assertThat(answer(one)).isEqualTo(Identity.Unregistered.INSTANCE);
                }
            }
        }
    }

    @Test
    void aSilentDirectoryIsUnavailableAtTheDeadline() throws Exception {
        try (Gate gate = new Gate(0);
                LdapPeople people = LdapPeople.open(patient(
                        TestDirectory.settingsFor("ldap://localhost:" + gate.port()),
                        lookup(10, SHORT, Duration.ZERO)))) {
            assertThat(resolve(people, "alice")).isEqualTo(new Identity.Unavailable("no answer in time"));
            assertThat(people.underWay()).isZero();
            assertThat(people.ifKnown(aim("alice", "alice"))).as("never kept").isNull();
        }
    }

    @Test
    void aSilentDirectoryIsUnavailableAfterTheResponseTimeout() throws Exception {
        try (Gate gate = new Gate(0)) {
            DirectorySettings plain =
                    TestDirectory.settingsFor("ldap://localhost:" + gate.port()).with(lookup(10, LONG, Duration.ZERO));
            plain = plain.with(plain.connection().with(LONG, SHORT));
            try (LdapPeople people = LdapPeople.open(plain)) {
                assertThat(resolve(people, "alice")).isInstanceOf(Identity.Unavailable.class);
                assertThat(people.state()).isInstanceOf(DirectoryState.Down.class);
                assertThat(people.stats().failures()).isEqualTo(1);
            }
        }
    }

    @Test
    void aSilentTlsServerIsUnavailableAfterTheConnectTimeout() throws Exception {
        try (Gate gate = new Gate(0)) {
            DirectorySettings tls = TestDirectory.settingsFor("ldaps://localhost:" + gate.port())
                    .with(lookup(10, LONG, Duration.ZERO));
            tls = tls.with(tls.connection().with(false, new Trust.Unchecked()).with(SHORT, SHORT));
            try (LdapPeople people = LdapPeople.open(tls)) {
                assertThat(resolve(people, "alice")).isInstanceOf(Identity.Unavailable.class);
            }
        }
    }

    @Test
    void aDirectoryThatIsDownAtTheStartComesBackByItself() throws Exception {
        int port = deadPort();
        DirectorySettings settings =
                TestDirectory.settingsFor("ldap://localhost:" + port).with(lookup(10, LONG, Duration.ZERO));
        try (LdapPeople people = LdapPeople.open(settings)) {
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Unavailable.class);
            assertThat(people.state()).isInstanceOf(DirectoryState.Down.class);
            TestDirectory late = new TestDirectory(null, port);
            try (late) {
                assertThat(resolve(people, "alice")).isInstanceOf(Identity.Known.class);
                assertThat(people.state()).isInstanceOf(DirectoryState.Up.class);
            }
            assertThat(resolve(people, "bobby")).isInstanceOf(Identity.Unavailable.class);
            assertThat(people.ifKnown(aim("alice", "alice")))
                    .as("what is kept stays good")
                    .isNotNull();
        }
    }

    @Test
    void aDeadConnectionIsReplacedWithoutAnybodyNoticing() throws Exception {
        try (Gate gate = new Gate(directory.port());
                LdapPeople people = LdapPeople.open(patient(
                        TestDirectory.settingsFor("ldap://localhost:" + gate.port()),
                        lookup(10, LONG, Duration.ZERO)))) {
            gate.open();
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Known.class);
            gate.cut();
            assertThat(resolve(people, "bobby")).isInstanceOf(Identity.Known.class);
            assertThat(people.stats()).isEqualTo(new DirectoryStats(2, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void theNextServerStandsInForADeadOrSilentOne() throws Exception {
        try (Gate silent = new Gate(0)) {
            DirectorySettings settings = TestDirectory.settingsFor(
                            "ldap://localhost:" + deadPort(),
                            "ldap://localhost:" + silent.port(),
                            "ldap://localhost:" + directory.port())
                    .with(lookup(10, LONG, Duration.ZERO));
            settings = settings.with(settings.connection().with(LONG, Duration.ofSeconds(1)));
            try (LdapPeople people = LdapPeople.open(settings)) {
                assertThat(resolve(people, "alice")).isInstanceOf(Identity.Known.class);
                assertThat(silent.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void afterAFailureTheDirectoryIsLeftAloneForAPause() throws Exception {
        AtomicLong clock = new AtomicLong();
        Duration pause = Duration.ofSeconds(10);
        DirectorySettings settings =
                TestDirectory.settingsFor("ldap://localhost:" + deadPort()).with(lookup(10, LONG, pause));
        try (LdapPeople people = LdapPeople.open(settings, clock::get)) {
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Unavailable.class);
            assertThat(people.resolve(aim("bobby", "bobby")).getNow(Identity.Unregistered.INSTANCE))
                    .isInstanceOf(Identity.Unavailable.class);
            assertThat(people.stats()).isEqualTo(new DirectoryStats(1, 0, 1, 2, 0, 0));
            clock.addAndGet(pause.toNanos());
            assertThat(resolve(people, "bobby")).isInstanceOf(Identity.Unavailable.class);
            assertThat(people.stats().lookups()).isEqualTo(2);
        }
    }

    @Test
    void aWrongServicePasswordOrBaseIsAnOutageAndNotAnEmptyDirectory() throws Exception {
        DirectorySettings good = directory.settings();
        DirectorySettings badPassword = good.with(DirectoryConnection.to(
                good.connection().servers(),
                new DirectoryConnection.Credentials.Simple(TestDirectory.SERVICE, "wrong")));
        DirectorySettings badBase = DirectorySettings.openLdap(good.connection(), "dc=elsewhere");
        for (DirectorySettings settings : List.of(badPassword, badBase)) {
            try (LdapPeople people = LdapPeople.open(settings)) {
                assertThat(resolve(people, "alice")).isInstanceOf(Identity.Unavailable.class);
                assertThat(people.state()).isInstanceOf(DirectoryState.Down.class);
            }
        }
    }

    /** A login field holds a password now and then, and the library quotes requests in its messages. */
    @Test
    void whatWasAskedIsInNoMessage() throws Exception {
        for (String message : List.of(
                "closed while waiting for a response to search request SearchRequest(filter='(uid=hunter2)')",
                "timeout waiting for a response to search request with message ID 2 and filter '(uid=hunter2)'",
                "could not send SearchRequest(filter='(uid=hunter2)')")) {
            assertThat(DirectoryClient.describe(new LDAPException(ResultCode.SERVER_DOWN, message)))
                    .startsWith("server down: ")
                    .doesNotContain("hunter2");
        }
        try (Gate gate = new Gate(directory.port());
                LdapAuthenticator authenticator =
                        LdapAuthenticator.open(TestDirectory.settingsFor("ldap://localhost:" + gate.port()))) {
            gate.open();
            authenticator.authenticate("hunter2", "x");
            directory.close();
            Authenticator.Result result = authenticator.authenticate("hunter2", "x");
            assertThat(result).isInstanceOf(Authenticator.Result.Unavailable.class);
            assertThat(result.toString() + authenticator.state()).doesNotContain("hunter2");
        }
    }

    @Test
    void closingEndsWhatIsUnderWay() throws Exception {
        try (Gate gate = new Gate(0)) {
            LdapPeople people = LdapPeople.open(patient(
                    TestDirectory.settingsFor("ldap://localhost:" + gate.port()), lookup(10, LONG, Duration.ZERO)));
            CompletableFuture<Identity> waiting = people.resolve(aim("alice", "alice"));
            people.close();
            assertThat(answer(waiting)).isEqualTo(new Identity.Unavailable("closed"));
            assertThat(resolve(people, "bobby")).isEqualTo(new Identity.Unavailable("closed"));
        }
    }
}
