package org.sallyport.protocols.ymsg.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;

/** The grammar against bytes written by hand: {@code |} stands for a separator. */
class WireTest {

    private static final String HEADER = "594d5347 000c 0064 0000 0006 5a55aa56 cd877b72";

    @Test
    void findsTheFieldsOfAHeader() {
        Frame frame = frame("4|bob|");
        assertThat(YmsgView.version(frame)).isEqualTo(12);
        assertThat(YmsgView.vendor(frame)).isEqualTo(100);
        assertThat(YmsgView.service(frame)).isEqualTo(Service.MESSAGE.number());
        assertThat(YmsgView.status(frame)).isEqualTo(Status.OFFLINE);
        assertThat(YmsgView.session(frame)).isEqualTo(0xCD877B72);
        assertThat(YmsgView.bodyLength(frame)).isEqualTo(8);
    }

    @Test
    void readsAVersionEitherWayRound() {
        assertThat(YmsgView.version(0x0009)).isEqualTo(9);
        assertThat(YmsgView.version(0x0900)).isEqualTo(9);
        assertThat(YmsgView.version(0x0A00)).isEqualTo(10);
        assertThat(YmsgView.version(0x0010)).isEqualTo(16);
        assertThat(YmsgView.version(0x8000)).isEqualTo(0x8000);
        assertThat(YmsgView.version(0)).isZero();
    }

    @Test
    void knowsServicesByTheirNumbers() {
        for (Service service : Service.values()) {
            assertThat(Service.of(service.number())).isSameAs(service);
        }
        assertThat(Service.of(0)).isNull();
        assertThat(Service.of(0xFFFF)).isNull();
        assertThat(Service.of(-1)).isNull();
    }

    @Test
    void keepsPairsInOrderRepeatsIncluded() {
        Pairs pairs = whole("7|bob|10|0|7|carol|14||");
        assertThat(pairs.all()).extracting(Pair::key).containsExactly(7, 10, 7, 14);
        assertThat(pairs.all(7)).extracting(Pair::text).containsExactly("bob", "carol");
        assertThat(pairs.text(7)).isEqualTo("bob");
        assertThat(pairs.text(14)).isEmpty();
        assertThat(pairs.text(15)).isNull();
        assertThat(pairs.number(10, -1)).isZero();
        assertThat(pairs.count(7)).isEqualTo(2);
    }

    @Test
    void survivesTheDirtThatWasSeen() {
        assertThat(whole("").isEmpty()).isTrue();
        assertThat(whole("9|0|14|no end").text(14)).isEqualTo("no end");
        assertThat(whole("9|0|\u000118|subject|\u0001").text(18)).isEqualTo("subject");
        Pairs cut = whole("104|room|\0|junk");
        assertThat(cut.all()).hasSize(1);
        assertThat(cut.junk()).isEqualTo(7);
        assertThat(whole("x|1|14|hi|").text(14)).isEqualTo("hi");
        assertThat(whole("x|1|14|hi|").all().getFirst().key()).isEqualTo(Pair.UNNUMBERED);
        assertThat(whole("29|").text(29)).isEmpty();
        assertThat(whole("1|alice|8").all()).hasSize(1);
        assertThat(whole("9|0|\0").junk()).isZero();
    }

    @Test
    void callsBrokenWhatNobodyReadsAlike() {
        assertThat(broken("14|")).isEqualTo("key without a value");
        assertThat(broken("4|bob|words")).isEqualTo("key without a value");
        assertThat(broken("014|hi|")).isEqualTo("key that is no plain number");
        assertThat(broken(" 14|hi|")).isEqualTo("key that is no plain number");
        assertThat(broken("14x|hi|")).isEqualTo("key that is no plain number");
        assertThat(broken("+14|hi|")).isEqualTo("key that is no plain number");
        assertThat(broken("4294967310|hi|")).isEqualTo("key that is no plain number");
    }

    @Test
    void aSeparatorInAValueMakesFieldsOutOfPlace() {
        // "hi|4|carol" as a text: the key after it is read as a value.
        Pairs pairs = whole("14|hi|4|carol|5|bob|");
        assertThat(pairs.text(4)).isEqualTo("carol");
        assertThat(broken("14|hi|there|5|bob|")).isEqualTo("key without a value");
    }

    @Test
    void takesAHalfSeparatorForWhatItIs() {
        ByteBuf body = Unpooled.wrappedBuffer(HexFormat.of().parseHex("3134c080c0c0c080"));
        Pair pair = first(body);
        assertThat(pair.bytes()).containsExactly(0xC0, 0xC0);
        Pair open = first(Unpooled.wrappedBuffer(HexFormat.of().parseHex("3134c08041c0")));
        assertThat(open.bytes()).containsExactly(0x41, 0xC0);
    }

    private static Pair first(ByteBuf body) {
        Pairs pairs = ((Pairs.Parsed.Whole) Pairs.read(body, 0, body.writerIndex(), Limits.DEFAULT)).pairs();
        return pairs.all().getFirst();
    }

    @Test
    void boundsThePairs() {
        String many = "7|a|".repeat(16);
        Limits limits = new Limits(65_536, 16, 16, 128);
        assertThat(Pairs.read(frame(many), limits)).isInstanceOf(Pairs.Parsed.Whole.class);
        assertThat(Pairs.read(frame(many + "7|a|"), limits)).isEqualTo(new Pairs.Parsed.Broken("too many pairs"));
    }

    @Test
    void readsNumbersWithoutThrowing() {
        Pairs pairs = whole("1|-1|2|x|3|99999999999999999999|4||5|-|6|1 |");
        assertThat(pairs.number(1, 7)).isEqualTo(-1);
        for (int key = 2; key <= 6; key++) {
            assertThat(pairs.number(key, 7)).isEqualTo(7);
        }
    }

    @Test
    void editsAndLeavesTheRest() {
        Frame frame = frame("4|bob|\u000114|hi|x|1|97|0|14000|end");
        Pairs pairs = ((Pairs.Parsed.Whole) Pairs.read(frame, Limits.DEFAULT)).pairs();
        PacketEdit edit = PacketEdit.of(frame)
                .replace(pair(pairs, 14), "good bye")
                .remove(pair(pairs, 97))
                .insertAfter(pair(pairs, 14000), 15, "1");
        ByteBuf out = edit.build(Limits.DEFAULT).orElseThrow();
        assertThat(ByteBufUtil.hexDump(out))
                .isEqualTo(ByteBufUtil.hexDump(
                        frame("4|bob|\u000114|good bye|x|1|14000|end|15|1|").view()));
    }

    private static Pair pair(Pairs pairs, int key) {
        return Objects.requireNonNull(pairs.first(key));
    }

    @Test
    void editsNothingIntoMoreThanFits() {
        Frame frame = frame("14|hi|");
        Pairs pairs = ((Pairs.Parsed.Whole) Pairs.read(frame, Limits.DEFAULT)).pairs();
        PacketEdit edit = PacketEdit.of(frame).replace(pair(pairs, 14), "x".repeat(65_536));
        assertThat(edit.build(new Limits(1 << 20, 16, 16, 128))).isEmpty();
    }

    @Test
    void writesNoSeparatorIntoAValue() {
        PacketBuilder builder = PacketBuilder.toClient(Service.MESSAGE, 1, 0);
        assertThatThrownBy(() -> builder.pair(14, new byte[] {(byte) 0xC0, (byte) 0x80}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(YmsgText.windows1252("À€")).isEmpty();
        assertThat(YmsgText.hasSeparator("À€".getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @Test
    void buildsNothingTooLong() {
        PacketBuilder builder = PacketBuilder.toClient(Service.MESSAGE, 1, 0).pair(14, "x".repeat(65_536));
        assertThat(builder.fits()).isFalse();
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void takesOnlySureMarkupForMarkup() {
        List<String> kept = List.of(
                "<3",
                "a < b > c",
                "<secret>",
                "<font words>",
                "<b words>",
                "\u001B[words m",
                "<fade word>",
                "<",
                "\u001B");
        for (String text : kept) {
            assertThat(Formatting.plain(text)).isEqualTo(text);
        }
        assertThat(Formatting.plain(
                        "<RED>a</red><fade #ff0000,#00ff00>b</fade><alt #ff0000,#00ff00>c</alt><snd=door>d<#ff0000>e"))
                .isEqualTo("abcde");
        assertThat(Formatting.plain("\u001B[1mbold\u001B[x1m \u001B[38mc\u001B[#00ff00md\u001B[lx\u001B[xlm"))
                .isEqualTo("bold cd\u001B[lx");
    }

    @Test
    void cutsNoCharacterInHalf() {
        Limits limits = new Limits(1_024, 16, 16, 128);
        assertThat(YmsgText.text("x".repeat(127) + "\uD83D\uDE00", limits).source())
                .isEqualTo("x".repeat(127));
    }

    @Test
    void cutsPacketsHoweverTheyCome() {
        byte[] packets = ByteBufUtil.getBytes(
                Unpooled.wrappedBuffer(frame("4|bob|14|hi|").view(), frame("").view()));
        YmsgCodec codec = new YmsgCodec(Limits.DEFAULT);
        int whole = packets.length - YmsgView.HEADER;
        for (int length = 1; length < whole; length++) {
            assertThat(codec.decode(Unpooled.wrappedBuffer(packets, 0, length))).isEqualTo(Outcome.NeedMore.INSTANCE);
        }
        ByteBuf in = Unpooled.wrappedBuffer(packets);
        assertThat(((Outcome.Decoded) codec.decode(in)).frame().length()).isEqualTo(whole);
        in.skipBytes(whole);
        assertThat(((Outcome.Decoded) codec.decode(in)).frame().length()).isEqualTo(YmsgView.HEADER);
    }

    @Test
    void takesAnyVersionAndService() {
        byte[] odd = HexFormat.of().parseHex("594d5347ffffffff0000ffffffffffffffffffff");
        assertThat(new YmsgCodec(Limits.DEFAULT).decode(Unpooled.wrappedBuffer(odd)))
                .isInstanceOf(Outcome.Decoded.class);
    }

    @Test
    void losesTheBoundaryForGood() {
        YmsgCodec codec = new YmsgCodec(Limits.DEFAULT);
        ByteBuf good = frame("4|bob|").view();
        assertThat(codec.decode(good)).isInstanceOf(Outcome.Decoded.class);
        Outcome lost = codec.decode(Unpooled.copiedBuffer("YMxx", StandardCharsets.US_ASCII));
        assertThat(lost).isEqualTo(new Outcome.Malformed("no YMSG packet begins here", good.readableBytes() + 2));
        assertThat(codec.decode(good)).isSameAs(lost);
        assertThat(codec.decodeLast(good)).isSameAs(lost);
    }

    @Test
    void holdsNoMoreThanItMay() {
        byte[] header = HexFormat.of().parseHex("594d5347000c00000400");
        assertThat(new YmsgCodec(new Limits(512, 16, 16, 128)).decode(Unpooled.wrappedBuffer(header)))
                .isEqualTo(new Outcome.Malformed("YMSG packet of 1044 bytes", 8));
    }

    @Test
    void endsOnABoundaryOnly() {
        YmsgCodec codec = new YmsgCodec(Limits.DEFAULT);
        assertThat(codec.decodeLast(Unpooled.copiedBuffer("YMSG", StandardCharsets.US_ASCII)))
                .isEqualTo(new Outcome.Malformed("stream ends within a YMSG packet", 4));
    }

    private static Pairs whole(String body) {
        return ((Pairs.Parsed.Whole) Pairs.read(frame(body), Limits.DEFAULT)).pairs();
    }

    private static String broken(String body) {
        return ((Pairs.Parsed.Broken) Pairs.read(frame(body), Limits.DEFAULT)).why();
    }

    private static Frame frame(String body) {
        ByteBuf out = Unpooled.buffer().writeBytes(HexFormat.of().parseHex(HEADER.replace(" ", "")));
        byte[] latin = body.getBytes(StandardCharsets.ISO_8859_1);
        for (byte b : Arrays.copyOf(latin, latin.length)) {
            if (b == '|') {
                out.writeShort(0xC080);
            } else {
                out.writeByte(b);
            }
        }
        out.setShort(8, out.writerIndex() - YmsgView.HEADER);
        return new Frame().point(out, 0, out.writerIndex());
    }
}
