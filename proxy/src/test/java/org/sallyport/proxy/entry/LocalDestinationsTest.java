package org.sallyport.proxy.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.testkit.Echo;

/** However it is written, nobody gets to the gateway itself or to what is local to it. */
class LocalDestinationsTest {

    private final Counted counted = new Counted();
    private final OpenGate.Inside inside = new OpenGate.Inside();

    private OpenGate gate(boolean local, UpstreamSettings.Route... routes) throws Exception {
        inside.meters = counted;
        return new OpenGate(
                Transport.best(),
                OpenGate.relaySettings(),
                new UpstreamSettings(List.of(routes), Duration.ofSeconds(5), local),
                inside,
                OpenGate.proxy(EntrySettings.Authentication.NONE));
    }

    private static String connect(OpenGate gate, String host, int port) throws Exception {
        try (Talk client = Talk.proxy(gate)) {
            client.sayText("CONNECT " + host + ":" + port + " HTTP/1.1\r\n\r\n");
            byte[] status = client.socket().getInputStream().readNBytes(12);
            return new String(status, 9, 3, java.nio.charset.StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "127.0.1",
                "127.255.255.254",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "0X7F.0.0.1",
                "0177.0.0.1",
                "017700000001",
                "127.0.0.1.",
                "localhost",
                "LOCALHOST",
                "localhost.",
                "im.localhost",
                "0.0.0.0",
                "0",
                "0x0",
                "0.0.0.1",
                "[::]",
                "[::1]",
                "[0:0:0:0:0:0:0:1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::ffff:0.0.0.0]",
                "[::127.0.0.1]",
                "[64:ff9b::127.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[64:ff9b::a9fe:a9fe]",
                "[2002:7f00:1::]",
                "[2002:a9fe:1::1]",
                "169.254.169.254",
                "0xa9fea9fe",
                "[fe80::1]",
                "[fe80::1%1]",
                "[febf::1]",
                "224.0.0.1",
                "[ff02::1]",
            })
    void isForbidden(String host) throws Exception {
        try (Echo service = new Echo("127.0.0.1");
                OpenGate gate = gate(false)) {
            assertThat(connect(gate, host, service.port())).isEqualTo("403");
            counted.await("{forbidden=1}");
            assertThat(service.accepted()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.2",
                "2130706433",
                "localhost",
                "localhost.",
                "[::ffff:127.0.0.1]",
                "[::127.0.0.1]",
                "[64:ff9b::7f00:1]"
            })
    void theGatewayItselfIsForbiddenEvenWhereLocalAddressesAreNot(String host) throws Exception {
        // A machine may have ::1 first for localhost: that is the gateway no less.
        try (OpenGate gate = gate(true)) {
            assertThat(connect(gate, host, gate.address("proxy").getPort())).isEqualTo("403");
            counted.await("{forbidden=1}");
        }
    }

    @Test
    void theGatewayIsItselfAtEveryAddressOfTheMachine() throws Exception {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .toList();
        Assumptions.assumeFalse(others.isEmpty(), "this machine has no address but loopback");
        try (OpenGate gate = gate(true)) {
            for (InetAddress address : others) {
                assertThat(connect(
                                gate,
                                address.getHostAddress(),
                                gate.address("proxy").getPort()))
                        .as(address.toString())
                        .isEqualTo("403");
            }
        }
    }

    @Test
    void aRouteToTheGatewayItselfIsNoWayAround() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        inside.meters = counted;
        try (OpenGate gate = new OpenGate(
                Transport.best(),
                OpenGate.relaySettings(),
                new UpstreamSettings(
                        List.of(new UpstreamSettings.Route("a.example", 0, new Address("127.0.0.1", port))),
                        Duration.ofSeconds(5),
                        false),
                inside,
                new EntrySettings.Proxy(
                        "proxy", new InetSocketAddress("127.0.0.1", port), EntrySettings.Authentication.NONE))) {
            assertThat(connect(gate, "a.example", 1)).isEqualTo("403");
        }
    }

    @Test
    void aNameThatLeadsToLocalAddressesOnlyIsForbidden() throws Exception {
        inside.lookup =
                name -> new InetAddress[] {InetAddress.getByName("127.0.0.1"), InetAddress.getByName("169.254.1.1")};
        try (Echo service = new Echo("127.0.0.1");
                OpenGate gate = gate(false)) {
            assertThat(connect(gate, "rebind.example.com", service.port())).isEqualTo("403");
            assertThat(service.accepted()).isZero();
        }
    }

    @Test
    void aNameInAnotherSpellingIsTheSameName() throws Exception {
        inside.lookup = name -> {
            throw new UnknownHostException(name);
        };
        try (Echo service = new Echo("127.0.0.1");
                OpenGate gate = gate(
                        false,
                        new UpstreamSettings.Route("im.example.com", 0, new Address("127.0.0.1", service.port())),
                        new UpstreamSettings.Route("192.0.2.1", 0, new Address("127.0.0.1", service.port())))) {
            assertThat(connect(gate, "IM.Example.com.", 5190)).isEqualTo("200");
            assertThat(connect(gate, "3221225985", 5190)).isEqualTo("200");
            assertThat(connect(gate, "im.example.com.invalid", 5190)).isEqualTo("502");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 1.2.3.4",
        "1.2.3, 1.2.0.3",
        "1.2, 1.0.0.2",
        "16909060, 1.2.3.4",
        "0x1.02.3.0x4, 1.2.3.4",
        "010.0.0.1, 8.0.0.1",
        "4294967295, 255.255.255.255",
        "4294967296, ''",
        "1.2.3.256, ''",
        "1.2.3.4.5, ''",
        "1.2.3., ''",
        "1..3, ''",
        "08.1.1.1, ''",
        "0x.1.1.1, ''",
        "1.2.3.-4, ''",
        "1.2.3.+4, ''",
        "99999999999999999999, ''",
        "1a, ''",
        "example.com, ''",
        "::ffff:1.2.3.4, 1.2.3.4",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        ":::, ''",
    })
    void literals(String text, String address) {
        InetAddress parsed = Literals.parse(text);
        assertThat(parsed == null ? "" : parsed.getHostAddress()).isEqualTo(address);
    }
}
