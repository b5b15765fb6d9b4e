package org.sallyport.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.proxy.tls.TlsSettings.Algorithm;
import org.sallyport.proxy.tls.TlsSettings.AuthoritySettings;

/** The authority's files, and the certificates it makes, as others see them. */
final class AuthorityTest {

    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private Path temp;

    private Path directory = Path.of("");

    @BeforeEach
    void directory() {
        directory = temp.resolve("tls");
    }

    @Test
    void madeOnFirstUseAndKept() throws Exception {
        Authority made = Authority.open(directory, CLOCK);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("ca.key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(made.certificate().getSubjectX500Principal().getName())
                .matches("CN=Sallyport CA [0-9a-f]{8},O=Sallyport");
        assertThat(made.certificate().getBasicConstraints()).isZero();
        Authority again = Authority.open(directory, CLOCK);
        assertThat(again.certificate()).isEqualTo(made.certificate());
        assertThat(again.fingerprint()).isEqualTo(made.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw--w----"})
    void aKeyThatOthersCanUseIsRefused(String permissions) throws Exception {
        Authority.open(directory, CLOCK);
        Files.setPosixFilePermissions(directory.resolve("ca.key"), PosixFilePermissions.fromString(permissions));
        refused("can be used by others than its owner (" + permissions + ")");
    }

    @Test
    void aHalfPairIsRefusedAndNotReplaced() throws Exception {
        Authority.open(directory, CLOCK);
        Files.delete(directory.resolve("ca.pem"));
        refused("ca.pem is missing");
        assertThat(directory.resolve("ca.pem")).doesNotExist();
    }

    @Test
    void keyAndCertificateMustBelongTogether() throws Exception {
        Authority.open(directory, CLOCK);
        Authority.open(temp.resolve("other"), CLOCK);
        Files.copy(
                temp.resolve("other/ca.pem"),
                directory.resolve("ca.pem"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        refused("is not the key of the first certificate");
    }

    @Test
    void anExpiredAuthorityIsRefused() throws Exception {
        Authority.open(directory, at(Instant.now().minus(Duration.ofDays(3_660))));
        refused("expired at");
    }

    @Test
    void anAuthorityOfTheFutureIsRefused() throws Exception {
        Authority.open(directory, at(Instant.now().plus(Duration.ofDays(2))));
        refused("is not valid before");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no PEM", "-----BEGIN PRIVATE KEY-----\n####\n-----END PRIVATE KEY-----\n"})
    void brokenKeysAreRefused(String content) throws Exception {
        Authority.open(directory, CLOCK);
        Files.writeString(directory.resolve("ca.key"), content);
        refused("ca.key");
    }

    @Test
    void aCertificateOfAHostIsNoAuthority() throws Exception {
        Authority authority = Authority.open(directory, CLOCK);
        KeyPair pair = Certificates.newKey(Algorithm.EC, false);
        Path certificate = temp.resolve("host.pem");
        Path key = temp.resolve("host.key");
        AuthorityFiles.writeCertificate(
                certificate, authority.issue("a.example", pair).getFirst());
        AuthorityFiles.writeKey(key, pair.getPrivate());
        AuthoritySettings settings = new AuthoritySettings(certificate, key, "Sallyport", Algorithm.EC);
        assertThatExceptionOfType(AuthorityException.class)
                .isThrownBy(() -> Authority.open(settings, directory, CLOCK))
                .withMessageContaining("may not sign others");
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void certificatesOfHosts(Algorithm algorithm) throws Exception {
        Authority authority =
                Authority.open(new AuthoritySettings(null, null, "Example & Sons", algorithm), directory, CLOCK);
        assertThat(authority.algorithm()).isEqualTo(algorithm);
        KeyPair pair = Certificates.newKey(authority.algorithm(), false);
        String longName = "a".repeat(60) + ".example.com";
        for (String host : List.of("chat.example.com", "192.0.2.7", "2001:db8::7", longName)) {
            X509Certificate leaf = authority.issue(host, pair).getFirst();
            leaf.verify(authority.certificate().getPublicKey());
            Instant begin = leaf.getNotBefore().toInstant();
            assertThat(begin).isBefore(Instant.now().minus(Duration.ofMinutes(59)));
            assertThat(Duration.between(begin, leaf.getNotAfter().toInstant())).isLessThan(Duration.ofDays(397));
            assertThat(leaf.getSerialNumber().bitLength()).isBetween(64, 159);
            assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
            assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
            assertThat(leaf.getExtensionValue("2.5.29.35")).isNotNull();
            verifiedByOpenssl(authority, leaf, host);
        }
    }

    private void verifiedByOpenssl(Authority authority, X509Certificate leaf, String host) throws Exception {
        assumeTrue(Openssl.isInstalled(), "openssl is not installed");
        Path file = temp.resolve("leaf.pem");
        Files.writeString(file, AuthorityFiles.pem(leaf));
        Process process = new ProcessBuilder(
                        "openssl",
                        "verify",
                        "-x509_strict",
                        "-purpose",
                        "sslserver",
                        HostPattern.isAddress(host) ? "-verify_ip" : "-verify_hostname",
                        host,
                        "-CAfile",
                        authority.file().toString(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private void refused(String why) {
        assertThatExceptionOfType(AuthorityException.class)
                .isThrownBy(() -> Authority.open(directory, CLOCK))
                .withMessageContaining(why);
    }

    private static Clock at(Instant time) {
        return Clock.fixed(time, ZoneOffset.UTC);
    }
}
