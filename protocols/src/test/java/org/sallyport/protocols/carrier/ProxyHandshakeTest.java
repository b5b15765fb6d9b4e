package org.sallyport.protocols.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Side;

/**
 * Dialogues with proxies. {@code C:} and {@code S:} are what client and proxy say, {@code x} is a byte in hexadecimal and all
 * else text with {@code |} for the end of a line; {@code =} is what must be found out.
 */
class ProxyHandshakeTest {

    /** All of a dialogue, whole or a byte at a time. */
    private static String follow(Carrier carrier, int piece, String... dialogue) {
        return follow(ProxyHandshake.of(carrier), piece, dialogue);
    }

    private static String follow(ProxyHandshake handshake, int piece, String... dialogue) {
        ByteBuf client = Unpooled.buffer();
        ByteBuf server = Unpooled.buffer();
        List<String> found = new ArrayList<>();
        int passed = 0;
        for (String line : dialogue) {
            byte[] said = bytes(line.substring(2).strip());
            for (int i = 0; i < said.length; i += piece) {
                (line.startsWith("C") ? client : server).writeBytes(said, i, Math.min(piece, said.length - i));
                passed += advance(handshake, new FirstBytes(client, server), found);
            }
        }
        found.add("passed " + passed + ", left " + client.readableBytes() + "/" + server.readableBytes());
        return String.join("; ", found);
    }

    private static int advance(ProxyHandshake handshake, FirstBytes held, List<String> found) {
        int passed = 0;
        while (true) {
            switch (handshake.look(held)) {
                case ProxyHandshake.Progress.Wait wait -> {
                    return passed;
                }
                case ProxyHandshake.Progress.Pass pass -> {
                    assertThat(pass.bytes()).isPositive();
                    held.from(pass.from()).skipBytes(pass.bytes());
                    passed += pass.bytes();
                }
                case ProxyHandshake.Progress.Established established -> {
                    once(found, established.namedBy() + " " + established.destination());
                    return passed;
                }
                case ProxyHandshake.Progress.Again again -> {
                    once(found, "again");
                    return passed;
                }
                case ProxyHandshake.Progress.Lost lost -> {
                    once(found, "lost: " + lost.why());
                    return passed;
                }
            }
        }
    }

    private static void once(List<String> found, String what) {
        if (found.isEmpty() || !found.getLast().equals(what)) {
            found.add(what);
        }
    }

    private static byte[] bytes(String text) {
        if (text.startsWith("x")) {
            return HexFormat.of().parseHex(text.substring(1).replace(" ", ""));
        }
        return text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void socks5(int piece) {
        String[] dialogue = {
            "C: x 05 02 00 02",
            "S: x 05 00",
            "C: x 05 01 00 03 14 6c6f67696e2e6f736361722e616f6c2e636f6d31 1446",
            "S: x 05 00 00 01 00000000 0000",
            "C: x 2a 01",
        };
        assertThat(follow(Carrier.SOCKS5, piece, dialogue))
                .isEqualTo("SOCKS login.oscar.aol.com1:5190; passed 43, left 2/0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void socks5WithAPasswordAndIpv6(int piece) {
        String[] dialogue = {
            "C: x 05 01 02",
            "S: x 05 02",
            "C: x 01 05 616c696365 03 707764",
            "S: x 01 00",
            "C: x 05 01 00 04 20010db8000000000000000000000001 0747",
            "S: x 05 00 00 04 20010db8000000000000000000000001 0747",
        };
        assertThat(follow(Carrier.SOCKS5, piece, dialogue)).isEqualTo("SOCKS [2001:db8::1]:1863; passed 62, left 0/0");
    }

    @Test
    void socks5AllAtOnceWithWhatFollows() {
        String[] dialogue = {
            "C: x 05 01 00 05 01 00 01 c0000201 13ba 56455220", "S: x 05 00 05 00 00 01 00000000 0000",
        };
        assertThat(follow(Carrier.SOCKS5, 1000, dialogue)).isEqualTo("SOCKS 192.0.2.1:5050; passed 25, left 4/0");
    }

    @Test
    void socks5Refused() {
        String[] dialogue = {
            "C: x 05 01 00",
            "S: x 05 00",
            "C: x 05 01 00 01 c0000201 13ba",
            "S: x 05 05 00 01 00000000 0000",
            "C: x 2a",
        };
        assertThat(follow(Carrier.SOCKS5, 1000, dialogue)).isEqualTo("again; passed 25, left 1/0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "S: x 05 01                        | lost: SOCKS 5 with an authentication that can't be followed",
                "S: x 48 54                        | lost: no SOCKS 5 answer",
            })
    void socks5Strange(String answer, String found) {
        assertThat(follow(Carrier.SOCKS5, 1000, "C: x 05 02 00 01", answer)).startsWith(found);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void socks4(int piece) {
        String[] dialogue = {"C: x 04 01 1446 400c1844 626f6200", "S: x 00 5a 0000 00000000"};
        assertThat(follow(Carrier.SOCKS4, piece, dialogue)).isEqualTo("SOCKS 64.12.24.68:5190; passed 20, left 0/0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void socks4a(int piece) {
        String[] dialogue = {
            "C: x 04 01 0747 00000001 00 676174657761792e6578616d706c6500 5645", "S: x 00 5a 0000 00000000 31"
        };
        assertThat(follow(Carrier.SOCKS4, piece, dialogue))
                .isEqualTo("SOCKS gateway.example:1863; passed 33, left 2/1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void connect(int piece) {
        String[] dialogue = {
            "C: CONNECT login.icq.com:443 HTTP/1.0|User-Agent: x||",
            "S: HTTP/1.1 200 Connection established|Via: 1.1 p||",
            "S: x 2a 01 00",
        };
        assertThat(follow(Carrier.CONNECT, piece, dialogue))
                .isEqualTo("CONNECT login.icq.com:443; passed 104, left 0/3");
    }

    @Test
    void connectAfterALogin() {
        String[] dialogue = {
            "C: CONNECT a.example:5050 HTTP/1.1|Host: a.example:5050||",
            "S: HTTP/1.1 407 Proxy Authentication Required|Content-Length: 3||no.",
            "C: CONNECT a.example:5050 HTTP/1.1|Proxy-Authorization: Basic x||",
        };
        assertThat(follow(Carrier.CONNECT, 1000, dialogue)).isEqualTo("again; passed 125, left 65/0");
    }

    @Test
    void connectContinues() {
        String[] dialogue = {
            "C: CONNECT [2001:db8::5]:5050 HTTP/1.1||", "S: HTTP/1.1 102 Processing||", "S: HTTP/1.1 204 Fine||",
        };
        assertThat(follow(Carrier.CONNECT, 1000, dialogue)).startsWith("CONNECT [2001:db8::5]:5050; ");
    }

    @Test
    void connectToWhatOnlyTheProxyUnderstands() {
        assertThat(follow(Carrier.CONNECT, 1000, "C: CONNECT peer-7 HTTP/1.1||", "S: HTTP/1.1 200 OK||", "C: VER 1"))
                .isEqualTo("CONNECT null; passed 46, left 5/0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void xmlTurnsIntoTls(int piece) {
        String[] dialogue = {
            "C: <stream:stream to='jabber.org' version='1.0'>",
            "S: <stream:stream><stream:features><starttls xmlns='urn'/></stream:features>",
            "C: <<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
            "S: <presence/><proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
            "C: x 16 03 01",
        };
        assertThat(follow(ProxyHandshake.startTls(), piece, dialogue))
                .isEqualTo("ORIGINAL_DESTINATION null; passed 231, left 3/0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "<starttls/>; <proceed/>",
                "<starttls xmlns='urn'></starttls>; <proceed xmlns='urn'></proceed>",
                "<tls:starttls xmlns:tls='urn'/>; <tls:proceed xmlns:tls='urn' />",
                "<starttls\t/>; <failure/><proceed/>",
                "<starttls/>; <failure></failure>",
                "<starttlsx/>; <proceed/>",
                "<starttls/>; <proceeds/>",
            })
    void howeverTheElementsAreWritten(String asks, String answers) {
        boolean over = !asks.contains("tlsx") && answers.startsWith("<") && answers.matches("<(tls:)?proceed[ >/].*");
        for (int piece : new int[] {1, 1_000}) {
            ProxyHandshake handshake = ProxyHandshake.startTls();
            String followed = follow(handshake, piece, "C: <a/>" + asks, "S: <features/>" + answers, "C: x 16");
            assertThat(followed.startsWith("ORIGINAL_DESTINATION")).isEqualTo(over);
            assertThat(handshake.mayEnd()).isEqualTo(!over);
        }
    }

    @Test
    void whatIsSaidBehindTheQuestionWaitsForTheAnswer() {
        assertThat(follow(ProxyHandshake.startTls(), 1_000, "C: <starttls/>early", "S: <stream>"))
                .isEqualTo("passed 19, left 5/0");
        assertThat(follow(ProxyHandshake.startTls(), 1_000, "C: <starttls/>early", "S: <failure/>"))
                .isEqualTo("passed 26, left 0/0");
    }

    @Test
    void xmlThatStaysXmlPasses() {
        ProxyHandshake handshake = ProxyHandshake.startTls();
        String[] dialogue = {"C: <stream:stream>", "S: <proceed/><failure/>", "C: <message>proceed</message>"};
        assertThat(follow(handshake, 1000, dialogue)).isEqualTo("passed 61, left 0/0");
        assertThat(handshake.mayEnd()).isTrue();
    }

    @Test
    void aHeadWithoutEndIsGivenUp() {
        assertThat(follow(Carrier.CONNECT, 100_000, "C: CONNECT a:1 HTTP/1.1|" + "x".repeat(20_000)))
                .startsWith("lost: the head");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x 05; NeedMore",
                "x 05 01; NeedMore",
                "x 05 01 00; LIKELY",
                "x 05 00; NoMatch",
                "x 05 01 00 48; NoMatch",
                "x 05 02 41 42; NoMatch",
                "x 05 00 0b 03; NoMatch",
                "x 2a 01; NoMatch",
            })
    void socks5IsTold(String said, String detection) {
        assertThat(detect(Carrier.SOCKS5, said)).isEqualTo(detection);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x 04; NeedMore",
                "x 04 03; NoMatch",
                "x 04 01 0000; NoMatch",
                "x 04 01 1446 400c1844 62; NeedMore",
                "x 04 01 1446 400c1844 00; LIKELY",
                "x 04 01 1446 00000001 00; NeedMore",
                "x 04 01 1446 00000001 00 6100; LIKELY",
                "x 04 01 1446 400c1844 0102; NoMatch",
            })
    void socks4IsTold(String said, String detection) {
        assertThat(detect(Carrier.SOCKS4, said)).isEqualTo(detection);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "HTTP; GET; NeedMore",
                "HTTP; GET / HTTP/1.1|; CERTAIN",
                "HTTP; GET / HTTP/1; NeedMore",
                "HTTP; RPC_IN_DATA /x HTTP/1.; CERTAIN",
                "HTTP; POST http://a/b HTTP/1.0|; CERTAIN",
                "HTTP; OPTIONS * HTTP/1.1|; CERTAIN",
                "HTTP; OPTIONS sip:a@b SIP/2.0|; NoMatch",
                "HTTP; OPTIONS * RTSP/1.0|; NoMatch",
                "HTTP; DESCRIBE rtsp://a RTSP/1.0|; NoMatch",
                "HTTP; USER a b c :d|; NoMatch",
                "HTTP; VER 1 MSNP8 CVR0|; NoMatch",
                "HTTP; USR 3 TWN I a@b|; NoMatch",
                "HTTP; PRI * HTTP/2.0|; NoMatch",
                "HTTP; CONNECT a:1 HTTP/1.1|; NoMatch",
                "HTTP; GET /|; NoMatch",
                "CONNECT; CONN; NeedMore",
                "CONNECT; CONNECT a:1; NeedMore",
                "CONNECT; CONNECT a:1 HTTP/1.1|; CERTAIN",
                "CONNECT; GET / HTTP/1.1|; NoMatch",
                "TLS; x 16; NeedMore",
                "TLS; x 16 03 01 00 f0 01; NeedMore",
                "TLS; x 16 03 01 00 f0 01 00 00 ec 03 03; CERTAIN",
                "TLS; x 16 03 01 00 f0 02; NoMatch",
                "TLS; x 16 04; NoMatch",
                "TLS; x 17 03; NoMatch",
            })
    void carriersAreTold(Carrier carrier, String said, String detection) {
        assertThat(detect(carrier, said)).isEqualTo(detection);
    }

    private static String detect(Carrier carrier, String said) {
        Detection detection =
                carrier.detect(new FirstBytes(Unpooled.wrappedBuffer(bytes(said)), Unpooled.EMPTY_BUFFER));
        return switch (detection) {
            case Detection.Match match -> match.name();
            case Detection.NoMatch no -> "NoMatch";
            case Detection.NeedMore more -> "NeedMore";
        };
    }

    @Test
    void aLongTargetIsTakenForHttp() {
        assertThat(detect(Carrier.HTTP, "GET /" + "a".repeat(3_000))).isEqualTo("LIKELY");
    }

    @Test
    void whereTheServiceSpokeFirstItIsNone() {
        FirstBytes first =
                new FirstBytes(Unpooled.wrappedBuffer(bytes("x 05 01 00")), Unpooled.wrappedBuffer(bytes("x 2a")));
        for (Carrier carrier : Carrier.values()) {
            assertThat(carrier.detect(first)).isEqualTo(Detection.NoMatch.INSTANCE);
        }
    }

    @Test
    void noiseNeitherThrowsNorGoesOnForEver() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            for (Carrier carrier : List.of(Carrier.SOCKS4, Carrier.SOCKS5, Carrier.CONNECT)) {
                ByteBuf client = noise(random, carrier);
                ByteBuf server = noise(random, carrier);
                FirstBytes held = new FirstBytes(client, server);
                carrier.detect(new FirstBytes(client, Unpooled.EMPTY_BUFFER));
                int before = client.readableBytes() + server.readableBytes();
                List<String> found = new ArrayList<>();
                int passed = advance(ProxyHandshake.of(carrier), held, found);
                assertThat(passed + client.readableBytes() + server.readableBytes())
                        .isEqualTo(before);
            }
        }
    }

    private static ByteBuf noise(Random random, Carrier carrier) {
        byte[] bytes = new byte[random.nextInt(24)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = random.nextBoolean() ? (byte) (bytes[i] & 7) : bytes[i];
        }
        @Nullable Byte first = switch (carrier) {
            case SOCKS4 -> (byte) 4;
            case SOCKS5 -> (byte) 5;
            case CONNECT, HTTP, TLS -> null;
        };
        if (first != null && bytes.length > 0) {
            bytes[0] = first;
        }
        return Unpooled.wrappedBuffer(bytes);
    }

    @Test
    void sidesAreNamed() {
        ProxyHandshake handshake = ProxyHandshake.of(Carrier.SOCKS5);
        FirstBytes held = new FirstBytes(Unpooled.wrappedBuffer(bytes("x 05 01 00")), Unpooled.EMPTY_BUFFER);
        assertThat(handshake.look(held)).isEqualTo(new ProxyHandshake.Progress.Pass(Side.CLIENT, 3));
        assertThat(handshake.mayEnd()).isFalse();
    }
}
