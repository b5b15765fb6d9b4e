package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.identity.Authenticator.Result;

class LdapAuthenticatorTest {

    private static final Result REFUSED = Result.Refused.INSTANCE;
    private static final String GOOD = TestDirectory.PASSWORD;

    private final AtomicLong clock = new AtomicLong();
    private TestDirectory directory;
    private LdapAuthenticator authenticator;

    @BeforeEach
    void start() throws Exception {
        directory = new TestDirectory();
        authenticator = LdapAuthenticator.open(directory.settings(), clock::get);
    }

    @AfterEach
    void stop() {
        authenticator.close();
        directory.close();
    }

    @Test
    void theRightPasswordGivesThePersonWithGroups() {
        Result result = authenticator.authenticate("carol", GOOD);
        assertThat(result).isInstanceOf(Result.Accepted.class);
        assertThat(((Result.Accepted) result).person().groups()).containsExactlyInAnyOrder("staff", "compliance");
    }

    @Test
    void theSampleLetsItsPeopleIn() throws Exception {
        try (SampleDirectory sample = SampleDirectory.start(new SampleDirectory.Options(0, "demo"));
                LdapAuthenticator own = LdapAuthenticator.open(sample.settings())) {
            assertThat(own.authenticate("dave", "demo")).isInstanceOf(Result.Accepted.class);
            assertThat(own.authenticate("dave", "other")).isEqualTo(REFUSED);
        }
    }

    @Test
    void wrongUnknownClosedAndAmbiguousAllLookTheSame() throws Exception {
        directory.person("carol2", "uid: carol");
        assertThat(authenticator.authenticate("bob", "wrong")).isEqualTo(REFUSED);
        assertThat(authenticator.authenticate("stranger", "wrong")).isEqualTo(REFUSED);
        assertThat(authenticator.authenticate("erin", GOOD)).isEqualTo(REFUSED);
        assertThat(authenticator.authenticate("carol", GOOD)).isEqualTo(REFUSED);
        assertThat(authenticator.conflicts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "carol)(uid=*", "*)(objectClass=*", " ", "", "ｃａｒｏｌ", "carol\u0000"})
    void noTrickWithTheLoginWorks(String login) {
        assertThat(authenticator.authenticate(login, GOOD)).isEqualTo(REFUSED);
    }

    @Test
    void anEmptyPasswordIsNoAnonymousBind() {
        assertThat(authenticator.authenticate("carol", "")).isEqualTo(REFUSED);
        assertThat(authenticator.authenticate("c".repeat(257), GOOD)).isEqualTo(REFUSED);
        assertThat(authenticator.authenticate("carol", "p".repeat(1025))).isEqualTo(REFUSED);
    }

    @Test
    void afterFiveWrongPasswordsEvenTheRightOneMustWait() {
        for (int i = 0; i < 5; i++) {
            assertThat(authenticator.authenticate(i % 2 == 0 ? "carol" : " CAROL ", "wrong" + i))
                    .isEqualTo(REFUSED);
            clock.addAndGet(Duration.ofSeconds(10).toNanos());
        }
        assertThat(authenticator.authenticate("carol", GOOD)).isEqualTo(new Result.TooMany(Duration.ofSeconds(250)));
        assertThat(authenticator.authenticate("bob", GOOD)).isInstanceOf(Result.Accepted.class);
        clock.addAndGet(Duration.ofSeconds(250).toNanos());
        assertThat(authenticator.authenticate("carol", GOOD)).isInstanceOf(Result.Accepted.class);
    }

    @Test
    void anUnknownLoginIsLimitedAsAKnownOneIs() {
        for (int i = 0; i < 5; i++) {
            authenticator.authenticate("stranger", "wrong");
        }
        assertThat(authenticator.authenticate("stranger", "wrong")).isInstanceOf(Result.TooMany.class);
    }

    @Test
    void manyTriesAtOnceDontSlipThroughTogether() throws Exception {
        List<Future<Result>> tries = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < 40; i++) {
                String password = "wrong" + i;
                tries.add(pool.submit(() -> authenticator.authenticate("carol", password)));
            }
        }
        int judged = 0;
        for (Future<Result> one : tries) {
            judged += one.get() instanceof Result.TooMany ? 0 : 1;
        }
        assertThat(judged).isEqualTo(5);
    }

    @Test
    void aDirectoryThatIsDownRefusesNobodyAndCountsNothing() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (LdapAuthenticator down = LdapAuthenticator.open(TestDirectory.settingsFor("ldap://localhost:" + port))) {
            for (int i = 0; i < 10; i++) {
                assertThat(down.authenticate("carol", GOOD)).isInstanceOf(Result.Unavailable.class);
            }
            assertThat(down.state()).isInstanceOf(DirectoryState.Down.class);
        }
    }

    @Test
    void theTableOfTriesIsBounded() {
        TryLimit limit = new TryLimit(1, Duration.ofMinutes(5), clock::get);
        for (int i = 0; i < 2 * TryLimit.MAX_LOGINS; i++) {
            assertThat(limit.begin("login" + i)).isNull();
        }
        assertThat(limit.size()).isEqualTo(TryLimit.MAX_LOGINS);
        assertThat(limit.begin("login" + (2 * TryLimit.MAX_LOGINS - 1))).isNotNull();
    }
}
