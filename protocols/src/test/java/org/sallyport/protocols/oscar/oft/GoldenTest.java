package org.sallyport.protocols.oscar.oft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.CaptureBuilder;
import org.sallyport.protocols.trial.TcpTalk;

/** The golden captures are these, byte for byte: no recording of real clients is to be had. */
class GoldenTest {

    private static final Instant BEGIN = Instant.ofEpochSecond(1_100_000_000L);

    @Test
    void files() throws Exception {
        CaptureBuilder sent = CaptureBuilder.ethernet();
        files(talk(sent), Side.CLIENT);
        same("oft/sent", sent);
        CaptureBuilder received = CaptureBuilder.ethernet();
        files(talk(received), Side.SERVER);
        same("oft/received", received);
    }

    @Test
    void directMessages() throws Exception {
        CaptureBuilder talked = CaptureBuilder.ethernet();
        direct(talk(talked)).fin(Side.CLIENT).fin(Side.SERVER);
        same("oft/talked", talked);
    }

    @Test
    void byTheProxy() throws Exception {
        CaptureBuilder made = CaptureBuilder.ethernet();
        TcpTalk talk = talk(made)
                .say(Side.CLIENT, Headers.proxy(2, 0, Headers.introduction("bobby", -1)))
                .say(Side.SERVER, Headers.proxy(3, 0x0220, new byte[] {0x12, 0x34, 64, 12, (byte) 161, 7}))
                .say(Side.SERVER, Headers.proxy(5, 0x0220, new byte[0]));
        files(talk, Side.CLIENT);
        same("ars/made", made);
        CaptureBuilder joined = CaptureBuilder.ethernet();
        TcpTalk other = talk(joined)
                .say(Side.CLIENT, Headers.proxy(4, 0, Headers.introduction("bobby", 0x1234)))
                .say(Side.SERVER, Headers.proxy(5, 0x0220, new byte[0]));
        direct(other).fin(Side.CLIENT).fin(Side.SERVER);
        same("ars/joined", joined);
    }

    private static TcpTalk talk(CaptureBuilder capture) {
        return new TcpTalk(capture, "192.0.2.10", 40_100, "198.51.100.7", 5190, BEGIN).open();
    }

    /** Two files, and one that was there already. */
    private static void files(TcpTalk talk, Side sender) {
        for (String name : new String[] {"one.txt", "pictures\1two.jpg"}) {
            byte[] bytes = Headers.bytes(9_000);
            talk.say(sender, Headers.prompt(name, bytes.length))
                    .say(sender.other(), Headers.answer(FileHeader.ACCEPTED, name, bytes.length));
            for (int at = 0; at < bytes.length; at += 1_400) {
                talk.say(sender, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 1_400)));
            }
            talk.say(sender.other(), Headers.answer(FileHeader.DONE, name, bytes.length));
        }
        talk.say(sender, Headers.prompt("three.txt", 700))
                .say(sender.other(), Headers.answer(FileHeader.DONE, "three.txt", 700))
                .fin(Side.CLIENT)
                .fin(Side.SERVER);
    }

    static TcpTalk direct(TcpTalk talk) {
        return talk.say(Side.CLIENT, Headers.direct("bobby", 0x60, ""))
                .say(Side.SERVER, Headers.direct("alice", 0x60, ""))
                .say(Side.CLIENT, Headers.direct("bobby", 0x0A, ""))
                .say(Side.CLIENT, Headers.direct("bobby", 0, "<HTML><BODY>look at <b>this</b></BODY></HTML>"))
                .say(
                        Side.CLIENT,
                        Headers.direct(
                                "bobby",
                                0,
                                "<HTML><BODY><IMG SRC=\"a.gif\" ID=\"1\"></BODY></HTML>"
                                        + "<BINARY><DATA ID=\"1\" SIZE=\"9\">GIF89a<>\1</DATA></BINARY>"))
                .say(Side.SERVER, Headers.direct("alice", 1, "I am away"));
    }

    private static void same(String name, CaptureBuilder built) throws IOException, URISyntaxException {
        if (Boolean.getBoolean("sallyport.golden.write")) {
            built.write(Path.of(System.getProperty("sallyport.root"))
                    .resolve("protocols/src/test/resources/contract/" + name + ".pcap"));
        }
        Path stored = Path.of(Objects.requireNonNull(GoldenTest.class.getResource("/contract/" + name + ".pcap"))
                .toURI());
        assertThat(Files.readAllBytes(stored)).isEqualTo(built.bytes());
    }
}
