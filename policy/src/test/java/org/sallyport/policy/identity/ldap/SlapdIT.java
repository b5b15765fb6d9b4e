package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.identity.ldap.Await.AIM;
import static org.sallyport.policy.identity.ldap.Await.aim;
import static org.sallyport.policy.identity.ldap.Await.answer;
import static org.sallyport.policy.identity.ldap.Await.resolve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.identity.Authenticator.Result;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Trust;
import org.sallyport.policy.identity.ldap.DirectorySettings.Lookup;

/** The same as the in-process tests, with OpenLDAP in earnest: its schema, its matching, its TLS, its death and return. */
class SlapdIT {

    private static final Identity NOBODY = Identity.Unregistered.INSTANCE;

    @TempDir
    static Path folder;

    private static TestCertificate certificate;
    private static TestCertificate stranger;
    private static Slapd slapd;

    @BeforeAll
    static void start() throws Exception {
        if (!Slapd.installed()) {
            System.out.println("SlapdIT is skipped: there is no " + Slapd.BINARY + " (Debian package slapd)");
        }
        Assumptions.assumeTrue(Slapd.installed(), "slapd is not installed");
        certificate = new TestCertificate(folder, "slapd", "dns:localhost,ip:127.0.0.1");
        stranger = new TestCertificate(folder, "stranger", "dns:localhost,ip:127.0.0.1");
        slapd = new Slapd(folder, certificate, person("second", "imAim: carolclark"));
        slapd.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (slapd != null) {
            slapd.close();
        }
    }

    private static String person(String uid, String more) {
        return "\ndn: uid=" + uid + ",ou=people," + SampleDirectory.BASE_DN
                + "\nobjectClass: inetOrgPerson\nobjectClass: imPerson\nuid: " + uid + "\ncn: " + uid + "\nsn: " + uid
                + "\n"
                + more + "\n";
    }

    private static DirectorySettings plain() {
        return slapd.settings("ldap://127.0.0.1:" + slapd.port)
                .with(new Lookup(
                        100,
                        Duration.ofMinutes(1),
                        Duration.ofMillis(1),
                        100,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1)));
    }

    @Test
    void theSamplesPeopleAreFound() throws Exception {
        try (LdapPeople people = LdapPeople.open(plain())) {
            Person bob = ((Identity.Known) resolve(people, "bobby")).person();
            assertThat(bob.id()).isEqualTo("5a11f0a7-0000-4000-8000-000000000002");
            assertThat(bob.login()).isEqualTo("bob");
            assertThat(bob.groups()).containsExactly("staff");
            Identity frank = answer(people.resolve(aim("frankatwork", "FRANK at work")));
            assertThat(((Identity.Known) frank).person().login()).isEqualTo("frank");
            Identity erin = resolve(people, "erin");
            assertThat(((Identity.Known) erin).person().disabled()).isTrue();
            assertThat(resolve(people, "stranger")).isEqualTo(NOBODY);
        }
    }

    @Test
    void twoPersonsWithOneNameAreNobody() throws Exception {
        try (LdapPeople people = LdapPeople.open(plain())) {
            assertThat(resolve(people, "carolclark")).isEqualTo(NOBODY);
            assertThat(people.stats().conflicts()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*)(uid=*",
                "*",
                "alice)(objectClass=*",
                "\\2a",
                "al\u0000ice",
                "\ud800",
                "ａｌｉｃｅ",
                "alice\u2003",
                "al\u00adice",
                "\u200balice",
                " ",
                "a  "
            })
    void nothingInANameIsSyntaxAndNoLikenessIsTheRealOne(String name) throws Exception {
        try (LdapPeople people = LdapPeople.open(plain())) {
            assertThat(resolve(people, name)).isEqualTo(NOBODY);
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Known.class);
        }
    }

    @Test
    void passwordsAreChecked() {
        try (LdapAuthenticator authenticator = LdapAuthenticator.open(plain())) {
            Result carol = authenticator.authenticate("carol", Slapd.PASSWORD);
            assertThat(((Result.Accepted) carol).person().groups()).containsExactlyInAnyOrder("staff", "compliance");
            assertThat(authenticator.authenticate("carol", "wrong")).isEqualTo(Result.Refused.INSTANCE);
            assertThat(authenticator.authenticate("stranger", "wrong")).isEqualTo(Result.Refused.INSTANCE);
            assertThat(authenticator.authenticate("erin", Slapd.PASSWORD)).isEqualTo(Result.Refused.INSTANCE);
            assertThat(authenticator.authenticate("second", Slapd.PASSWORD))
                    .as("has no password")
                    .isEqualTo(Result.Refused.INSTANCE);
            assertThat(authenticator.authenticate("carol)(uid=*", Slapd.PASSWORD))
                    .isEqualTo(Result.Refused.INSTANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tlsTrustsTheRightCertificateOnly(boolean startTls) throws Exception {
        DirectorySettings settings =
                slapd.settings(startTls ? "ldap://127.0.0.1:" + slapd.port : "ldaps://localhost:" + slapd.tlsPort);
        Trust good = new Trust.PemFile(certificate.certificatePem);
        Trust bad = new Trust.PemFile(stranger.certificatePem);
        try (LdapPeople people =
                LdapPeople.open(settings.with(settings.connection().with(startTls, good)))) {
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Known.class);
        }
        try (LdapPeople people =
                LdapPeople.open(settings.with(settings.connection().with(startTls, bad)))) {
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Unavailable.class);
        }
    }

    @Test
    void aKilledDirectoryIsUnavailableAndThenBack() throws Exception {
        try (LdapPeople people = LdapPeople.open(plain());
                LdapAuthenticator authenticator = LdapAuthenticator.open(plain())) {
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Known.class);
            assertThat(authenticator.authenticate("carol", Slapd.PASSWORD)).isInstanceOf(Result.Accepted.class);
            slapd.kill();
            assertThat(resolve(people, "bobby")).isInstanceOf(Identity.Unavailable.class);
            assertThat(people.state()).isInstanceOf(DirectoryState.Down.class);
            assertThat(authenticator.authenticate("carol", Slapd.PASSWORD)).isInstanceOf(Result.Unavailable.class);
            assertThat(people.ifKnown(aim("alice", "alice"))).as("still kept").isInstanceOf(Identity.Known.class);
            slapd.start();
            Await.until("the directory is back", () -> {
                try {
                    return resolve(people, "bobby") instanceof Identity.Known;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(people.state()).isInstanceOf(DirectoryState.Up.class);
            assertThat(authenticator.authenticate("carol", Slapd.PASSWORD)).isInstanceOf(Result.Accepted.class);
        }
    }

    @Test
    void anonymousSearchingWorksWhereTheServerAllowsIt() throws Exception {
        DirectorySettings settings = plain();
        settings = settings.with(DirectoryConnection.to(
                settings.connection().servers(), new DirectoryConnection.Credentials.Anonymous()));
        try (LdapPeople people = LdapPeople.open(settings)) {
            assertThat(resolve(people, "bobby")).isInstanceOf(Identity.Known.class);
        }
    }

    @Test
    void anAttributeTheSchemaDoesNotKnowFindsNobody() throws Exception {
        DirectorySettings settings = plain();
        settings = settings.with(settings.person().withScreenNames(Map.of(AIM, "imNoSuch")));
        try (LdapPeople people = LdapPeople.open(settings)) {
            assertThat(resolve(people, "alice")).isEqualTo(NOBODY);
        }
    }
}
