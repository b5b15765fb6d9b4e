package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.sallyport.policy.identity.ldap.Await.resolve;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Trust;

/** Whom a TLS connection to the directory trusts, for {@code ldaps://} and StartTLS alike. */
class DirectoryTlsTest {

    @TempDir
    static Path files;

    private static TestCertificate ours;
    private static TestCertificate elsewhere;
    private static TestDirectory directory;
    private static TestDirectory misnamed;

    @BeforeAll
    static void start() throws Exception {
        ours = new TestCertificate(files, "ours", "dns:localhost,ip:127.0.0.1");
        elsewhere = new TestCertificate(files, "elsewhere", "dns:elsewhere.example.com");
        directory = new TestDirectory(ours.context, 0);
        misnamed = new TestDirectory(elsewhere.context, 0);
    }

    @AfterAll
    static void stop() {
        directory.close();
        misnamed.close();
    }

    private static DirectorySettings settings(TestDirectory server, boolean startTls, Trust trust) {
        DirectorySettings settings = TestDirectory.settingsFor(
                startTls ? "ldap://localhost:" + server.port() : "ldaps://localhost:" + server.tlsPort());
        return settings.with(settings.connection().with(startTls, trust));
    }

    private static Identity alice(DirectorySettings settings) throws Exception {
        try (LdapPeople people = LdapPeople.open(settings)) {
            return resolve(people, "alice");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theRightAuthorityIsTrusted(boolean startTls) throws Exception {
        DirectorySettings settings = settings(directory, startTls, new Trust.PemFile(ours.certificatePem));
        assertThat(alice(settings)).isInstanceOf(Identity.Known.class);
        try (LdapAuthenticator authenticator = LdapAuthenticator.open(settings)) {
            assertThat(authenticator.authenticate("alice", TestDirectory.PASSWORD))
                    .isInstanceOf(Authenticator.Result.Accepted.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherAuthorityIsNot(boolean startTls) throws Exception {
        assertThat(alice(settings(directory, startTls, new Trust.PemFile(elsewhere.certificatePem))))
                .isInstanceOf(Identity.Unavailable.class);
        assertThat(alice(settings(directory, startTls, new Trust.JvmDefault())))
                .isInstanceOf(Identity.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTrustedCertificateForAnotherHostIsNot(boolean startTls) throws Exception {
        assertThat(alice(settings(misnamed, startTls, new Trust.PemFile(elsewhere.certificatePem))))
                .isInstanceOf(Identity.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void uncheckedMeansUnchecked(boolean startTls) throws Exception {
        assertThat(alice(settings(misnamed, startTls, new Trust.Unchecked()))).isInstanceOf(Identity.Known.class);
    }

    @Test
    void aFileWithoutCertificatesIsRefusedAtTheStart() throws Exception {
        Path empty = Files.createFile(files.resolve("empty.pem"));
        for (Path file : new Path[] {empty, files.resolve("missing.pem"), ours.keyPem}) {
            DirectorySettings settings = settings(directory, false, new Trust.PemFile(file));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LdapPeople.open(settings))
                    .withMessageStartingWith("trust: ");
        }
    }
}
