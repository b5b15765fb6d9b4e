package org.sallyport.protocols.msnp.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.event.FileInfo;

/** SLP texts and what is inside them. */
class SlpTest {

    private static final String CALL = "{A54D2E1E-3C40-3C8D-90B8-35445084824B}";

    @Test
    void readsAnInvitation() {
        assertThat(read("invite")).isInstanceOfSatisfying(Slp.Request.class, request -> {
            assertThat(request.method()).isEqualTo("INVITE");
            Slp.Head head = request.head();
            assertThat(head.to()).isEqualTo("t2h@hotmail.com");
            assertThat(head.from()).isEqualTo("t1h@hotmail.com");
            assertThat(head.branch()).isEqualTo("{2540774A-68FD-5FDD-7577-1F2521836EB0}");
            assertThat(head.callId()).isEqualTo(CALL);
            assertThat(head.contentType()).isEqualTo(Slp.SESSION);
            assertThat(head.body().get("sessionid")).isEqualTo("1303455740");
            assertThat(Context.file(head.body().get("Context"))).isEqualTo(new FileInfo("sendme.txt", 40, 1));
        });
        assertThat(read("ok")).isInstanceOfSatisfying(Slp.Response.class, response -> {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.head().sequence()).isEqualTo(1);
        });
        assertThat(read("invite-p9"))
                .isInstanceOfSatisfying(
                        Slp.Request.class,
                        request -> assertThat(Context.file(request.head().body().get("Context")))
                                .isEqualTo(new FileInfo("sendme.txt", 40, 1)));
    }

    /** But for the two words of its status, our "no" is libpurple's recorded "yes". */
    @Test
    void declinesInLibpurplesForm() {
        String yes = new String(RecordedPackets.slp("ok"), StandardCharsets.UTF_8);
        assertThat(new String(SlpWriter.decline(head("invite")), StandardCharsets.UTF_8))
                .isEqualTo(yes.replace("200 OK", "603 Decline"));
    }

    @Test
    void whatIsWrittenCanBeRead() {
        Slp.Head invitation = head("invite");
        assertThat(Slp.read(SlpWriter.notListening(invitation)))
                .isInstanceOfSatisfying(Slp.Response.class, response -> {
                    assertThat(response.status()).isEqualTo(200);
                    assertThat(response.head().contentType()).isEqualTo(Slp.TRANSPORT_ANSWER);
                    assertThat(response.head().body().get("Listening")).isEqualTo("false");
                    assertThat(Nonce.parse(response.head().body().first("Nonce")))
                            .isNull();
                });
        assertThat(Slp.read(SlpWriter.bye(invitation))).isInstanceOfSatisfying(Slp.Request.class, request -> {
            assertThat(request.method()).isEqualTo("BYE");
            assertThat(request.head().to()).isEqualTo("t1h@hotmail.com");
            assertThat(request.head().callId()).isEqualTo(CALL);
        });
    }

    @Test
    void refusesWhatReadersDifferAbout() {
        String text = new String(RecordedPackets.slp("ok"), StandardCharsets.UTF_8);
        for (String damaged : List.of(
                text.replace("MSNSLP/1.0 200", "MSNSLP/2.0 200"),
                text.replace("Call-ID: " + CALL + "\r\n", ""),
                text.replace("CSeq: 1\r\n", "CSeq: 1\r\nCall-ID: {0}\r\n"),
                text.replace("Content-Length: 26", "Content-Length: 27"),
                text.replace("Content-Length: 26", "Content-Length: 10"),
                text.replace("Content-Length: 26", "Content-Length: -1"),
                text.replace("SessionID: 1303455740\r\n", "SessionID: 1\r\nsessionid:2\r\n\r\n"),
                text.replace("\r\nTo:", "\nTo:"),
                text.substring(0, 17),
                "")) {
            assertThat(Slp.read(damaged.getBytes(StandardCharsets.UTF_8)))
                    .as(damaged)
                    .isInstanceOf(Slp.Malformed.class);
        }
    }

    @Test
    void neverThrows() {
        Random random = new Random(3);
        for (String name : List.of("invite", "ok")) {
            byte[] message = RecordedPackets.slp(name);
            for (int length = 0; length < message.length; length++) {
                assertThat(Slp.read(Arrays.copyOf(message, length))).isNotNull();
            }
            for (int i = 0; i < 5_000; i++) {
                byte[] damaged = message.clone();
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                damaged[random.nextInt(300)] = (byte) random.nextInt(256);
                if (Slp.read(damaged) instanceof Slp.Request request) {
                    String context = request.head().body().get("Context");
                    assertThat(Context.activity(context)).isNotNull();
                    assertThat(Context.objectType(context)).isNotNull();
                    assertThat(Context.file(context))
                            .satisfiesAnyOf(
                                    file -> assertThat(file).isNull(),
                                    file -> assertThat(file).isNotNull());
                }
            }
        }
    }

    @Test
    void readsContextsAsForgivinglyAsClients() {
        String object = "<msnobj Creator=\"a@h\" Size=\"9\" Type=\"3\" Location=\"x\"/>\0";
        String base64 = Base64.getEncoder().encodeToString(object.getBytes(StandardCharsets.UTF_8));
        assertThat(Context.objectType(base64)).isEqualTo(OptionalInt.of(3));
        assertThat(Context.objectType(" " + base64.substring(0, 8) + "\t!" + base64.substring(8) + "=="))
                .isEqualTo(OptionalInt.of(3));
        assertThat(Context.objectType("!")).isEmpty();
        assertThat(Context.file("AAAA")).isNull();
        byte[] activity = "10311001;1;Checkers".getBytes(StandardCharsets.UTF_16LE);
        assertThat(Context.activity(Base64.getEncoder().encodeToString(activity)))
                .isEqualTo("Checkers");
    }

    /** The first three groups of a GUID are reversed on the wire. */
    @Test
    void readsNonces() {
        byte[] nonce = Nonce.parse("{00112233-4455-6677-8899-AABBCCDDEEFF}");
        assertThat(nonce).isEqualTo(HexFormat.of().parseHex("33221100554477668899aabbccddeeff"));
        assertThat(Nonce.parse("{00000000-0000-0000-0000-000000000000}")).isNull();
        assertThat(Nonce.parse("{0011223-4455-6677-8899-AABBCCDDEEFF}")).isNull();
        assertThat(Nonce.parse(null)).isNull();
        // SHA-1 of sixteen zeros, by another tool.
        assertThat(HexFormat.of().formatHex(Nonce.hash(new byte[16]))).isEqualTo("e129f27c5103bc5cc44bcdf0a15e160d");
    }

    private static Slp read(String name) {
        return Slp.read(RecordedPackets.slp(name));
    }

    private static Slp.Head head(String name) {
        return ((Slp.Request) read(name)).head();
    }
}
