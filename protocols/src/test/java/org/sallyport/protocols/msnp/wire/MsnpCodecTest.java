package org.sallyport.protocols.msnp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.Side;

/** Where every command ends. In the tables {@code |} is the end of a line, and what follows a frame is {@code PNG} or {@code QNG}. */
class MsnpCodecTest {

    private static final Limits SMALL = new Limits(256, 16, 16, 128);

    /** The first command of a line, and where it ends. */
    @ParameterizedTest
    @CsvSource({
        "VER 1 MSNP18 CVR0|, ''",
        "USR 3 SSO I alice@example.com|, ''",
        "MSG 3 A 5|, hello",
        "MSG 3 A 0|, ''",
        "QRY 1049 msmsgs@msnmsgr.com 32|, 8f2f5a91b72102cd28355e9fc9000d6e",
        "GCF 5 Shields.xml|, ''",
        "UUX 10 3|, <a>",
        "UUN 4 bob@example.com;{a} 3 4|, BODY",
        "UUM 5 bob@yahoo.com 32 1 2|, hi",
        "PGD 5 tel:+1 1 2|, hi",
        "PAG 5 bob@example.com 2|, hi",
        "SDC 5 bob@example.com 0x0409 MSMSGS MSMSGS X X Bob 2|, hi",
        "ADL 7 4|, <ml>",
        "RML 7 4|, <ml>",
        "FQY 7 4|, <ml>",
        "VAS 7 bob@example.com 1 2 2|, hi",
        "PUT 8 2|, hi",
        "DEL 8 2|, hi",
        "SDG 9 2|, hi",
        "CAL 94 bob@example.com|, ''",
        "SYN 5 0|, ''",
        "ADD 5 FL bob@example.com Bob 0|, ''",
        "CHG 6 NLN 1073741856|, ''",
        "XFR 9 SB|, ''",
        "OUT|, ''",
    })
    void fromTheClient(String line, String payload) {
        cuts(Side.CLIENT, line, payload, "PNG|");
    }

    @ParameterizedTest
    @CsvSource({
        "VER 1 MSNP18|, ''",
        "MSG Hotmail Hotmail 5|, hello",
        "NOT 5|, hello",
        "IPG 5|, hello",
        "GCF 0 5|, hello",
        "GCF 5 Shields.xml 5|, hello",
        "UBX bob@example.com 5|, hello",
        "UBX bob@example.com 1 5|, hello",
        "UBX 1:bob@example.com 5|, hello",
        "UBN bob@example.com 3 5|, hello",
        "UBM bob@yahoo.com 32 alice@example.com 1 1 5|, hello",
        "UUX 12 0|, ''",
        "UUN 12 OK|, ''",
        "UUN 12 5|, hello",
        "ADL 12 OK|, ''",
        "ADL 0 5|, hello",
        "RML 0 5|, hello",
        "FQY 12 5|, hello",
        "PUT 12 OK 0|, ''",
        "PUT 12 OK 5|, hello",
        "NFY PUT 5|, hello",
        "SDG 0 5|, hello",
        "SDC 12 OK|, ''",
        "QRY 12|, ''",
        "CHL 0 15570131571988941333|, ''",
        "SBS 0 null|, ''",
        "JOI alice@example.com Alice 1616756780|, ''",
        "NLN IDL bob@example.com bob 0|, ''",
        "IRO 1 1 1 bob@example.com Bob 5|, ''",
        "CAL 94 RINGING 1835953129|, ''",
        "LST t3e@example.com T3e 11 0|, ''",
        "LSG 0 Other%20Contacts 0|, ''",
        "BYE bob@example.com 1|, ''",
        "ACK 5|, ''",
        "NAK 5|, ''",
        "RNG 17069658 207.46.108.83:1863 CKI 1115371039.15845 c@h.com nick|, ''",
        "RNG 17 1.2.3.4:1863 CKI 8 c@h.com nick U messenger.hotmail.com 1|, ''",
        "240 5|, ''",
        "241 5|, ''",
        "241 5 5|, hello",
        "801 5 3|, 0 6",
        "911 5 sorry|, ''",
    })
    void fromTheService(String line, String payload) {
        cuts(Side.SERVER, line, payload, "QNG 48|");
    }

    /** What nobody has a name for: a number at the end is a length, unless a command follows that is known. */
    @ParameterizedTest
    @CsvSource({
        "XYZ 1 5|, hello",
        "XYZ 1 3|, ABC",
        "XYZ 1 4|, QNGX",
        "XYZ 1 0|, ''",
        "XYZ 1 foo|, ''",
        "XYZ|, ''",
        "XYZ 17|, ''",
        "XYZ 999999999|, ''",
        "PAG 5 OK|, ''",
    })
    void withoutAName(String line, String payload) {
        cuts(Side.SERVER, line, payload, "QNG 48|");
    }

    @Test
    void withoutANameAtTheEnd() {
        ByteBuf in = bytes("XYZ 1 5|");
        MsnpCodec codec = new MsnpCodec(Side.SERVER, Limits.DEFAULT);
        assertThat(codec.decode(in)).isEqualTo(Outcome.NeedMore.INSTANCE);
        assertThat(length(codec.decodeLast(in))).isEqualTo(9);
        in = bytes("XYZ 1 2|AB");
        codec = new MsnpCodec(Side.SERVER, Limits.DEFAULT);
        assertThat(codec.decode(in)).isEqualTo(Outcome.NeedMore.INSTANCE);
        assertThat(length(codec.decodeLast(in))).isEqualTo(11);
        assertThat(new MsnpCodec(Side.SERVER, Limits.DEFAULT).decodeLast(bytes("XYZ 1 9|AB")))
                .isInstanceOf(Outcome.Malformed.class);
    }

    @Test
    void aLineFeedAloneEndsALine() {
        assertThat(frames(Side.CLIENT, "MSG 3 A 5\nhelloPNG\nOUT|"))
                .containsExactly("MSG 3 A 5\nhello", "PNG\n", "OUT\r\n");
    }

    /** The length counts bytes, not letters. */
    @Test
    void lettersOfSeveralBytes() {
        assertThat(frames(Side.CLIENT, "MSG 3 A 7|grüßePNG|")).containsExactly("MSG 3 A 7\r\ngrüße", "PNG\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "ver 1 MSNP8|,                   no command begins here, 0",
        "|,                              no command begins here, 0",
        "VE 1|,                          no command begins here, 2",
        "VERS 1|,                        no command begins here, 3",
        "MSG A 5|,                       transaction id that is no number, 4",
        "MSG -1 A 5|,                    transaction id that is no number, 4",
        "MSG 99999999999 A 5|,           transaction id that is no number, 4",
        "USR|,                           transaction id that is no number, 3",
        "MSG 3|,                         payload without a length, 4",
        "MSG 3 A -5|,                    payload length that is no number, 8",
        "MSG 3 A +5|,                    payload length that is no number, 8",
        "MSG 3 A 5x|,                    payload length that is no number, 8",
        "MSG 3 A |,                      payload length that is no number, 8",
        "MSG 3 A|,                       payload length out of place, 6",
        "MSG 3 A 99999999999|,           payload length that is no number, 8",
        "MSG 3 A 9999999999|,            payload of 2147483647 bytes, 20",
        "MSG 3 A 5 9|,                   payload length out of place, 10",
        "MSG 3 5|,                       payload length out of place, 6",
        "MSG 3  A 5|,                    payload length out of place, 9",
        "UUX 3 5 9|,                     payload length out of place, 8",
        "UUM 3 b@h 32 1 5 9|,            payload length out of place, 17",
        "MSG 3 A 300|,                   payload of 300 bytes, 13",
    })
    void bad(String stream, String why, long offset) {
        MsnpCodec codec = new MsnpCodec(Side.CLIENT, SMALL);
        Outcome outcome = codec.decode(bytes(stream));
        assertThat(outcome).isEqualTo(new Outcome.Malformed(why, offset));
        assertThat(codec.decode(bytes("PNG|"))).isSameAs(outcome);
        assertThat(codec.decodeLast(bytes("PNG|"))).isSameAs(outcome);
    }

    @Test
    void controlCharactersInALineAreBad() {
        for (String control : List.of("\0", "\t", "\r", "\u001b")) {
            Outcome outcome = new MsnpCodec(Side.CLIENT, SMALL).decode(bytes("CHG 1 N" + control + "LN|"));
            assertThat(outcome).isInstanceOf(Outcome.Malformed.class);
        }
    }

    @Test
    void anAnswerWithANegativeLengthIsBad() {
        assertThat(new MsnpCodec(Side.SERVER, SMALL).decode(bytes("ADL 0 -5|"))).isInstanceOf(Outcome.Malformed.class);
    }

    @Test
    void aLineThatNeverEndsIsBad() {
        MsnpCodec codec = new MsnpCodec(Side.CLIENT, SMALL);
        ByteBuf in = bytes("CHG 1 ");
        int held = 0;
        while (codec.decode(in) == Outcome.NeedMore.INSTANCE) {
            held = in.readableBytes();
            in.writeByte('x');
        }
        assertThat(codec.decode(in)).isEqualTo(new Outcome.Malformed("command line of more than 252 bytes", 252));
        assertThat(held).isLessThan(256);
    }

    /** Even when it comes in one piece. */
    @Test
    void aLineThatIsTooLongIsBad() {
        String line = "CHG 1 " + "x".repeat(17_000) + "|";
        assertThat(new MsnpCodec(Side.CLIENT, Limits.DEFAULT).decode(bytes(line)))
                .isEqualTo(new Outcome.Malformed("command line of more than 16384 bytes", 16_384));
    }

    @Test
    void offsetsCountFromTheFirstByte() {
        MsnpCodec codec = new MsnpCodec(Side.CLIENT, SMALL);
        ByteBuf in = bytes("PNG|MSG 3 A 5|hello*");
        in.skipBytes(length(codec.decode(in)));
        in.skipBytes(length(codec.decode(in)));
        assertThat(codec.decode(in)).isEqualTo(new Outcome.Malformed("no command begins here", 21));
    }

    @Test
    void aStreamThatEndsWithinACommandIsBad() {
        for (String cut : List.of("VE", "VER 1 MSNP8", "MSG 3 A 5|", "MSG 3 A 5|hell")) {
            MsnpCodec codec = new MsnpCodec(Side.CLIENT, Limits.DEFAULT);
            assertThat(codec.decode(bytes(cut))).isEqualTo(Outcome.NeedMore.INSTANCE);
            assertThat(codec.decodeLast(bytes(cut))).isInstanceOf(Outcome.Malformed.class);
        }
    }

    @Test
    void theSameObjectsServeEveryFrame() {
        MsnpCodec codec = new MsnpCodec(Side.CLIENT, Limits.DEFAULT);
        ByteBuf in = bytes("PNG|PNG|");
        Outcome first = codec.decode(in);
        in.skipBytes(length(first));
        assertThat(codec.decode(in)).isSameAs(first);
    }

    /** The same frames whole and byte by byte, with what follows and without. */
    private static void cuts(Side from, String line, String payload, String next) {
        List<String> expected = List.of(crlf(line) + payload, crlf(next));
        assertThat(frames(from, line + payload + next)).isEqualTo(expected);
        Codec codec = new MsnpCodec(from, Limits.DEFAULT);
        byte[] stream = crlf(line + payload + next).getBytes(StandardCharsets.UTF_8);
        ByteBuf in = Unpooled.buffer();
        List<String> frames = new ArrayList<>();
        for (byte octet : stream) {
            in.writeByte(octet);
            cut(codec, in, frames);
        }
        assertThat(frames).isEqualTo(expected);
    }

    private static List<String> frames(Side from, String stream) {
        List<String> frames = new ArrayList<>();
        cut(new MsnpCodec(from, Limits.DEFAULT), bytes(stream), frames);
        return frames;
    }

    private static void cut(Codec codec, ByteBuf in, List<String> frames) {
        while (in.isReadable() && codec.decode(in) instanceof Outcome.Decoded(Frame frame)) {
            assertThat(frame.offset()).isEqualTo(in.readerIndex());
            frames.add(frame.view().toString(StandardCharsets.UTF_8));
            in.skipBytes(frame.length());
        }
    }

    private static int length(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Decoded.class);
        return ((Outcome.Decoded) outcome).frame().length();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(crlf(text), StandardCharsets.UTF_8);
    }

    private static String crlf(String text) {
        return text.replace("|", "\r\n");
    }
}
