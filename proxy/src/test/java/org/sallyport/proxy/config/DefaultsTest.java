package org.sallyport.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.document.DocumentException;
import org.sallyport.policy.identity.binding.RegistrationSettings;
import org.sallyport.policy.identity.ldap.DirectoryConnection;
import org.sallyport.policy.identity.ldap.DirectorySettings;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ServiceId;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.dns.DnsSettings;
import org.sallyport.proxy.entry.ConnectionLimits;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.held.HeldSettings;
import org.sallyport.proxy.relay.RelaySettings;
import org.sallyport.proxy.tls.TlsSettings;
import org.sallyport.ui.Role;

/** Every default, written out: changing one is a decision, and shows here. */
final class DefaultsTest {

    private static final Path BASE = Path.of("/srv/sallyport");
    private final Configuration defaults = ConfigurationReader.defaults(BASE);

    @Test
    void data() {
        assertThat(defaults.data()).isEqualTo(BASE.resolve("var"));
        assertThat(defaults.policy().file()).isNull();
        assertThat(defaults.policy().secondPairOfEyes()).isFalse();
        assertThat(defaults.services()).isEmpty();
    }

    @Test
    void entries() {
        assertThat(defaults.entries())
                .containsExactly(
                        new EntrySettings.Proxy(
                                "proxy",
                                new InetSocketAddress("0.0.0.0", 1080),
                                EntrySettings.Authentication.NONE,
                                Duration.ofSeconds(30)),
                        new EntrySettings.Transparent(
                                "transparent", new InetSocketAddress("::", 1081), EntrySettings.Mode.REDIRECT),
                        new EntrySettings.Fixed(
                                "aim",
                                new InetSocketAddress("0.0.0.0", 5190),
                                new Address("login.oscar.aol.com", 5190),
                                null));
        assertThat(defaults.redirects()).isEqualTo(new Configuration.Redirects("0.0.0.0", 5191, 16));
        assertThat(defaults.clients())
                .containsExactly(
                        "127.0.0.0/8",
                        "10.0.0.0/8",
                        "172.16.0.0/12",
                        "192.168.0.0/16",
                        "100.64.0.0/10",
                        "169.254.0.0/16",
                        "::1/128",
                        "fc00::/7",
                        "fe80::/10");
    }

    @Test
    void upstreams() {
        assertThat(defaults.upstreams().connectTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(defaults.upstreams().allowLocal()).isFalse();
        assertThat(defaults.upstreams().routes()).isEmpty();
        assertThat(defaults.upstreams().via()).isNull();
    }

    @Test
    void relay() {
        assertThat(defaults.relay().identifyTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(defaults.relay().identifyBytes()).isEqualTo(4_096);
        assertThat(defaults.relay().unknown()).isEqualTo(RelaySettings.Unknown.PASS);
        assertThat(defaults.relay().unknownTls()).isEqualTo(RelaySettings.Unknown.PASS);
        assertThat(defaults.relay().idleTimeout()).isEqualTo(Duration.ofHours(2));
        assertThat(defaults.relay().noticeName()).isEqualTo("sallyport");
        assertThat(defaults.relay().limits()).isEqualTo(new Limits(131_072, 4_096, 1_024, 65_536));
        assertThat(defaults.threads()).isZero();
        assertThat(defaults.connections()).isEqualTo(new ConnectionLimits(8_000, 512, Duration.ofSeconds(3)));
    }

    @Test
    void dns() throws DocumentException {
        assertThat(defaults.dns()).isNull();
        assertThat(ConfigurationReader.parse("test", "dns: { listen: '127.0.0.1:5353' }", BASE)
                        .dns())
                .isEqualTo(new DnsSettings(
                        new InetSocketAddress("127.0.0.1", 5353),
                        List.of(),
                        Duration.ofSeconds(2),
                        Duration.ofHours(1),
                        100_000,
                        List.of()));
    }

    @Test
    void dnsWithEverything() throws Exception {
        DnsSettings dns = ConfigurationReader.parse("test", """
                        dns:
                          listen: "10.0.0.5:53"
                          servers: [192.0.2.1, "192.0.2.2:5353", "2001:db8::1", "[2001:db8::2]:54"]
                          answers:
                            - { host: Login.OSCAR.aol.com., address: 10.0.0.5 }
                            - { host: "*.oscar.aol.com", address: "2001:db8::5" }
                        """, BASE).dns();
        assertThat(dns).isNotNull();
        assertThat(dns.servers())
                .containsExactly(
                        new InetSocketAddress("192.0.2.1", 53),
                        new InetSocketAddress("192.0.2.2", 5353),
                        new InetSocketAddress("2001:db8::1", 53),
                        new InetSocketAddress("2001:db8::2", 54));
        assertThat(dns.answers())
                .containsExactly(
                        new DnsSettings.Answer("login.oscar.aol.com", InetAddress.getByName("10.0.0.5")),
                        new DnsSettings.Answer("*.oscar.aol.com", InetAddress.getByName("2001:db8::5")));
    }

    @Test
    void tls() {
        assertThat(defaults.tls())
                .isEqualTo(new TlsSettings(
                        List.of(),
                        List.of(),
                        new TlsSettings.AuthoritySettings(null, null, "Sallyport", TlsSettings.Algorithm.EC),
                        List.of("TLSv1.3", "TLSv1.2"),
                        null,
                        Duration.ofSeconds(10)));
        assertThat(defaults.tlsDirectory()).isEqualTo(BASE.resolve("var/tls"));
    }

    @Test
    void http() {
        assertThat(defaults.http().headerTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(defaults.http().heldBytes()).isEqualTo(1_048_576);
    }

    @Test
    void directory() {
        assertThat(defaults.directory()).isEqualTo(new Configuration.Directory.Sample());
    }

    @Test
    void directoryOfTheSitesOwn() throws DocumentException {
        DirectorySettings settings = ldap("");
        DirectoryConnection connection = settings.connection();
        assertThat(connection.servers()).containsExactly("ldaps://ldap.example.com");
        assertThat(connection.startTls()).isFalse();
        assertThat(connection.trust()).isEqualTo(new DirectoryConnection.Trust.JvmDefault());
        assertThat(connection.credentials()).isEqualTo(new DirectoryConnection.Credentials.Anonymous());
        assertThat(connection.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(connection.responseTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(connection.poolSize()).isEqualTo(4);
        assertThat(settings.person().filter()).isEqualTo("(|(objectClass=inetOrgPerson)(objectClass=user))");
        assertThat(settings.person().login()).isEqualTo("uid");
        assertThat(settings.person().name()).isEqualTo("cn");
        assertThat(settings.person().mail()).isEqualTo("mail");
        assertThat(settings.person().id()).isEqualTo("entryUUID");
        assertThat(settings.person().screenNames())
                .containsOnlyKeys(
                        new ServiceId("aim"), new ServiceId("icq"), new ServiceId("msn"), new ServiceId("yahoo"))
                .containsEntry(new ServiceId("aim"), "imAim");
        assertThat(settings.groups()).isInstanceOf(DirectorySettings.GroupSearch.class);
        assertThat(settings.lookup())
                .isEqualTo(new DirectorySettings.Lookup(
                        1_000,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(1),
                        10_000,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1)));
        assertThat(settings.signIn()).isEqualTo(new DirectorySettings.SignIn(5, Duration.ofMinutes(5)));
    }

    @Test
    void activeDirectory() throws DocumentException {
        DirectorySettings settings = ldap("  kind: active-directory\n");
        assertThat(settings.person().login()).isEqualTo("sAMAccountName");
        assertThat(settings.person().name()).isEqualTo("displayName");
        assertThat(settings.person().id()).isEqualTo("objectGUID");
        assertThat(settings.groups()).isEqualTo(new DirectorySettings.MemberOf("memberOf"));
    }

    @Test
    void nestedGroupsAndOldAnswers() throws DocumentException {
        DirectorySettings settings = ldap("""
                  kind: active-directory
                  groups: { nested: in-chain }
                  cache: { stale-while-down: 2h }
                """);
        assertThat(settings.groups())
                .isEqualTo(DirectorySettings.GroupSearch.below("dc=example,dc=com")
                        .with(DirectorySettings.Nested.IN_CHAIN));
        assertThat(settings.lookup().staleWhileDown()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void people() throws Exception {
        Configuration.People people = defaults.people();
        assertThat(people.registration())
                .isEqualTo(new RegistrationSettings(
                        "", Duration.ofMinutes(15), Duration.ofMinutes(2), 5, Duration.ofMinutes(15)));
        assertThat(people.addresses().login(InetAddress.getByName("10.1.2.3"))).isNull();
        assertThat(people.leaversEvery()).isEqualTo(Duration.ofMinutes(1));
        assertThat(people.leaversNotice()).isEqualTo("Your account is closed.");
    }

    @Test
    void archive() {
        assertThat(defaults.archive())
                .isEqualTo(new Configuration.Archive(
                        Journal.Guarantee.DURABLE,
                        false,
                        Duration.ofMinutes(30),
                        Duration.ofDays(7),
                        64L << 20,
                        new Configuration.Elasticsearch.Local(512, 0)));
    }

    @Test
    void quarantine() {
        assertThat(defaults.quarantine()).isEqualTo(new HeldSettings(Duration.ofDays(30), 10_000, 256L << 20, 10));
    }

    @Test
    void alerts() {
        assertThat(defaults.alerts())
                .isEqualTo(new AlertSettings(
                        List.of(),
                        Duration.ofMinutes(1),
                        60,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(15),
                        Duration.ofDays(3),
                        16L << 20,
                        Duration.ofSeconds(20)));
    }

    @Test
    void alertsWithEverything() throws DocumentException {
        AlertSettings alerts = ConfigurationReader.parse("test", """
                        alerts:
                          targets:
                            compliance: { mail: [ann@example.com, "ben+im@example.com"] }
                            soc: { webhook: "https://hooks.example.com/a?b=c", secret-file: soc.key, ca: ca.pem }
                            siem: { syslog: "siem.example.com:6514" }
                            old: { syslog: "10.0.0.9:601", tls: false, format: cef }
                          smtp:
                            server: mail.example.com:587
                            from: sallyport@example.com
                            user: gateway
                            password-file: /etc/sallyport/smtp
                          digest: 0s
                          per-hour: 10
                        """, BASE).alerts();
        AlertSettings.Smtp smtp = new AlertSettings.Smtp(
                new Address("mail.example.com", 587),
                AlertSettings.Security.STARTTLS,
                "sallyport@example.com",
                "gateway",
                Path.of("/etc/sallyport/smtp"),
                null);
        assertThat(alerts.targets())
                .containsExactly(
                        new AlertSettings.Mail("compliance", List.of("ann@example.com", "ben+im@example.com"), smtp),
                        new AlertSettings.Webhook(
                                "soc",
                                URI.create("https://hooks.example.com/a?b=c"),
                                BASE.resolve("soc.key"),
                                BASE.resolve("ca.pem")),
                        new AlertSettings.Syslog(
                                "siem",
                                new Address("siem.example.com", 6514),
                                true,
                                null,
                                AlertSettings.Format.RFC5424),
                        new AlertSettings.Syslog(
                                "old", new Address("10.0.0.9", 601), false, null, AlertSettings.Format.CEF));
        assertThat(alerts.digest()).isZero();
        assertThat(alerts.target("mail:compliance")).isSameAs(alerts.targets().getFirst());
        assertThat(alerts.target("compliance")).isSameAs(alerts.targets().getFirst());
        assertThat(alerts.target("webhook:compliance")).isNull();
    }

    @Test
    void console() {
        assertThat(defaults.console().host()).isEqualTo("127.0.0.1");
        assertThat(defaults.console().port()).isEqualTo(8088);
        assertThat(defaults.console().idleTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(defaults.console().absoluteTimeout()).isEqualTo(Duration.ofHours(10));
        assertThat(defaults.console().groups(Role.REVIEWER)).isEqualTo(Set.of("compliance", "administrators"));
        assertThat(defaults.console().groups(Role.ADMINISTRATOR)).isEqualTo(Set.of("administrators"));
        assertThat(defaults.console().groups(Role.AUDITOR)).isEmpty();
        assertThat(defaults.console().secureCookies()).isFalse();
        assertThat(defaults.console().services())
                .startsWith("aim", "icq", "msn", "exchange-im", "yahoo")
                .contains("whatsapp", "zoom")
                .hasSize(40);
    }

    @Test
    void healthAndLog() {
        assertThat(defaults.health()).isEqualTo(new Address("127.0.0.1", 9188));
        assertThat(defaults.logFormat()).isEqualTo(Configuration.LogFormat.TEXT);
    }

    private static DirectorySettings ldap(String more) throws DocumentException {
        Configuration read = ConfigurationReader.parse("test", """
                directory:
                  servers: ["ldaps://ldap.example.com"]
                  base-dn: "dc=example,dc=com"
                """ + more, BASE);
        return switch (read.directory()) {
            case Configuration.Directory.Ldap ldap -> ldap.settings();
            case Configuration.Directory.Sample sample -> throw new AssertionError("the sample directory");
        };
    }
}
