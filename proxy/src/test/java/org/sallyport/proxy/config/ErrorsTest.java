package org.sallyport.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.document.DocumentException;
import org.sallyport.policy.document.Problem;

/** What is wrong in a configuration is said with its line, its place, and what may stand there. */
final class ErrorsTest {

    private static final Path BASE = Path.of("/srv/sallyport");
    private static final String LDAP = "directory: { servers: ['ldap://ldap.example.com'], base-dn: 'dc=example', ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            datta: var                                   |             | unknown key 'datta'; did you mean 'data'?
            entries: { proxi: {} }                       | entries     | unknown key 'proxi'; did you mean 'proxy'?
            entries: { proxy: { port: 1080 } }           | entries.proxy | unknown key 'port'
            relay: { threds: 2 }                         | relay       | unknown key 'threds'; did you mean 'threads'?
            limits: { frames: 1KiB }                     | limits      | unknown key 'frames'; did you mean 'frame'?
            archive: { elasticsearch: { url: x } }       | archive.elasticsearch | unknown key 'url'; did you mean 'urls'?
            console: { readrs: [] }                      | console     | unknown key 'readrs'; did you mean 'readers'?
            directory: { server: [] }                    | directory   | unknown key 'server'; did you mean 'servers'?
            upstreams: { routes: [{ host: a, to: 'b:1', weight: c }] } | upstreams.routes[0] | unknown key 'weight'
            alerts: { target: {} }                       | alerts      | unknown key 'target'
            alerts: { smtp: { host: 'a:1' } }            | alerts.smtp | unknown key 'host'
            alerts: { targets: { soc: { syslog: 'a:1', include-text: true } } } | alerts.targets.soc | unknown key 'include-text'
            """)
    void unknownKeys(String text, String path, String message) {
        Problem problem = only(text);
        assertThat(problem.path()).isEqualTo(path == null ? "" : path);
        assertThat(problem.message()).startsWith(message);
        assertThat(problem.allowed()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            entries: none                        | entries                | must be a map
            relay: []                            | relay                  | must be a map
            data: [var]                          | data                   | must be a string
            relay: { threads: many }             | relay.threads          | must be a whole number
            relay: { threads: 257 }              | relay.threads          | must be 0 to 256, is 257
            relay: { threads: -1 }               | relay.threads          | must be 0 to 256, is -1
            limits: { connections: 0 }           | limits.connections     | must be 1 to 1000000
            limits: { frame: 10 }                | limits.frame           | must be a size
            limits: { frame: 64MiB }             | limits.frame           | must be 1024B to 16777216B
            limits: { text: 1 }                  | limits.text            | must be 128 to 10000000
            relay: { idle-timeout: 2 hours }     | relay.idle-timeout     | must be a duration
            relay: { idle-timeout: 30 }          | relay.idle-timeout     | must be a duration
            relay: { idle-timeout: 1s }          | relay.idle-timeout     | must be 10s to 7d
            relay: { notice-name: '' }           | relay.notice-name      | must have 1 to 16 characters
            relay: { notice-name: a-name-that-is-too-long } | relay.notice-name | must have 1 to 16 characters
            upstreams: { allow-local: maybe }    | upstreams.allow-local  | must be true or false
            upstreams: { routes: { host: a } }   | upstreams.routes       | must be a list
            upstreams: { routes: [a] }           | upstreams.routes[0]    | must be a map
            upstreams: { routes: [{ host: a }] } | upstreams.routes[0]    | 'to' is missing
            upstreams: { routes: [{ to: 'a:1' }] } | upstreams.routes[0]  | 'host' is missing
            upstreams: { routes: [{ host: a, to: 'a:0' }] } | upstreams.routes[0].to | must have a port from 1
            upstreams: { routes: [{ host: a, to: b, via: none }] } | upstreams.routes[0].to | must be host:port
            upstreams: { routes: [{ host: a, tls: true }] } | upstreams.routes[0].tls | must be a
            upstreams: { routes: [{ host: a, to: 'b:1', ca: c.pem }] } | upstreams.routes[0] | 'ca' and 'tls-name' are for 'tls: on'
            upstreams: { via: 'proxy:1080' }     | upstreams.via          | 'proxy:1080' is no proxy
            upstreams: { via: 'socks6://proxy:1080' } | upstreams.via     | 'socks6://proxy:1080' is no proxy
            upstreams: { via: 'socks5://proxy' } | upstreams.via          | 'socks5://proxy' is no proxy
            upstreams: { via: 'http://proxy:80/x' } | upstreams.via       | 'http://proxy:80/x' is no proxy
            upstreams: { via: 'http://me:secret@proxy:80' } | upstreams.via | the name and password belong into 'via-user' and 'via-password', not into a URL
            upstreams: { via: 'http://p:1', via-user: me } | upstreams.via | user name and password go together
            upstreams: { via: 'socks4://p:1', via-user: me, via-password: a } | upstreams.via | SOCKS 4 has no passwords
            upstreams: { via: 'http://p:1', via-user: me, via-password: ä } | upstreams.via | user name and password must have 1 to 255 characters of ASCII
            upstreams: { via-user: me }          | upstreams              | 'via-user' and 'via-password' are for a proxy
            upstreams: { via: none, via-password: a } | upstreams         | 'via-user' and 'via-password' are for a proxy
            upstreams: { routes: [{ host: a, via: none, via-user: me }] } | upstreams.routes[0] | 'via-user' and 'via-password' are for a proxy
            limits: { connections: 0 }           | limits.connections     | must be 1 to 1000000
            limits: { connections-per-client: -1 } | limits.connections-per-client | must be 0 to 1000000
            limits: { drain: 1h }                | limits.drain           | must be 0ms to 5m
            entries: { proxy: { handshake-timeout: 0s } } | entries.proxy.handshake-timeout | must be 1s to 5m
            entries: { proxy: { listen: 1080 } } | entries.proxy.listen   | must be host:port
            entries: { proxy: { listen: 'a:65536' } } | entries.proxy.listen | must have a port from 0 to 65535
            entries: { proxy: { listen: '::1:80' } } | entries.proxy.listen | must be host:port, with brackets
            entries: { fixed: [{ name: a }] }    | entries.fixed[0]       | 'stands-in-for' is missing
            redirect-ports: { count: 1001 }      | redirect-ports.count   | must be 1 to 1000
            clients: 10.0.0.0/8                  | clients                | must be a list
            clients: [ten]                       |                        | clients: 'ten' is no network
            clients: [10.0.0.0]                  |                        | clients: '10.0.0.0' is no network
            clients: [10.0.0.0/33]               |                        | clients: '10.0.0.0/33' is no network
            services: [{ service: Aim!, host: a.example }] | services[0].service | not a service id
            services: [{ service: aim, host: 'a b' }] | services[0].host  | not a host name
            dns: { listen: 53 }                  | dns.listen             | must be host:port
            dns: { servers: [resolver.example] } | dns                    | servers: 'resolver.example' is no address
            dns: { servers: ['2001:db8::1:53:'] } | dns                   | servers: '2001:db8::1:53:' is no address
            dns: { servers: ['192.0.2.1:0'] }    | dns                    | servers: '192.0.2.1:0' is no address
            dns: { servers: [192.0.2.1, '192.0.2.1:53'] } | dns           | servers: '192.0.2.1:53' is there twice
            dns: { listen: '127.0.0.1:53', servers: [127.0.0.1] } | dns   | servers: 127.0.0.1:53 is the forwarder itself
            dns: { answers: [{ host: 'a b', address: 10.0.0.5 }] } | dns.answers[0].host | not a host name
            dns: { answers: [{ host: a.example, address: b.example }] } | dns.answers[0].address | not an IPv4 or IPv6 address
            dns: { listen: '127.0.0.1:8088' }    | entries                | console (127.0.0.1:8088) and dns (127.0.0.1:8088) would listen
            console: { listen: off }             | console.listen         | must be host:port
            log: { format: xml }                 | log.format             | 'xml' is not known here
            health: { listen: 9188 }             | health.listen          | must be host:port
            console: { secure-cookies: 1 }       | console.secure-cookies | must be true or false
            console: { reviewers: compliance }   | console.reviewers      | must be a list
            console: { readers: [a], reviewers: [b] } | console           | readers is the old name of reviewers
            archive: { segment: 1KiB }           | archive.segment        | must be 65536B to 1073741824B
            archive: { elasticsearch: { urls: [nowhere] } } | archive.elasticsearch | urls: 'nowhere' is no URL
            archive: { elasticsearch: { urls: ['ftp://a'] } } | archive.elasticsearch | urls: 'ftp://a' is no URL
            archive: { elasticsearch: { local: { heap-mb: 1 } } } | archive.elasticsearch.local.heap-mb | must be 256 to 31744
            alerts: { targets: [] }              | alerts.targets         | must be a map
            alerts: { targets: { soc: a } }      | alerts.targets.soc     | must be a map
            alerts: { targets: { soc: { syslog: a } } } | alerts.targets.soc.syslog | must be host:port
            alerts: { targets: { soc: { syslog: 'a:0' } } } | alerts.targets.soc.syslog | must have a port from 1
            alerts: { targets: { soc: { syslog: 'a:1', tls: 1 } } } | alerts.targets.soc.tls | must be true or false
            alerts: { targets: { soc: { syslog: 'a:1', format: leef } } } | alerts.targets.soc.format | 'leef' is not known here
            alerts: { smtp: { server: mail } }   | alerts.smtp.server     | must be host:port
            alerts: { digest: 2d }               | alerts.digest          | must be 0ms to 1d
            alerts: { per-hour: 0 }              | alerts.per-hour        | must be 1 to 3600
            alerts: { retry: 0s }                | alerts.retry           | must be 100ms to 1h
            alerts: { retry-most: 2d }           | alerts.retry-most      | must be 100ms to 1d
            alerts: { max-age: 1s }              | alerts.max-age         | must be 1m to 365d
            alerts: { queue: 1KiB }              | alerts.queue           | must be 65536B to 1073741824B
            quarantine: { keep: 1s }             | quarantine.keep        | must be 1m to 3650d
            quarantine: { messages: 0 }          | quarantine.messages    | must be 1 to 1000000
            alerts: { timeout: 1h }              | alerts.timeout         | must be 1s to 2m
            policy: { file: "a\\0b" }            | policy.file            | must not have control characters
            data: "a\\0b"                        | data                   | must not have control characters
            """)
    void wrongValues(String text, String path, String message) {
        Problem problem = only(text);
        assertThat(problem.path()).isEqualTo(path == null ? "" : path);
        assertThat(problem.message()).startsWith(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            relay: { unknown: drop }                     | relay.unknown                | block, log, pass
            archive: { guarantee: none }                 | archive.guarantee            | buffered, durable
            archive: { on-failure: allow }               | archive.on-failure           | block, pass
            entries: { proxy: { authentication: basic } } | entries.proxy.authentication | none, required
            alerts: { smtp: { server: 'a:1', from: a@a.example, security: ssl } } | alerts.smtp.security | none, starttls, tls
            directory: { kind: novell }                  | directory.kind               | active-directory, openldap
            """)
    void wordsThatAreNotKnown(String text, String path, String allowed) {
        assertThat(problems(text)).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(String.join(", ", problem.allowed())).isEqualTo(allowed);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            entries: { proxy: { listen: '127.0.0.1:5190' } } | entries | entry 'proxy' (127.0.0.1:5190) and entry 'aim' (0.0.0.0:5190)
            redirect-ports: { first: 5180 }              | entries     | entry 'aim' (0.0.0.0:5190) and redirect-ports (0.0.0.0:5180 to 5195)
            health: { listen: '127.0.0.1:8088' }         | entries     | console (127.0.0.1:8088) and health (127.0.0.1:8088)
            console: { listen: '10.0.0.1:1081' }         | entries     | entry 'transparent' ([::]:1081) and console (10.0.0.1:1081)
            archive: { elasticsearch: { local: { port: 8088 } } } | entries | console (127.0.0.1:8088) and archive.elasticsearch.local
            entries: { fixed: [{ name: proxy, stands-in-for: 'a:1' }] } | entries | two entries are called 'proxy'
            redirect-ports: { first: 65530 }             | redirect-ports | first and count reach beyond port 65535
            console: { idle-timeout: 2h, absolute-timeout: 1h } | console | absolute-timeout must not be shorter
            archive: { elasticsearch: { username: a, password: b } } | archive.elasticsearch | username, password, api-key and ca are for a cluster
            archive: { elasticsearch: { urls: ['http://a:1'], username: a } } | archive.elasticsearch | username and password go together
            archive: { elasticsearch: { urls: ['http://a:1'], username: a, password: b, api-key: c } } | archive.elasticsearch | either username and password or api-key
            archive: { elasticsearch: { urls: ['http://a:secret@b'] } } | archive.elasticsearch | urls: the name and password belong into 'username' and 'password', not into a URL
            directory: { servers: ['ldap://a'], base-dn: dc=a, groups: { member-of: m, base-dn: dc=b } } | directory.groups | either member-of or base-dn
            directory: { servers: ['ldap://a'], base-dn: dc=a, groups: { member-of: m, nested: walk } } | directory.groups | either member-of or nested
            directory: { servers: ['ldap://a'] }         | directory   | 'base-dn' is missing
            people: { registration-url: 'ftp://a' }      | people      | registration-url: must be like
            people: { registration-url: 'https://a/?b' } | people      | registration-url: must be like
            people: { code-life: 1m, code-resend: 2m }   | people      | code-resend: must not be longer than
            people: { addresses: { host.example: anna } } | people     | addresses: not an address or a network
            tls: { ca: { certificate: a.pem } }          | tls.ca      | certificate and key go together
            tls: { intercept: [{ clients: [] }] }        | tls.intercept[0] | a rule takes either a host or a service
            tls: { intercept: [{ host: a, service: aim }] } | tls.intercept[0] | a rule takes either a host or a service
            tls: { intercept: [{ host: 'a b' }] }        | tls.intercept[0] | 'a b' is no host
            tls: { intercept: [{ host: a, clients: [10.0.0.0] }] } | tls.intercept[0] | '10.0.0.0' is no network
            tls: { never: ['*.192.0.2.1'] }              | tls         | never: '*.192.0.2.1' is no host
            tls: { client-protocols: [TLSv9, TLSv1.3] }  | tls         | client-protocols: 'TLSv9' is none of
            tls: { client-protocols: [SSLv2Hello] }      | tls         | client-protocols: without a version
            alerts: { targets: { SOC: { syslog: 'a:1' } } } | alerts.targets.SOC | a target's name has 1 to 32
            alerts: { targets: { soc: {} } }             | alerts.targets.soc | a target has either 'mail', 'webhook' or 'syslog'
            alerts: { targets: { soc: { syslog: 'a:1', webhook: 'https://a' } } } | alerts.targets.soc | a target has either
            alerts: { targets: { soc: { syslog: 'a:1', secret-file: k } } } | alerts.targets.soc | 'secret-file' is for a target with 'webhook'
            alerts: { targets: { soc: { webhook: 'https://a', tls: true } } } | alerts.targets.soc | 'tls' is for a target with 'syslog'
            alerts: { targets: { soc: { webhook: 'https://a', format: cef } } } | alerts.targets.soc | 'format' is for a target with 'syslog'
            alerts: { targets: { soc: { webhook: 'http://a.example' } } } | alerts.targets.soc | webhook: must be an https:// URL
            alerts: { targets: { soc: { webhook: 'ftp://a.example' } } } | alerts.targets.soc | webhook: must be an https:// URL
            alerts: { targets: { soc: { webhook: 'https://me:secret@a.example' } } } | alerts.targets.soc | webhook: is no URL
            alerts: { targets: { soc: { webhook: 'https://a b' } } } | alerts.targets.soc | webhook: is no URL
            alerts: { targets: { soc: { mail: [a@example.com] } } } | alerts.targets.soc | mail needs a mail server
            alerts: { targets: { soc: { mail: [] } } }   | alerts.targets.soc | mail: there must be 1 to 50 addresses
            alerts: { targets: { soc: { mail: ['Ann <a@example.com>'] } } } | alerts.targets.soc | mail: 'Ann <a@example.com>' is no mail address
            alerts: { targets: { soc: { mail: [a@example.com], ca: a.pem } }, smtp: { server: 'a:1', from: a@a.example } } | alerts.targets.soc | 'ca' is for a webhook or a collector
            alerts: { smtp: { from: a@example.com } }    | alerts.smtp | 'from' is for a mail server: name it as 'server'
            alerts: { smtp: { server: 'a:1' } }          | alerts.smtp | 'from' is missing
            alerts: { smtp: { server: 'a:1', from: me } } | alerts.smtp | from: not a mail address
            alerts: { smtp: { server: 'a:1', from: a@a.example, user: me } } | alerts.smtp | user and password-file go together
            alerts: { smtp: { server: 'a:1', from: a@a.example, user: me, password-file: p, security: none } } | alerts.smtp | with 'security: none' the password
            alerts: { retry: 1h }                        | alerts      | retry-most must not be shorter than retry
            alerts: { digest: 1h, max-age: 1m }          | alerts      | max-age must not be shorter than digest
            """)
    void impossibleCombinations(String text, String path, String message) {
        Problem problem = only(text);
        assertThat(problem.path()).isEqualTo(path);
        assertThat(problem.message()).startsWith(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            bind-dn: 'cn=a'                      | bind-dn and bind-password go together
            bind-password: secret                | bind-dn and bind-password go together
            login: 'not an attribute'            | login: not the name of an attribute
            filter: '(broken'                    | filter: not a search filter
            screen-names: { aim: 'a b' }         | screen-names.aim: not the name of an attribute
            screen-names: { 'A B': imAim }       | not a service id: A B
            groups: { base-dn: nowhere }         | groups
            """)
    void directorySettingsThatCannotBe(String setting, String message) {
        Problem problem = only(LDAP + setting + " }");
        assertThat(problem.path()).isEqualTo("directory");
        assertThat(problem.message()).startsWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "servers: ['http://a'], base-dn: 'dc=a'",
                "servers: ['ldap://a/dc=b'], base-dn: 'dc=a'",
                "servers: ['ldap://a', 'ldap://a'], base-dn: 'dc=a'",
                "servers: ['ldaps://a'], start-tls: true, base-dn: 'dc=a'",
                "servers: ['ldap://a'], base-dn: nowhere"
            })
    void directoriesThatCannotBe(String settings) {
        Problem problem = only("directory: { " + settings + " }");
        assertThat(problem.path()).isEqualTo("directory");
        assertThat(problem.message()).matches("(servers|start-tls|base-dn): .*");
    }

    /** Otherwise a forgotten list of servers would turn all of it off without a word. */
    @ParameterizedTest
    @MethodSource
    void settingsOfADirectoryNeedOne(String key) {
        // Null is of the wrong type for some keys, and neither stands for the default.
        assertThat(problems("directory: { " + key + ": }"))
                .extracting(Problem::message)
                .anyMatch(message -> message.startsWith("'" + key + "' is for a directory of your own"));
    }

    static Stream<String> settingsOfADirectoryNeedOne() {
        return ConfigurationReader.keys().stream()
                .map(Key::path)
                .filter(path -> path.startsWith("directory.") && !path.equals("directory.servers"))
                .map(path -> path.split("\\.", -1)[1])
                .distinct();
    }

    @Test
    void everythingIsSaidAtOnceWithItsLine() {
        List<Problem> problems = problems("""
                data: var
                relay:
                  threads: many
                  unknown: drop
                consle: {}
                archive:
                  elasticsearch:
                    username: a
                """);
        assertThat(problems).extracting(Problem::line).containsExactly(3, 4, 5, 8);
        assertThat(problems.get(0)).hasToString("test:3:12: relay.threads: must be a whole number, is a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "just words", "a: b: c", "{", "data: a\ndata: b", "a: &x 1\nb: *x"})
    void whatIsNoDocument(String text) {
        assertThat(problems(text)).isNotEmpty();
    }

    @Test
    void aMissingFileIsSaid() {
        assertThatExceptionOfType(DocumentException.class)
                .isThrownBy(() -> ConfigurationReader.load(Path.of("/nowhere/sallyport.yaml")))
                .withMessageContaining("/nowhere/sallyport.yaml: does not exist");
    }

    @Test
    void portZeroMeetsNothing() throws DocumentException {
        Configuration read = ConfigurationReader.parse("test", """
                entries:
                  proxy: { listen: "127.0.0.1:0" }
                  transparent: { listen: "off" }
                  fixed: [{ name: aim, listen: "127.0.0.1:0", stands-in-for: "login.example.com:5190" }]
                redirect-ports: { first: 0 }
                console: { listen: "127.0.0.1:0" }
                """, BASE);
        assertThat(read.entries()).hasSize(2);
    }

    @Test
    void pathsAreRelativeToTheFile() throws DocumentException {
        Configuration read =
                ConfigurationReader.parse("test", "data: ../data\npolicy: { file: /etc/policy.yaml }", BASE);
        assertThat(read.data()).isEqualTo(Path.of("/srv/data"));
        assertThat(read.policy().file()).isEqualTo(Path.of("/etc/policy.yaml"));
    }

    private static Problem only(String text) {
        List<Problem> problems = problems(text);
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().line()).isEqualTo(1);
        return problems.getFirst();
    }

    private static List<Problem> problems(String text) {
        DocumentException thrown =
                catchThrowableOfType(DocumentException.class, () -> ConfigurationReader.parse("test", text, BASE));
        assertThat(thrown).as(text).isNotNull();
        return thrown.problems().list();
    }
}
