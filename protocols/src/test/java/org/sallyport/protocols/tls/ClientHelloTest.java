package org.sallyport.protocols.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;

/** What is read of hellos that other people's software made, whole, in pieces, and damaged. */
final class ClientHelloTest {

    private static final int MUTATIONS = 20_000;

    static Stream<String> recorded() {
        return Hellos.RECORDED.stream();
    }

    static Stream<String> recordedInRecords() {
        return recorded().filter(name -> !name.equals("jdk-sslv2"));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            curl-http-connect, 0x0301, 0x0303, 0x0304, apache.org,          h2 http/1.1,          false
            xmpp-starttls,     0x0301, 0x0303, 0x0303, -,                   '',                   false
            ldap-starttls,     0x0303, 0x0303, 0x0304, ubuntu-01.example.com, '',                 false
            jabber-2005,       0x0301, 0x0301, 0x0301, -,                   '',                   false
            jdk-tls13,         0x0303, 0x0303, 0x0304, chat.example.com,    xmpp-client http/1.1, false
            openssl-tls13,     0x0301, 0x0303, 0x0304, login.example.com,   h2 http/1.1,          false
            openssl-tls12,     0x0301, 0x0303, 0x0303, -,                   '',                   false
            openssl-tls10,     0x0301, 0x0301, 0x0301, login.example.com,   '',                   false
            chromium,          0x0301, 0x0303, 0x0304, signin.example.com,  h2 http/1.1,          true
            """)
    void recordedHellos(
            String name, int record, int version, int newest, @Nullable String host, String alpn, boolean ech) {
        byte[] bytes = Hellos.recorded(name);
        ClientHello hello = hello(bytes);
        assertThat(hello.recordVersion()).isEqualTo(record);
        assertThat(hello.version()).isEqualTo(version);
        assertThat(hello.newestVersion()).isEqualTo(newest);
        assertThat(hello.serverName()).isEqualTo(host);
        assertThat(hello.serverNameUnusable()).isFalse();
        assertThat(String.join(" ", hello.alpn())).isEqualTo(alpn);
        assertThat(hello.ech()).isEqualTo(ech);
        assertThat(hello.sslv2()).isFalse();
        assertThat(hello.length()).isEqualTo(bytes.length);
    }

    @Test
    void greaseIsLeftOut() {
        assertThat(hello(Hellos.recorded("chromium")).versions()).containsExactly(0x0304, 0x0303);
        assertThat(hello(Hellos.with("0010 0006 02 5a5a 02 6832")).alpn()).containsExactly("h2");
    }

    @Test
    void helloInTheFormatOfSslTwo() {
        byte[] bytes = Hellos.recorded("jdk-sslv2");
        ClientHello hello = hello(bytes);
        assertThat(hello.sslv2()).isTrue();
        assertThat(hello.version()).isEqualTo(0x0301);
        assertThat(hello.serverName()).isNull();
        assertThat(hello.length()).isEqualTo(bytes.length);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void everyTruncationNeedsMore(String name) {
        byte[] bytes = Hellos.recorded(name);
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThat(read(part)).as("%d bytes", length).isEqualTo(ClientHello.NeedMore.INSTANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void whatFollowsDoesNotMatter(String name) {
        byte[] bytes = Hellos.recorded(name);
        byte[] more = Arrays.copyOf(bytes, bytes.length + 50);
        assertThat(hello(more)).isEqualTo(hello(bytes));
    }

    /** Whatever the records and the buffers are like, the hello is the same. */
    @ParameterizedTest
    @MethodSource("recordedInRecords")
    void everySplitIntoRecords(String name) {
        byte[] bytes = Hellos.recorded(name);
        ClientHello whole = hello(bytes);
        for (int size = 1; size < bytes.length - 5; size++) {
            byte[] spread = Hellos.inRecordsOf(size, bytes);
            ClientHello hello = hello(spread);
            assertThat(hello.serverName()).isEqualTo(whole.serverName());
            assertThat(hello.alpn()).isEqualTo(whole.alpn());
            assertThat(hello.versions()).isEqualTo(whole.versions());
            assertThat(hello.length()).isEqualTo(spread.length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 100})
    void everyTruncationOfAHelloInManyRecords(int size) {
        byte[] spread = Hellos.inRecordsOf(size, Hellos.recorded("openssl-tls13"));
        for (int length = 0; length < spread.length; length++) {
            assertThat(read(Arrays.copyOf(spread, length))).isEqualTo(ClientHello.NeedMore.INSTANCE);
        }
    }

    @Test
    void aHelloThatDoesNotBeginWhereItsBufferDoes() {
        byte[] bytes = Hellos.recorded("openssl-tls13");
        for (int size : new int[] {3, 16_000}) {
            ByteBuf buffer = Unpooled.wrappedBuffer(new byte[7], Hellos.inRecordsOf(size, bytes));
            buffer.skipBytes(7);
            assertThat(ClientHello.read(buffer)).isInstanceOf(ClientHello.Hello.class);
            assertThat(buffer.readerIndex()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, a.example",
        "A_b-C.Example, a_b-c.example",
        "a.example., a.example",
        "localhost, localhost",
        "1.2.3.4.example, 1.2.3.4.example"
    })
    void namesThatCount(String sent, String read) {
        assertThat(hello(Hellos.named(sent)).serverName()).isEqualTo(read);
        assertThat(hello(Hellos.named(sent)).serverNameUnusable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".a",
                "a..b",
                "192.0.2.1",
                "2001:db8::1",
                "[::1]",
                "a b",
                "a\0",
                "a.example\0",
                "b\u00fccher",
                "a/b",
                "<script>",
                "*.example",
                "a.1",
                "a\r\nb"
            })
    void namesThatAreNone(String sent) {
        ClientHello hello = hello(Hellos.named(sent));
        assertThat(hello.serverName()).isNull();
        assertThat(hello.serverNameUnusable()).isTrue();
    }

    @Test
    void longNames() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, label);
        assertThat(hello(Hellos.named(longest)).serverName()).isEqualTo(longest);
        assertThat(hello(Hellos.named("a." + longest)).serverName()).isNull();
        assertThat(hello(Hellos.named("a" + label + ".example")).serverName()).isNull();
    }

    @Test
    void severalNamesAreNone() {
        ClientHello hello = hello(Hellos.with("0000 0008 00 0001 61 00 0001 62"));
        assertThat(hello.serverName()).isNull();
        assertThat(hello.serverNameUnusable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "an extension twice, 0000 0004 00 0001 61|0000 0004 00 0001 62",
        "a server name that doesn't fit its extension, 0000 0005 00 0001 61",
        "a server name that doesn't fit its extension, 0000 0004 00 0001 61 00",
        "a server name that doesn't fit its extension, 0000 0004 00 0002 61",
        "ALPN protocols that don't fit their extension, 0010 0003 02 61",
        "an ALPN protocol without a name, 0010 0003 00 01 61",
        "supported versions that don't fit their extension, 002b 03 0304"
    })
    void brokenExtensions(String why, String extensions) {
        assertThat(read(Hellos.with(extensions.split("\\|")))).isEqualTo(new ClientHello.Malformed(why));
    }

    @ParameterizedTest
    @CsvSource({
        "1603010000, a record of 0 bytes",
        "1603014001 01, a record of 16385 bytes",
        "160301000401 010000, a hello of more than 65536 bytes",
        "1603010004 01000026 17, another kind of record within the hello",
        "1603010002 0100 1503, another kind of record within the hello",
        "1603010005 0100000100, the hello ends before its compression methods"
    })
    void brokenRecords(String hex, String why) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(read(bytes)).isEqualTo(new ClientHello.Malformed(why));
    }

    @Test
    void aHelloThatNeverEndsIsBounded() {
        ByteBuf endless = Unpooled.buffer();
        while (endless.readableBytes() < ClientHello.MAX_BYTES + 100) {
            endless.writeBytes(new byte[] {22, 3, 1, 0, 1, (byte) (endless.isReadable() ? 0 : 1)});
        }
        // Its length, behind the type in records of their own, says 0: the end is where that is known.
        assertThat(ClientHello.read(endless)).isInstanceOf(ClientHello.Malformed.class);
        byte[] large = Hellos.inRecordsOf(1, new byte[5 + 12_000]);
        large[5] = 1;
        large[5 + 12 + 1] = (byte) 0xF0;
        assertThat(read(large)).isInstanceOf(ClientHello.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "2a01",
                "474554202f",
                "1602",
                "1503010002022e",
                "160301004a02",
                "1604",
                "17030300",
                "80",
                "802e0102",
                "802f0103010015000000103fffffffffffff",
                "ffff05"
            })
    void whatIsNoTls(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(read(bytes))
                .isEqualTo(hex.equals("80") ? ClientHello.NeedMore.INSTANCE : ClientHello.NotTls.INSTANCE);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void detection(String name) {
        byte[] bytes = Hellos.recorded(name);
        ByteBuf nothing = Unpooled.EMPTY_BUFFER;
        boolean old = name.equals("jdk-sslv2");
        for (int length = 0; length <= bytes.length; length++) {
            Detection found = ClientHello.detect(new FirstBytes(Unpooled.wrappedBuffer(bytes, 0, length), nothing));
            boolean early = old ? length < bytes.length : length < 11;
            assertThat(found)
                    .as("%d bytes", length)
                    .isEqualTo(early ? Detection.NeedMore.INSTANCE : Detection.Match.CERTAIN);
        }
        FirstBytes otherSpokeFirst =
                new FirstBytes(Unpooled.wrappedBuffer(bytes), Unpooled.wrappedBuffer(new byte[] {0x2A, 1}));
        assertThat(ClientHello.detect(otherSpokeFirst)).isEqualTo(Detection.NoMatch.INSTANCE);
    }

    @Test
    void detectionOfWhatIsNone() {
        ByteBuf nothing = Unpooled.EMPTY_BUFFER;
        byte[] http = "GET / HTTP/1.0\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(ClientHello.detect(new FirstBytes(Unpooled.wrappedBuffer(http), nothing)))
                .isEqualTo(Detection.NoMatch.INSTANCE);
        // Only its server would take it for TLS, so it must not pass for anything else.
        byte[] broken = Hellos.with("0000 0004 00 0001 61", "0000 0004 00 0001 62");
        assertThat(ClientHello.detect(new FirstBytes(Unpooled.wrappedBuffer(broken), nothing)))
                .isEqualTo(Detection.Match.CERTAIN);
    }

    /** Damaged hellos never throw, never change what they were read from, and never give more than the bounds. */
    @ParameterizedTest
    @MethodSource("recorded")
    void mutations(String name) {
        byte[] original = Hellos.recorded(name);
        Random random = new Random(name.hashCode());
        for (int i = 0; i < MUTATIONS / Hellos.RECORDED.size(); i++) {
            byte[] bytes = original.clone();
            for (int n = random.nextInt(8); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] =
                        random.nextBoolean() ? (byte) random.nextInt() : (byte) (random.nextInt(5) - 2);
            }
            if (random.nextInt(3) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
            }
            ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
            byte[] before = ByteBufUtil.getBytes(buffer);
            ClientHello.Reading reading = ClientHello.read(buffer);
            ClientHello.detect(new FirstBytes(buffer, Unpooled.EMPTY_BUFFER));
            assertThat(buffer.readerIndex()).isZero();
            assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(before);
            if (reading instanceof ClientHello.Hello(ClientHello hello)) {
                assertThat(hello.length()).isBetween(1, bytes.length);
                assertThat(List.of(hello.serverName() == null ? "a" : hello.serverName()))
                        .allMatch(host -> host.matches("[a-z0-9._-]{1,255}"));
            }
        }
    }

    private static ClientHello.Reading read(byte[] bytes) {
        return ClientHello.read(Unpooled.wrappedBuffer(bytes));
    }

    private static ClientHello hello(byte[] bytes) {
        ClientHello.Reading reading = read(bytes);
        assertThat(reading).isInstanceOf(ClientHello.Hello.class);
        return ((ClientHello.Hello) reading).hello();
    }
}
