package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Credentials;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Server;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Trust;
import org.sallyport.policy.identity.ldap.DirectorySettings.ClosedMark;
import org.sallyport.policy.identity.ldap.DirectorySettings.GroupSearch;
import org.sallyport.policy.identity.ldap.DirectorySettings.Lookup;
import org.sallyport.policy.identity.ldap.DirectorySettings.MemberOf;
import org.sallyport.policy.identity.ldap.DirectorySettings.PersonEntry;
import org.sallyport.policy.identity.ldap.DirectorySettings.SignIn;
import org.sallyport.protocols.ServiceId;

class DirectorySettingsTest {

    private static DirectoryConnection to(String... servers) {
        return DirectoryConnection.to(List.of(servers), new Credentials.Anonymous());
    }

    /** A default that changes must change here, and in docs/directory.md. */
    @Test
    void theDefaultsAreTheDocumentedOnes() {
        assertThat(to("ldap://a"))
                .isEqualTo(new DirectoryConnection(
                        List.of("ldap://a"),
                        false,
                        new Trust.JvmDefault(),
                        new Credentials.Anonymous(),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        4));
        Map<ServiceId, String> names = Map.of(
                new ServiceId("aim"), "imAim",
                new ServiceId("icq"), "imIcq",
                new ServiceId("msn"), "imMsn",
                new ServiceId("yahoo"), "imYahoo");
        assertThat(DirectorySettings.openLdap(to("ldap://a"), "dc=x"))
                .isEqualTo(new DirectorySettings(
                        to("ldap://a"),
                        new PersonEntry(
                                "dc=x",
                                "(|(objectClass=inetOrgPerson)(objectClass=user))",
                                "uid",
                                "cn",
                                "mail",
                                "entryUUID",
                                names,
                                List.of(
                                        new ClosedMark.Value("employeeType", "disabled"),
                                        new ClosedMark.Value("pwdAccountLockedTime", "000001010000Z"))),
                        new GroupSearch("dc=x", "(|(objectClass=groupOfNames)(objectClass=group))", "member", "cn"),
                        new Lookup(
                                1_000,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(1),
                                10_000,
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(1)),
                        new SignIn(5, Duration.ofMinutes(5))));
        DirectorySettings active = DirectorySettings.activeDirectory(to("ldap://a"), "DC=x");
        assertThat(active.person().login()).isEqualTo("sAMAccountName");
        assertThat(active.person().name()).isEqualTo("displayName");
        assertThat(active.person().id()).isEqualTo("objectGUID");
        assertThat(active.person().closed()).containsExactly(new ClosedMark.Bit("userAccountControl", 2));
        assertThat(active.groups()).isEqualTo(new MemberOf("memberOf"));
    }

    @ParameterizedTest
    @CsvSource({
        "ldap://ds.example.com, ds.example.com, 389, false",
        "LDAPS://ds.example.com/, ds.example.com, 636, true",
        "ldap://[::1]:1389, ::1, 1389, false"
    })
    void urlsAreTakenApart(String url, String host, int port, boolean tls) {
        assertThat(Server.parse(url)).isEqualTo(new Server(host, port, tls));
    }

    @ParameterizedTest
    @CsvSource({
        "http://a, must start with ldap://",
        "ldap://, not a URL",
        "ds.example.com, must start with ldap://",
        "ldap://a/dc=x, must end after host and port",
        "ldap://a?x, must end after host and port",
        "ldap://u:p@a, must name a host",
        "ldap://a:0, port",
        "ldap://a:70000, port",
        "ldap://a b, not a URL"
    })
    void otherUrlsAreRefused(String url, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to(url))
                .withMessageStartingWith("servers: ")
                .withMessageContaining(why);
    }

    @Test
    void whatCantWorkIsRefusedByName() {
        refused("servers", () -> to());
        refused("servers", () -> to("ldap://a", "ldap://a"));
        refused("startTls", () -> to("ldaps://a").with(true, new Trust.PemFile(Path.of("ca.pem"))));
        refused("connectTimeout", () -> to("ldap://a").with(Duration.ZERO, Duration.ofSeconds(1)));
        refused("responseTimeout", () -> to("ldap://a").with(Duration.ofSeconds(1), Duration.ofHours(1)));
        refused("poolSize", () -> to("ldap://a").withPoolSize(0));
        refused("bindPassword", () -> new Credentials.Simple("cn=x", ""));
        refused("bindDn", () -> new Credentials.Simple(" ", "x"));
        refused("baseDn", () -> PersonEntry.openLdap("not a dn"));
        refused(
                "screenNames.aim",
                () -> PersonEntry.openLdap("dc=x").withScreenNames(Map.of(new ServiceId("aim"), "a)(b")));
        refused("groups.filter", () -> new GroupSearch("dc=x", "(cn=", "member", "cn"));
        refused("groups.attribute", () -> new MemberOf(""));
        refused("closed", () -> new ClosedMark.Bit("userAccountControl", 0));
        Duration minute = Duration.ofMinutes(1);
        refused("waiting", () -> new Lookup(0, minute, minute, 10, minute, minute));
        refused("pause", () -> new Lookup(1, minute, minute.negated(), 10, minute, minute));
        refused("cacheSize", () -> new Lookup(1, minute, minute, 1, minute, minute));
        refused("negativeTtl", () -> new Lookup(1, minute, minute, 10, minute, Duration.ZERO));
        refused("tries", () -> new SignIn(0, minute));
    }

    private static void refused(String field, Runnable making) {
        assertThatIllegalArgumentException().isThrownBy(making::run).withMessageStartingWith(field + ": ");
    }

    @Test
    void passwordsStayOutOfText() {
        DirectoryConnection connection =
                DirectoryConnection.to(List.of("ldap://a"), new Credentials.Simple("cn=x", "hush"));
        assertThat(DirectorySettings.openLdap(connection, "dc=x").toString()).doesNotContain("hush");
        assertThat(new SampleDirectory.Options(0, "hush").toString()).doesNotContain("hush");
    }

    @Test
    void aGuidReadsAsWindowsWritesIt() {
        byte[] bytes = {0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, (byte) 0x88, (byte) 0x99, 10, 11, 12, 13, 14, 15
        };
        assertThat(PersonReader.guid(bytes)).isEqualTo("00112233-4455-6677-8899-0a0b0c0d0e0f");
    }
}
