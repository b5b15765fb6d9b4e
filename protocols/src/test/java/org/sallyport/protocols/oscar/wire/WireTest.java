package org.sallyport.protocols.oscar.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Limits;

final class WireTest {

    private static WireReader reader(String source) {
        ByteBuf buffer = WireText.buffer(source);
        return new WireReader(buffer, 0, buffer.writerIndex());
    }

    @Test
    void readsNumbersOfBothByteOrders() {
        WireReader in = reader("01 0203 04050607 0203 04050607");
        assertThat(in.u8()).isEqualTo(1);
        assertThat(in.u16()).isEqualTo(0x0203);
        assertThat(in.u32()).isEqualTo(0x04050607);
        assertThat(in.u16le()).isEqualTo(0x0302);
        assertThat(in.u32le()).isEqualTo(0x07060504);
        assertThat(in.failed()).isFalse();
        assertThat(in.remaining()).isZero();
    }

    @Test
    void aFailureSticksAndConsumesNothing() {
        WireReader in = reader("FFFF 'abc' 00000000");
        assertThat(in.b16()).isEmpty();
        assertThat(in.failed()).isTrue();
        assertThat(in.u8()).isZero();
        assertThat(in.remaining()).isZero();
        assertThat(in.slice(1).failed()).isTrue();
    }

    @Test
    void negativeAndHugeLengthsFail() {
        WireReader in = reader("00");
        in.skip(-1);
        assertThat(in.failed()).isTrue();
        WireReader other = reader("00");
        assertThat(other.bytes(Integer.MAX_VALUE)).isEmpty();
        assertThat(other.failed()).isTrue();
    }

    @Test
    void theExtraBlockIsSkipped() {
        // As seen behind every message of a real service: the id of the client's last request and a version.
        ByteBuf buffer = WireText.buffer("0001 000A 8000 00000045 [0002[00000045] 0001[0003]] 0002");
        SnacHeader header = SnacHeader.read(buffer, 0, buffer.writerIndex());
        assertThat(header).isEqualTo(new SnacHeader(1, 0x0A, 0x8000, 0x45, 0, 26, 28));
    }

    @Test
    void aHeaderThatDoesNotFitIsNone() {
        assertThat(SnacHeader.read(WireText.buffer("0001 000A 0000 000000"), 0, 9))
                .isNull();
        assertThat(SnacHeader.read(WireText.buffer("0001 000A 8000 00000045 0003 0000"), 0, 14))
                .isNull();
        assertThat(SnacHeader.read(WireText.buffer("0001 000A 8000 00000045 00"), 0, 11))
                .isNull();
    }

    @Test
    void repeatedTlvsKeepTheirOrderAndPlace() {
        WireReader in = reader("0001['a'] 0002[] 0001['b']");
        TlvList tlvs = TlvList.read(in, Limits.DEFAULT);
        assertThat(tlvs.all()).extracting(Tlv::text).containsExactly("a", "", "b");
        assertThat(tlvs.all()).extracting(Tlv::start).containsExactly(0, 5, 9);
        assertThat(tlvs.text(1)).isEqualTo("a");
        assertThat(in.failed()).isFalse();
    }

    @Test
    void aTlvLongerThanItsListFails() {
        WireReader in = reader("0001['a'] 0002 0005 'b'");
        assertThat(TlvList.read(in, Limits.DEFAULT).all()).hasSize(1);
        assertThat(in.failed()).isTrue();
    }

    @Test
    void moreTlvsThanTheLimitFail() {
        ByteBuf buffer = Unpooled.buffer().writeZero(4 * 10_000);
        WireReader in = new WireReader(buffer, 0, buffer.writerIndex());
        TlvList tlvs = TlvList.read(in, Limits.DEFAULT);
        assertThat(in.failed()).isTrue();
        assertThat(tlvs.all()).hasSize(Limits.DEFAULT.itemsPerFrame());
    }

    @Test
    void shortCapabilitiesAreTheSameAsLongOnes() {
        assertThat(Capability.ofShort(0x1343)).isEqualTo(Capability.of("09461343-4C7F-11D1-8222-444553540000"));
        assertThat(Capability.read(reader("09461348 4C7F 11D1 8222 444553540000")))
                .isEqualTo(Capability.GET_FILE);
        assertThat(Capability.SEND_FILE.feature()).isEqualTo(Feature.FILE_TRANSFER);
        assertThat(Capability.ofShort(0xBEEF).feature()).isNull();
        assertThat(Capability.ofShort(0xBEEF).label()).isEqualTo("0946BEEF-4C7F-11D1-8222-444553540000");
    }

    @Test
    void namesFoldAndTellTheirService() {
        assertThat(OscarNames.screenName("Bob by")).isEqualTo(OscarNames.screenName("BOBBY"));
        assertThat(OscarNames.screenName("Bob by").display()).isEqualTo("Bob by");
        assertThat(OscarNames.service("157 901 844")).isEqualTo(OscarNames.ICQ);
        assertThat(OscarNames.service("+15551234")).isEqualTo(OscarNames.AIM);
        assertThat(OscarNames.service("")).isEqualTo(OscarNames.AIM);
    }

    @Test
    void charsetsAreDecodedAndNothingFails() {
        assertThat(TextCodec.decode(2, WireText.bytes("0068 20AC 00"))).isEqualTo("h\u20AC");
        assertThat(TextCodec.decode(3, WireText.bytes("E4"))).isEqualTo("\u00E4");
        assertThat(TextCodec.decode(0, WireText.bytes("C3A4"))).isEqualTo("\u00E4");
        assertThat(TextCodec.decode(0x0D, WireText.bytes("E4 'b'"))).isEqualTo("\u00E4b");
        assertThat(TextCodec.decode(77, WireText.bytes("FF"))).isEqualTo("\u00FF");
        assertThat(TextCodec.decode("unicode-2-0", WireText.bytes("20AC"))).isEqualTo("\u20AC");
        assertThat(TextCodec.decode("iso-8859-1", WireText.bytes("C3A4"))).isEqualTo("\u00C3\u00A4");
        assertThat(TextCodec.charsetOfMime("text/x-aolrtf; charset=\"unicode-2-0\""))
                .isEqualTo("\"unicode-2-0\"");
        assertThat(TextCodec.encode("a").charset()).isZero();
        assertThat(TextCodec.encode("\u20AC").bytes()).isEqualTo("\u20AC".getBytes(StandardCharsets.UTF_16BE));
    }

    @Test
    void tellsMarkupFromWords() {
        assertThat(TextCodec.looksLikeHtml("<b>x")).isTrue();
        assertThat(TextCodec.looksLikeHtml("a &gt; b")).isTrue();
        assertThat(TextCodec.looksLikeHtml("&#65;")).isTrue();
        assertThat(TextCodec.looksLikeHtml("I <3 you, a < b; 5 & 6")).isFalse();
        assertThat(TextCodec.looksLikeHtml("Q&A and R&D")).isFalse();
    }

    @Test
    void theFrameHasTheLengthOfItsPayload() {
        ByteBuf frame = SnacBuilder.snac(4, 0x0C, 0, 0x28).tlv(1, "x").frame(0x1_0007);
        assertThat(ByteBufUtil.hexDump(frame)).isEqualTo("2a020007000f0004000c00000000002800010001" + "78");
        assertThat(frame.release()).isTrue();
    }
}
