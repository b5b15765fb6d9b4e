package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sallyport.policy.identity.ldap.Await.aim;
import static org.sallyport.policy.identity.ldap.Await.resolve;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.ldap.DirectorySettings.GroupSearch;
import org.sallyport.policy.identity.ldap.DirectorySettings.Lookup;
import org.sallyport.policy.identity.ldap.DirectorySettings.Nested;

/** Directories that answer by halves, and what was known before. */
class StaleAnswersTest {

    private static Lookup lookup(Duration stale) {
        return new Lookup(100, Duration.ofMinutes(1), Duration.ZERO, 100, Duration.ofMinutes(5), Duration.ofMinutes(1))
                .withStaleWhileDown(stale);
    }

    /** Takes connections and answers the first request with these bytes, and then with nothing or the end. */
    private static final class Broken implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

        Broken(byte[] answer, boolean hangUp) throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!listener.isClosed()) {
                    try {
                        Socket socket = listener.accept();
                        sockets.add(socket);
                        if (socket.getInputStream().read() >= 0) {
                            socket.getOutputStream().write(answer);
                        }
                        if (hangUp) {
                            socket.close();
                        }
                    } catch (IOException closed) {
                        // Whoever is gone has had enough.
                    }
                }
            });
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // The beginning of a bind response, and no more.
                "300c0201",
                // A bind response that is longer than anybody should send.
                "3084ffffffff020101",
                // Not LDAP.
                "485454502f312e31203430300d0a0d0a",
                // A success, to a message nobody sent.
                "300c02017f61070a010004000400",
                ""
            })
    void halfAnAnswerIsNone(String answer) throws Exception {
        for (boolean hangUp : new boolean[] {true, false}) {
            try (Broken broken = new Broken(HexFormat.of().parseHex(answer), hangUp)) {
                DirectorySettings settings =
                        TestDirectory.settingsFor("ldap://localhost:" + broken.listener.getLocalPort());
                settings = settings.with(settings.connection().with(Duration.ofMillis(500), Duration.ofMillis(300)))
                        .with(lookup(Duration.ZERO));
                try (LdapPeople people = LdapPeople.open(settings)) {
                    assertThat(resolve(people, "alice")).isInstanceOf(Identity.Unavailable.class);
                    assertThat(people.finder().byLogin("alice")).isInstanceOf(Identity.Unavailable.class);
                    assertThat(people.underWay()).isZero();
                }
            }
        }
    }

    @Test
    void withoutLeaveNothingOutlivesItsTime() throws Exception {
        AtomicLong clock = new AtomicLong();
        TestDirectory directory = new TestDirectory();
        try (LdapPeople people = LdapPeople.open(directory.settings().with(lookup(Duration.ZERO)), clock::get)) {
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Known.class);
            directory.close();
            clock.addAndGet(Duration.ofMinutes(5).toNanos());
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Unavailable.class);
            assertThat(people.stats().stale()).isZero();
        }
    }

    @Test
    void aDirectoryThatSaysNoIsBelievedAtOnceAfterAnOutage() throws Exception {
        AtomicLong clock = new AtomicLong();
        TestDirectory directory = new TestDirectory();
        int port = directory.port();
        try (LdapPeople people = LdapPeople.open(directory.settings().with(lookup(Duration.ofDays(1))), clock::get)) {
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Known.class);
            directory.close();
            clock.addAndGet(Duration.ofMinutes(5).toNanos());
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Known.class);
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Known.class);
            assertThat(people.stats().stale()).isEqualTo(2);
            assertThat(people.ifKnown(aim("alice", "alice")))
                    .as("is not at hand")
                    .isNull();
            // Or what is asked behind the scenes might find her before she is changed.
            Await.until("nobody is asked for", () -> people.underWay() == 0);
            try (TestDirectory again = new TestDirectory(null, port)) {
                again.server.modify(
                        "dn: uid=alice,ou=people," + TestDirectory.BASE, "changetype: modify", "delete: imAim");
                Await.until("the directory is asked", () -> {
                    try {
                        return resolve(people, "alice").equals(Identity.Unregistered.INSTANCE);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
            }
        }
    }

    @Test
    void inChainTheServerIsAskedToFollow() throws Exception {
        List<String> asked = new ArrayList<>();
        GroupSearch groups = GroupSearch.below("dc=x").with(Nested.IN_CHAIN);
        assertThat(new GroupsOfPerson(groups, Filter.create("(objectClass=group)"), (base, filter, max, wanted) -> {
                            asked.add(filter.toString());
                            return new DirectoryClient.Found(List.of(), false);
                        })
                        .of("cn=A (b),dc=x"))
                .isEmpty();
        assertThat(asked)
                .containsExactly("(&(objectClass=group)(member:1.2.840.113556.1.4.1941:=cn=A \\28b\\29,dc=x))");
    }

    @Test
    void groupsWithoutEndAreAnErrorAndNotFewer() {
        AtomicLong number = new AtomicLong();
        GroupSearch groups = GroupSearch.below("dc=x").with(Nested.WALK);
        GroupsOfPerson endless = new GroupsOfPerson(
                groups,
                null,
                (base, filter, max, wanted) -> new DirectoryClient.Found(
                        List.of(new SearchResultEntry("cn=g" + number.incrementAndGet() + ",dc=x", List.of())), false));
        assertThatThrownBy(() -> endless.of("uid=a,dc=x"))
                .isInstanceOf(LDAPException.class)
                .hasMessageContaining("deep");
        assertThat(number).hasValue(GroupsOfPerson.MOST_LEVELS);
    }

    @Test
    void groupsThatPeoplesEntriesNameMayBeAnywhereInTheDomain() {
        assertThat(LdapGroups.domain("OU=People,OU=Berlin,DC=example,DC=com"))
                .isEqualToIgnoringCase("dc=example,dc=com");
        assertThat(LdapGroups.domain("DC=example,DC=com")).isEqualToIgnoringCase("dc=example,dc=com");
        assertThat(LdapGroups.domain("ou=people,o=example")).isEqualTo("ou=people,o=example");
        assertThat(LdapGroups.domain("")).isEmpty();
    }
}
