package org.sallyport.protocols.oscar.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.ImEvent.Message;
import org.sallyport.protocols.oscar.read.Meaning;
import org.sallyport.protocols.oscar.read.Reads;
import org.sallyport.protocols.oscar.wire.GoldenSnacs;
import org.sallyport.protocols.oscar.wire.GoldenSnacs.Golden;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.WireText;

/** Other words in messages: lengths, neighbours, charsets, and refusals where there is no place for words. */
final class TextRewriteTest {

    private static Optional<String> rewrite(String snac, String words) {
        return rewrite(WireText.buffer(snac), words);
    }

    private static Optional<String> rewrite(ByteBuf buffer, String words) {
        SnacHeader header = SnacHeader.read(buffer, buffer.readerIndex(), buffer.writerIndex());
        if (header == null) {
            return Optional.empty();
        }
        return TextRewrite.rewriteText(header, buffer, words, Limits.DEFAULT).map(rewritten -> {
            String hex = ByteBufUtil.hexDump(rewritten);
            rewritten.release();
            return hex;
        });
    }

    private static String hex(String text) {
        return ByteBufUtil.hexDump(WireText.bytes(text));
    }

    @Test
    void theSameWordsGiveTheRecordedBytes() {
        Golden plain = GoldenSnacs.at("oscar-joscar", 411, "00040006");
        assertThat(rewrite(plain.buffer(), "hello B from joscar")).contains(plain.hex());
        Golden delivered = GoldenSnacs.at("oscar-joscar", 423, "00040007");
        assertThat(rewrite(delivered.buffer(), "hello B from joscar")).contains(delivered.hex());
    }

    @Test
    void htmlStaysHtmlAndIsEscaped() {
        Golden golden = GoldenSnacs.at("oscar", 638, "00040006");
        assertThat(rewrite(golden.buffer(), "1 < 2"))
                .contains(hex("0004 0006 0000 00000028 3338353531353400 0001 ('bobby')"
                        + "0002[0501[01010102] 0101[0000 0000 '<HTML><BODY>1 &lt; 2</BODY></HTML>']] 0003[]"));
    }

    @Test
    void severalPartsBecomeOneAndStrangersStay() {
        assertThat(rewrite(
                        "0004 0006 8000 00000001 [0001[0004]] 0102030405060708 0001 ('bobby') 000D['q']"
                                + "0002[0501[] 0101[0000 0000 'a'] 0D01['?'] 0101[0002 0000 20AC]] 0099['z']"
                                + "0002[0101[00000000 'hidden']]",
                        "x\u20AC"))
                .contains(hex("0004 0006 8000 00000001 [0001[0004]] 0102030405060708 0001 ('bobby') 000D['q']"
                        + "0002[0501[] 0101[0002 0000 0078 20AC] 0D01['?']] 0099['z']"));
    }

    @Test
    void inARoom() {
        assertThat(rewrite(
                        "000E 0005 0000 00000001 0102030405060708 0003 0001[] 0006[]"
                                + "0005[0002['us-ascii'] 0001['<b>old</b>'] 0003['en'] 0004['?']]",
                        "\u20AC"))
                .contains(hex("000E 0005 0000 00000001 0102030405060708 0003 0001[] 0006[] 0005[0001["
                        + "003C00480054004D004C003E003C0042004F00440059003E20AC"
                        + "003C002F0042004F00440059003E003C002F00480054004D004C003E]"
                        + "0002['unicode-2-0'] 0003['en'] 0004['?']]"));
        assertThat(rewrite(
                        "000E 0006 0000 00000001 0102030405060708 0003 0003[('eve') 0000 0000] 0001[] 0005[0001['old']]",
                        "new"))
                .contains(hex("000E 0006 0000 00000001 0102030405060708 0003 0003[('eve') 0000 0000] 0001[]"
                        + "0005[0001['new'] 0002['us-ascii']]"));
    }

    private static final String TYPED = "0004 0006 0000 00000001 0102030405060708 0004 ('1234') ";

    @Test
    void icqOnChannelFour() {
        assertThat(rewrite(TYPED + "0005[2E160000 01 01 {'old' 00}] 0006[]", "brand new"))
                .contains(hex(TYPED + "0005[2E160000 01 01 {'brand new' 00}] 0006[]"));
        // There is no charset to say what other bytes would be.
        assertThat(rewrite(TYPED + "0005[2E160000 01 01 {'old' 00}]", "\u20AC")).isEmpty();
        assertThat(rewrite(TYPED + "0005[2E160000 06 01 {'ask' 00}]", "x")).isEmpty();
    }

    private static final String RELAY = "0004 0006 0000 00000001 0102030405060708 0002 ('1234') ";
    private static final String RELAY_BLOCK = "0000 0102030405060708 094613494C7F11D18222444553540000 000A[0001] ";
    private static final String RELAY_HEAD =
            "{0800 00000000000000000000000000000000 0000 03000000 00 FFFF} {FFFF 000000000000000000000000} ";

    @Test
    void icqRelay() {
        String before = RELAY + "0005[" + RELAY_BLOCK + "2711[" + RELAY_HEAD
                + "01 00 0000 0100 {'old' 00} 01000000 FFFFFF00] 000F[]] 0003[]";
        String after = RELAY + "0005[" + RELAY_BLOCK + "2711[" + RELAY_HEAD
                + "01 00 0000 0100 {E282AC 00} 01000000 FFFFFF00 26000000 '{0946134E-4C7F-11D1-8222-444553540000}'] "
                + "000F[]] 0003[]";
        assertThat(rewrite(before, "\u20AC")).contains(hex(after));
        Message message =
                Reads.one(Reads.read(Side.CLIENT, WireText.buffer(hex(after)), Reads.as("5678")), Message.class);
        assertThat(message.text().plain()).isEqualTo("\u20AC");
        // A plug-in's message has no place for words.
        assertThat(rewrite(before.replace("01 00 0000 0100", "1A 00 0000 0100"), "x"))
                .isEmpty();
    }

    @Test
    void whatHasNoPlaceForWordsIsNotRewritten() {
        assertThat(rewrite(GoldenSnacs.at("oscar", 683, "00040006").buffer(), "x"))
                .isEmpty();
        assertThat(rewrite(GoldenSnacs.at("oscar", 650, "0004000c").buffer(), "x"))
                .isEmpty();
        assertThat(rewrite("0004 0006 0000 00000001 0102030405060708 0001 ('bobby') 0003[]", "x"))
                .isEmpty();
        assertThat(rewrite("0004 0006 0000 00000001 0102030405060708 0001 ('bobby') 0002[0101 FFFF 00]", "x"))
                .isEmpty();
    }

    @Test
    void whatWouldOutgrowAFrameIsNotRewritten() {
        Golden golden = GoldenSnacs.at("oscar", 638, "00040006");
        assertThat(rewrite(golden.buffer(), "x".repeat(70_000))).isEmpty();
        assertThat(rewrite(golden.buffer(), "\u20AC".repeat(33_000))).isEmpty();
        assertThat(rewrite(golden.buffer(), "&".repeat(15_000))).isEmpty();
        assertThat(rewrite(golden.buffer(), "x".repeat(20_000))).isPresent();
    }

    @Test
    void mutationsNeverThrowAndNeverKeepTheOldWords() {
        Random random = new Random(42);
        Golden[] goldens = {
            GoldenSnacs.at("oscar", 638, "00040006"),
            GoldenSnacs.at("oscar", 649, "00040007"),
            GoldenSnacs.at("oscar", 683, "00040006")
        };
        ByteBuf relay = WireText.buffer(RELAY + "0005[" + RELAY_BLOCK + "2711[" + RELAY_HEAD
                + "01 00 0000 0100 {'old' 00} 01000000 FFFFFF00] 000F[]] 0003[]");
        int rewritten = 0;
        for (int i = 0; i < 20_000; i++) {
            int pick = random.nextInt(goldens.length + 1);
            ByteBuf buffer = pick == goldens.length ? relay.copy() : goldens[pick].buffer();
            for (int c = 0; c < 2; c++) {
                int at = buffer.readerIndex() + random.nextInt(buffer.readableBytes());
                buffer.setByte(at, random.nextInt(256));
            }
            SnacHeader header = SnacHeader.read(buffer, buffer.readerIndex(), buffer.writerIndex());
            if (header == null) {
                continue;
            }
            Optional<ByteBuf> out = TextRewrite.rewriteText(header, buffer, "[new]", Limits.DEFAULT);
            if (out.isPresent()) {
                rewritten++;
                Side side = header.subtype() % 2 == 0 ? Side.CLIENT : Side.SERVER;
                Meaning meaning = Reads.read(side, out.get(), Reads.as("alice"));
                if (meaning instanceof Meaning.Events events && events.events().get(0) instanceof Message message) {
                    assertThat(message.text().plain()).isEqualTo("[new]");
                }
                out.get().release();
            }
        }
        assertThat(rewritten).isGreaterThan(1_000);
    }
}
