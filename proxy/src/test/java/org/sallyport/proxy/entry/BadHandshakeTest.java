package org.sallyport.proxy.entry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.proxy.testkit.Echo;
import org.sallyport.proxy.testkit.LogLines;

/** Proxy clients that do it wrong: each is refused in its own words or closed, is counted once, and stands in the log. */
class BadHandshakeTest {

    private final Counted counted = new Counted();
    private final OpenGate.Inside inside = new OpenGate.Inside();
    private LogLines log;
    private Echo service;

    @BeforeEach
    void listen() throws Exception {
        inside.meters = counted;
        log = new LogLines("org.sallyport.proxy", Level.DEBUG);
        service = new Echo("127.0.0.1");
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        log.close();
    }

    private OpenGate gate(EntrySettings.Authentication authentication, Duration handshake) throws Exception {
        return new OpenGate(
                Transport.best(),
                OpenGate.relaySettings(),
                new UpstreamSettings(List.of(), Duration.ofSeconds(5), true),
                inside,
                new EntrySettings.Proxy("proxy", new InetSocketAddress("127.0.0.1", 0), authentication, handshake));
    }

    private OpenGate open() throws Exception {
        return gate(EntrySettings.Authentication.NONE, Duration.ofMinutes(5));
    }

    private OpenGate signIn() throws Exception {
        return gate(EntrySettings.Authentication.REQUIRED, Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"05", "05 01", "05 01 00", "05 01 00 05 01 00 03 09 6c6f", "04", "04 01 00", "43 4f 4e", "43"})
    void halfAHandshakeIsClosedInTheEnd(String half) throws Exception {
        try (OpenGate gate = gate(EntrySettings.Authentication.NONE, Duration.ofSeconds(1));
                Talk client = Talk.proxy(gate)) {
            client.say(half);
            assertThat(client.rest()).doesNotContain("\5\0\0");
            counted.await("{handshake=1}");
            log.await("its handshake took too long");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"05", "05 01 00 05 01 00 03 09 6c6f", "04 01 00", "43 4f 4e"})
    void halfAHandshakeAndThenTheEndIsClosedAtOnce(String half) throws Exception {
        try (OpenGate gate = open();
                Talk client = Talk.proxy(gate)) {
            client.say(half);
            client.socket().shutdownOutput();
            client.rest();
            counted.await("{handshake=1}");
        }
    }

    @Test
    void whoComesAndGoesWithoutAWordIsNotWorthALine() throws Exception {
        try (OpenGate gate = open()) {
            try (Talk client = Talk.proxy(gate)) {
                client.socket().shutdownOutput();
                client.end();
            }
            assertThat(counted.toString()).isEqualTo("{}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // A user id that never ends.
                "04 01 14 46 7f000001 616c6963656c6963616c6963616c6963616c6963616c6963616c6963616c6963616c6963616c6963616c6963",
                "05 ff 02020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202",
                "43 4f 4e 4e 45 43 54 20 6c6f63616c686f73743a3220 485454502f312e310d0a 41 3a 2061616161616161616161616161616161",
            })
    void aByteNowAndThenDoesNotBuyTime(String bytes) throws Exception {
        String hex = bytes.replace(" ", "");
        try (OpenGate gate = gate(EntrySettings.Authentication.NONE, Duration.ofSeconds(1));
                Talk client = Talk.proxy(gate)) {
            Thread dripping = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < hex.length(); i += 2) {
                        client.say(hex.substring(i, i + 2));
                        LockSupport.parkNanos(150_000_000);
                    }
                    // Never finished, and still there: as good as a byte now and then.
                } catch (java.io.IOException e) {
                    // Closed, as it should be.
                }
            });
            client.end();
            counted.await("{handshake=1}");
            client.socket().close();
            dripping.join();
        }
    }

    @Test
    void garbageIsCounted() throws Exception {
        try (OpenGate gate = open();
                Talk client = Talk.proxy(gate)) {
            client.say("16 03 01 02 00 01 00 01 fc 03 03").end();
            counted.await("{handshake=1}");
            log.await("neither SOCKS nor HTTP");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"02 BIND", "03 UDP ASSOCIATE", "f0 an unknown command"})
    void socks5HasConnectOnly(String commandAndName) throws Exception {
        try (OpenGate gate = open();
                Talk client = Talk.proxy(gate)) {
            client.say("05 01 00").hear("05 00");
            client.say("05" + commandAndName.substring(0, 2) + "00 01 7f000001" + Talk.hex(service.port()));
            client.hear("05 07 00 01 00000000 0000").end();
            counted.await("{handshake=1}");
            log.await("asks for " + commandAndName.substring(3) + " by SOCKS 5");
        }
    }

    @Test
    void socks4HasConnectOnly() throws Exception {
        try (OpenGate gate = open();
                Talk client = Talk.proxy(gate)) {
            client.say("04 02" + Talk.hex(service.port()) + "7f000001 00")
                    .hear("00 5b 0000 00000000")
                    .end();
            counted.await("{handshake=1}");
            log.await("asks for BIND by SOCKS 4");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // An address type there is not, another version, a name of no letters, port 0.
                "05 01 00 02 7f000001 1446|01",
                "04 01 00 01 7f000001 1446|01",
                "05 01 00 03 00 1446|02",
                "05 01 00 01 7f000001 0000|02",
                "05 01 00 03 03 610d0a 1446|02",
            })
    void socks5RequestsOutOfForm(String requestAndReply) throws Exception {
        int bar = requestAndReply.indexOf('|');
        try (OpenGate gate = open();
                Talk client = Talk.proxy(gate)) {
            client.say("05 01 00").hear("05 00");
            client.say(requestAndReply.substring(0, bar));
            client.hear("05" + requestAndReply.substring(bar + 1) + "00 01 00000000 0000")
                    .end();
            counted.await("{handshake=1}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"01 00 00", "01 05 616c696365 00", "01 00 0d 636f727265637420686f727365"})
    void anEmptyLoginOrPasswordIsRefused(String credentials) throws Exception {
        try (OpenGate gate = signIn();
                Talk client = Talk.proxy(gate)) {
            client.say("05 01 02").hear("05 02");
            client.say(credentials).hear("01 ff").end();
            counted.await("{sign-in=1}");
        }
    }

    @Test
    void theLongestLoginAndPasswordAreReadWhole() throws Exception {
        String login = "l".repeat(255);
        String password = "p".repeat(255);
        inside.authenticator = (name, word) -> name.equals(login) && word.equals(password)
                ? new Authenticator.Result.Accepted(
                        new org.sallyport.policy.identity.Person("1", "l", "L", null, java.util.Set.of(), false))
                : Authenticator.Result.Refused.INSTANCE;
        try (OpenGate gate = signIn();
                Talk client = Talk.proxy(gate)) {
            client.say("05 01 02").hear("05 02");
            client.say("01 ff" + Talk.hex(login) + "ff" + Talk.hex(password)).hear("01 00");
            client.say("05 01 00 01 7f000001" + Talk.hex(service.port())).hearSuccess();
            client.echo("in");
        }
    }

    @Test
    void anotherVersionOfTheSubnegotiationIsClosed() throws Exception {
        try (OpenGate gate = signIn();
                Talk client = Talk.proxy(gate)) {
            client.say("05 01 02").hear("05 02");
            client.say("05 01 61 01 62").end();
            counted.await("{handshake=1}");
        }
    }

    @Test
    void whatWasTypedIsNeverInTheLog() throws Exception {
        String basic = Base64.getEncoder()
                .encodeToString("mallory:open sesame".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try (OpenGate gate = signIn()) {
            try (Talk client = Talk.proxy(gate)) {
                client.say("05 01 02").hear("05 02");
                client.say("01 07" + Talk.hex("mallory") + "0b" + Talk.hex("open sesame"))
                        .hear("01 ff")
                        .end();
            }
            try (Talk client = Talk.proxy(gate)) {
                client.sayText("CONNECT a:1 HTTP/1.1\r\nProxy-Authorization: Basic " + basic + "\r\n\r\n");
                assertThat(client.rest()).startsWith("HTTP/1.1 407 ");
            }
            log.await("the login or the password is wrong");
            counted.await("{sign-in=2}");
        }
        assertThat(log.lines())
                .noneMatch(line -> line.contains("mallory") || line.contains("sesame") || line.contains(basic));
    }

    @Test
    void tooManyTriesAreSaidToBeThat() throws Exception {
        inside.authenticator = (login, password) -> new Authenticator.Result.TooMany(Duration.ofSeconds(90));
        String basic = Base64.getEncoder().encodeToString("a:b".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try (OpenGate gate = signIn()) {
            try (Talk client = Talk.proxy(gate)) {
                client.sayText("CONNECT a:1 HTTP/1.1\r\nProxy-Authorization: Basic " + basic + "\r\n\r\n");
                assertThat(client.rest())
                        .startsWith("HTTP/1.1 429 ")
                        .contains("\r\nRetry-After: 90\r\n")
                        .doesNotContain("Proxy-Authenticate");
            }
            try (Talk client = Talk.proxy(gate)) {
                client.say("05 01 02").hear("05 02");
                client.say("01 01 61 01 62").hear("01 ff").end();
            }
            log.await("too many wrong passwords");
        }
    }

    @Test
    void aDirectoryThatIsAwayIsNoWrongPassword() throws Exception {
        inside.authenticator = (login, password) -> new Authenticator.Result.Unavailable("no server answers");
        try (OpenGate gate = signIn();
                Talk client = Talk.proxy(gate)) {
            client.sayText("CONNECT a:1 HTTP/1.1\r\nProxy-Authorization: Basic YTpi\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 503 ");
            log.await("could not be checked: no server answers");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Line breaks where the destination is, or only half of one.
                "CONNECT a\r\n:1 HTTP/1.1\r\n\r\n",
                "CONNECT a:1\r\nHost: b\r\n\r\n",
                "CONNECT a\n:1 HTTP/1.1\r\n\r\n",
                "CONNECT a\r:1 HTTP/1.1\r\n\r\n",
                "CONNECT a:1%0d%0aX HTTP/1.1\r\n\r\n",
                "CONNECT a\0:1 HTTP/1.1\r\n\r\n",
                // Two readers could see two requests in these.
                "CONNECT a:1 HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nTransfer-Encoding:\tchunked\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nContent-Length: +5\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nX: y\nContent-Length: 5\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nX: y\rContent-Length: 5\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nX\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\n: y\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nContent-Length\0: 5\r\n\r\n",
                "CONNECT a:1  HTTP/1.1\r\n\r\n",
            })
    void requestsThatCouldBeReadInTwoWaysAreRefused(String request) throws Exception {
        try (OpenGate gate = open();
                Talk client = Talk.proxy(gate)) {
            client.sayText(request);
            assertThat(client.rest()).startsWith("HTTP/1.1 400 ");
            counted.await("{handshake=1}");
        }
    }

    @Test
    void tabsAreNoSpaces() throws Exception {
        try (OpenGate gate = open();
                Talk client = Talk.proxy(gate)) {
            client.sayText("CONNECT\ta:1\tHTTP/1.1\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void socks5ToAnIpv6Address() throws Exception {
        try (Echo six = new Echo("::1");
                OpenGate gate = open();
                Talk client = Talk.proxy(gate)) {
            client.say("05 01 00").hear("05 00");
            client.say("05 01 00 04 00000000000000000000000000000001" + Talk.hex(six.port()));
            client.hear("05 00 00 04 00000000000000000000000000000001");
            client.socket().getInputStream().readNBytes(2);
            client.echo("six");
        }
    }
}
