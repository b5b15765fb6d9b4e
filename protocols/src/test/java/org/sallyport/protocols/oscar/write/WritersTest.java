package org.sallyport.protocols.oscar.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.ImEvent.FileOffer;
import org.sallyport.protocols.event.ImEvent.Message;
import org.sallyport.protocols.event.ImEvent.Receipt;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.oscar.read.Reads;
import org.sallyport.protocols.oscar.wire.Capability;
import org.sallyport.protocols.oscar.wire.GoldenSnacs;
import org.sallyport.protocols.oscar.wire.GoldenSnacs.Golden;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;
import org.sallyport.protocols.oscar.wire.WireText;

/** What the gateway writes, against recorded bytes where there are any, and read back. */
final class WritersTest {

    private static final long COOKIE = 0x3338353531353400L;

    private static String hex(ByteBuf buffer) {
        String hex = ByteBufUtil.hexDump(buffer);
        buffer.release();
        return hex;
    }

    private static String hex(String text) {
        return ByteBufUtil.hexDump(WireText.bytes(text));
    }

    /** The user info of a recorded 04/07. */
    private static UserInfo introduced(Golden golden) {
        WireReader body = golden.header().body(golden.buffer());
        body.u64();
        body.u16();
        return UserInfo.read(body, Limits.DEFAULT);
    }

    @Test
    void answersAreTheRecordedOnes() {
        Golden ack = GoldenSnacs.at("oscar", 650, "0004000c");
        assertThat(hex(Replies.hostAck(0x28, COOKIE, 1, "bobby"))).isEqualTo(ack.hex());
        Golden sent = GoldenSnacs.at("oscar", 638, "00040006");
        assertThat(hex(Replies.hostAck(sent.header(), sent.buffer()).orElseThrow()))
                .isEqualTo(ack.hex());
        assertThat(hex(Replies.error(4, 0, 1)))
                .isEqualTo(GoldenSnacs.at("oscar", 383, "00040001").hex());
        assertThat(hex(Replies.error(1, 0x13, 1))).isEqualTo(hex("0001 0001 0000 00000013 0001"));
        assertThat(hex(Replies.feedbagStatus(0x0D, Replies.EDIT_OK, 1))).isEqualTo(hex("0013 000E 0000 0000000D 0000"));
        assertThat(hex(Replies.feedbagStatus(0x0D, Replies.EDIT_BAD, 2)))
                .isEqualTo(hex("0013 000E 0000 0000000D 000A 000A"));
    }

    @Test
    void refusedSignOns() {
        assertThat(hex(Replies.signOnRefused(0, "bobby", Replies.SIGN_ON_BLOCKED, "http://x.test/")))
                .isEqualTo(hex("0017 0003 0000 00000000 0001['bobby'] 0008[0011] 0004['http://x.test/']"));
        assertThat(hex(Replies.signOnRefusedTlvs("1234", 0x18, null))).isEqualTo(hex("0001['1234'] 0008[0018]"));
    }

    @Test
    void aMessageInSomebodysNameIsTheRecordedOneButForTheFeatures() {
        Golden golden = GoldenSnacs.at("oscar", 649, "00040007");
        Speaker alice = Speaker.introduced(introduced(golden), true);
        String html = "<HTML><BODY>hello B from A <b>bold</b></BODY></HTML>";
        // The recorded client lists four features where the gateway lists one.
        String expected = golden.hex().replace("0002004405010004" + "01010102", "0002004105010001" + "01");
        assertThat(hex(Messages.incoming(0x8000_0000L, COOKIE, alice, html))).isEqualTo(expected);
    }

    @Test
    void aNoticeIsReadBack() {
        ByteBuf notice =
                Messages.incoming(0xF000_0000L, 1, Speaker.named("Gate"), Markup.html("No <files>,\n\u20AC & co"));
        Message message = Reads.one(Reads.read(Side.SERVER, notice, Reads.as("alice")), Message.class);
        assertThat(message.from()).isEqualTo(OscarNames.screenName("gate"));
        assertThat(message.text().plain()).isEqualTo("No <files>,\n\u20AC & co");
        assertThat(message.id()).isEqualTo("0000000000000001");
        notice.release();
        assertThat(hex(Messages.incoming(0xF000_0000L, 1, Speaker.named("1234"), "x")))
                .isEqualTo(hex("0004 0007 0000 F0000000 0000000000000001 0001 ('1234') 0000 0002 0001[0050]"
                        + "0006[00000000] 0002[0501[01] 0101[0000 0000 'x']]"));
    }

    @Test
    void aTextOfAnyLengthFitsAFrame() {
        ByteBuf huge = Messages.incoming(1, 1, Speaker.named("Gate"), "\u20AC".repeat(200_000));
        assertThat(huge.readableBytes()).isLessThan(0xFFF9);
        huge.release();
        ByteBuf room = Messages.inRoom(1, 1, Speaker.named("n".repeat(1_000)), "x".repeat(200_000));
        assertThat(room.readableBytes()).isLessThan(0xFFF9);
        room.release();
    }

    @Test
    void aLineInARoomIsReadBack() {
        ByteBuf line = Messages.inRoom(0xF000_0000L, 7, Speaker.named("Gate"), Markup.html("quiet \u20AC"));
        Message message = Reads.one(Reads.read(Side.SERVER, line, Reads.in("4-0-lunch", "alice")), Message.class);
        assertThat(message.feature()).isEqualTo(Feature.GROUP_CHAT);
        assertThat(message.room()).isEqualTo("4-0-lunch");
        assertThat(message.text().plain()).isEqualTo("quiet \u20AC");
        assertThat(message.marks()).isEmpty();
        line.release();
    }

    @Test
    void cancelsAreReadBack() {
        Golden accepted = GoldenSnacs.at("oscar", 709, "00040007");
        long cookie = 0x3631353631323100L;
        Speaker bobby = Speaker.introduced(introduced(accepted), false);
        // An accept differs from a cancel by its type and the reason behind it.
        String expected =
                accepted.hex().replace("0005001a00023631", "0005002000013631").concat("000b00020001");
        assertThat(hex(Messages.cancelFromPeer(
                        0x8000_0000L, cookie, Capability.SEND_FILE, bobby, Messages.CANCEL_BY_USER)))
                .isEqualTo(expected);

        ByteBuf toPeer = Messages.cancelToPeer(9, cookie, Capability.SEND_FILE, "bobby", 1);
        FileOffer cancelled = Reads.one(Reads.read(Side.CLIENT, toPeer, Reads.as("alice")), FileOffer.class);
        assertThat(cancelled.step()).isEqualTo(Step.CANCEL);
        assertThat(cancelled.to()).containsExactly(OscarNames.screenName("bobby"));
        toPeer.release();

        ByteBuf decline = Messages.decline(9, cookie, "bobby", 1);
        FileOffer declined = Reads.one(Reads.read(Side.SERVER, decline, Reads.as("alice")), FileOffer.class);
        assertThat(declined.step()).isEqualTo(Step.DECLINE);
        assertThat(declined.id()).isEqualTo("3631353631323100");
        decline.release();
    }

    @Test
    void theErrorIsReadBack() {
        ByteBuf error = Replies.error(4, 0x28, Replies.DENIED);
        Receipt receipt = Reads.one(Reads.read(Side.SERVER, error, Reads.as("alice")), Receipt.class);
        assertThat(receipt.detail()).isEqualTo("error 13");
        assertThat(receipt.id()).isEqualTo("00000028");
        error.release();
    }

    @Test
    void theSameAddressChangesNothing() {
        sameAddress(GoldenSnacs.at("oscar", 61, "00170003"), 25_191);
        sameAddress(GoldenSnacs.at("oscar", 267, "00010005"), 25_194);
    }

    private static void sameAddress(Golden golden, int port) {
        Address same = new Address("127.0.0.1", port);
        assertThat(hex(AddressRewrite.snac(golden.header(), golden.buffer(), same, true, Limits.DEFAULT)
                        .orElseThrow()))
                .isEqualTo(golden.hex());
    }

    @Test
    void anotherAddressIsPutInAndTlsTakenOut() {
        String before =
                "0001 0012 0000 80000001 0002 0001 0004 0005['real.test:5190'] 0006['cookie'] 008D['x'] 008E[01]";
        String after = "0001 0012 0000 80000001 0002 0001 0004 0005['gate.test:41'] 0006['cookie'] 008D[] 008E[00]";
        ByteBuf buffer = WireText.buffer(before);
        SnacHeader header = header(buffer);
        assertThat(hex(AddressRewrite.snac(header, buffer, new Address("gate.test", 41), true, Limits.DEFAULT)
                        .orElseThrow()))
                .isEqualTo(hex(after));
        assertThat(hex(AddressRewrite.snac(header, buffer, new Address("gate.test", 41), false, Limits.DEFAULT)
                        .orElseThrow()))
                .endsWith(hex("008D['x'] 008E[01]"));
        ByteBuf tlvs = WireText.buffer("FF 0001['bobby'] 0005['real.test:5190'] 0006['c']");
        assertThat(hex(AddressRewrite.tlvs(
                                tlvs, 1, tlvs.writerIndex(), new Address("gate.test", 41), true, Limits.DEFAULT)
                        .orElseThrow()))
                .isEqualTo(hex("0001['bobby'] 0005['gate.test:41'] 0006['c']"));
    }

    @Test
    void withoutAddressNothingIsRewritten() {
        for (String broken : new String[] {
            "0017 0003 0000 00000000 0001['bobby'] 0008[0011]",
            "0017 0003 0000 00000000 0005 FFFF 00",
            "0001 0012 0000 00000000 FFFF 0001"
        }) {
            ByteBuf buffer = WireText.buffer(broken);
            assertThat(AddressRewrite.snac(header(buffer), buffer, new Address("a", 1), true, Limits.DEFAULT))
                    .isEmpty();
        }
    }

    private static SnacHeader header(ByteBuf buffer) {
        SnacHeader header = SnacHeader.read(buffer, 0, buffer.writerIndex());
        if (header == null) {
            throw new AssertionError("no SNAC");
        }
        return header;
    }
}
