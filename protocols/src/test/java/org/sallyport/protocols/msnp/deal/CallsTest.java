package org.sallyport.protocols.msnp.deal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.mime.RecordedMessages;
import org.sallyport.protocols.msnp.p2p.P2p;
import org.sallyport.protocols.msnp.p2p.RecordedPackets;
import org.sallyport.protocols.msnp.p2p.V1Header;
import org.sallyport.protocols.msnp.p2p.V2Header;

/** Calls by MSNSLP: libpurple's recorded offer, and others made after it, under every verdict. */
class CallsTest {

    private static final Verdict DENY = new Verdict.Deny(null);
    private static final String OFFER = "file propose | outbound msn:t1h@hotmail.com to [msn:t2h@hotmail.com]"
            + " [fileinfo[name=sendme.txt, size=40, count=1]]";

    private final Table table = new Table();
    private final Slp slp = new Slp();

    /** The recorded conversation, doubled messages and all: two events, the file seen, and every byte goes on. */
    @Test
    void aRecordedTransferIsOneOfferAndOneAcceptance() {
        for (String step : List.of(
                "C invite",
                "C invite-again",
                "S ok",
                "S ack",
                "S ok-again",
                "C data-empty",
                "C ack-ok",
                "C data",
                "C data-end")) {
            Side from = step.startsWith("C") ? Side.CLIENT : Side.SERVER;
            assertThat(table.send(from, RecordedMessages.payload(step.substring(2))))
                    .as(step)
                    .isEqualTo("on");
        }
        assertThat(table.events)
                .containsExactly(
                        OFFER,
                        "file accept | inbound msn:t2h@hotmail.com to [msn:t1h@hotmail.com]",
                        OFFER.replace("propose", "seen"));
        assertThat(table.heard).isEmpty();
    }

    @Test
    void anOlderRecordedTransferIsToo() {
        for (String step : List.of("C invite-p9", "S ok-p9", "S ack-p9", "C data-p9", "C ack-ok-p9", "S ack-data-p9")) {
            Side from = step.startsWith("C") ? Side.CLIENT : Side.SERVER;
            assertThat(table.send(from, RecordedMessages.payload(step.substring(2))))
                    .as(step)
                    .isEqualTo("on");
        }
        assertThat(table.events).hasSize(3).first().isEqualTo(OFFER);
    }

    /** The client gets the acknowledgement its peer sent in the capture, and "603" where the peer sent "200". */
    @Test
    void aRefusedOfferIsAcknowledgedAndDeclined() {
        table.rule(DENY);
        assertThat(table.send(Side.CLIENT, RecordedMessages.payload("invite"))).isEqualTo("dropped");
        MimeMessage ack = table.said().message();
        assertThat(ack.first("P2P-Dest")).isEqualTo(Slp.ME);
        ByteBuf expected = RecordedPackets.packet("ack").copy();
        ByteBuf packet = ack.body().slice(0, ack.bodyLength() - P2p.FOOTER);
        assertThat(packet.getIntLE(4)).isNotEqualTo(expected.getIntLE(4));
        assertThat(ByteBufUtil.hexDump(packet.copy().setIntLE(4, 0)))
                .isEqualTo(ByteBufUtil.hexDump(expected.setIntLE(4, 0)));

        MimeMessage no = table.said().message();
        String yes = RecordedPackets.message("ok").body().toString(48, 0x146, StandardCharsets.UTF_8);
        assertThat(no.body().toString(48, no.bodyLength() - 52, StandardCharsets.UTF_8))
                .isEqualTo(yes.replace("200 OK", "603 Decline"));
        assertThat(table.heard).isEmpty();

        // The client acknowledges our refusal, which nobody else ever saw, and hangs up.
        P2p.V1 declined = (P2p.V1) V1Header.read(no.body(), 0, no.bodyLength() - P2p.FOOTER);
        assertThat(table.send(Side.CLIENT, Slp.v1(0, V1Header.acknowledgement(declined, 77), Slp.YOU)))
                .isEqualTo("dropped");
        assertThat(table.send(Side.CLIENT, slp.text(Slp.bye(), Slp.YOU))).isEqualTo("dropped");
        assertThat(table.heard).hasSize(1);
    }

    @Test
    void aRefusedOfferStaysRefused() {
        table.rule(DENY);
        table.send(Side.CLIENT, RecordedMessages.payload("invite"));
        table.heard.clear();
        table.rule(Verdict.Allow.INSTANCE);
        // libpurple's repetition, which has its acknowledgement already.
        assertThat(table.send(Side.CLIENT, RecordedMessages.payload("invite-again")))
                .isEqualTo("dropped");
        // Under another number; then an acceptance out of the blue, and data from either side.
        assertThat(table.send(
                        Side.CLIENT,
                        slp.text(
                                RecordedPackets.packet("invite").toString(48, 0x4A6, StandardCharsets.UTF_8), Slp.YOU)))
                .isEqualTo("dropped");
        assertThat(table.send(Side.SERVER, RecordedMessages.payload("ok"))).isEqualTo("dropped");
        for (Side side : Side.values()) {
            assertThat(table.send(side, RecordedMessages.payload("data-empty"))).isEqualTo("dropped");
            assertThat(table.send(side, RecordedMessages.payload("data"))).isEqualTo("dropped");
        }
        assertThat(table.events).hasSize(1);
    }

    @Test
    void droppingTellsNobodyButKeepsTheLinkInOrder() {
        table.rule(Verdict.Drop.INSTANCE);
        assertThat(table.send(Side.SERVER, slp.text(Slp.turned(), Slp.ME))).isEqualTo("dropped");
        assertThat(table.said().side()).isEqualTo(Side.SERVER);
        assertThat(table.heard).isEmpty();
    }

    @Test
    void anOfferFromOutsideIsDeclinedInTheClientsName() {
        table.rule(DENY);
        assertThat(table.send(Side.SERVER, slp.text(Slp.turned(), Slp.ME))).isEqualTo("dropped");
        assertThat(table.event()).startsWith("file propose | inbound msn:t2h@hotmail.com to [msn:t1h@hotmail.com]");
        table.said();
        Table.Heard no = table.said();
        assertThat(no.side()).isEqualTo(Side.SERVER);
        assertThat(no.message().first("P2P-Dest")).isEqualTo(Slp.YOU);
        assertThat(no.latin1()).contains("603 Decline", "From: <msnmsgr:t1h@hotmail.com>");
    }

    @Test
    void aRefusedAcceptanceEndsForBoth() {
        table.send(Side.CLIENT, RecordedMessages.payload("invite"));
        table.rule(DENY);
        assertThat(table.send(Side.SERVER, RecordedMessages.payload("ok"))).isEqualTo("dropped");
        assertThat(table.said().side()).isEqualTo(Side.SERVER);
        Table.Heard bye = table.said();
        assertThat(bye.side()).isEqualTo(Side.SERVER);
        assertThat(bye.latin1()).contains("BYE MSNMSGR:t2h@hotmail.com MSNSLP/1.0");
        Table.Heard no = table.said();
        assertThat(no.side()).isEqualTo(Side.CLIENT);
        assertThat(no.message().first("P2P-Dest")).isEqualTo(Slp.ME);
        assertThat(no.latin1()).contains("603 Decline");
        assertThat(table.send(Side.CLIENT, RecordedMessages.payload("data"))).isEqualTo("dropped");
    }

    @Test
    void endsAreTold() {
        table.send(Side.CLIENT, RecordedMessages.payload("invite"));
        String ok = RecordedPackets.packet("ok").toString(48, 0x146, StandardCharsets.UTF_8);
        assertThat(table.send(Side.SERVER, slp.text(ok.replace("200 OK", "603 Decline"), Slp.ME)))
                .isEqualTo("on");
        table.event();
        assertThat(table.event()).startsWith("file decline | inbound");
        assertThat(table.send(Side.CLIENT, slp.text(Slp.bye(), Slp.YOU))).isEqualTo("on");
        assertThat(table.events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "5d3e02ab-6190-11d3-bbbb-00c04f795683, AAAA, file-transfer",
        "A4268EEC-FEC5-49E5-95C3-F126696BDBF6, 3, buddy-icon",
        "A4268EEC-FEC5-49E5-95C3-F126696BDBF6, 2, emoticon",
        "A4268EEC-FEC5-49E5-95C3-F126696BDBF6, 8, emoticon",
        "A4268EEC-FEC5-49E5-95C3-F126696BDBF6, 11, voice",
        "A4268EEC-FEC5-49E5-95C3-F126696BDBF6, 5, image",
        "A4268EEC-FEC5-49E5-95C3-F126696BDBF6, 99, image",
        "4BD96FC0-AB17-4425-A14A-439185962DC8, AAAA, video",
        "1C9AA97E-9C05-4583-A3BD-908A196F1E92, AAAA, video",
        "6A13AF9C-5308-4F35-923A-67E8DDA40C2F, AAAA, game",
        "41D3E74E-04A2-4B37-96F8-08ACDB610874, AAAA, file-sharing",
        "00000000-0000-0000-0000-000000000000, AAAA, add-in",
    })
    void everyKindIsToldAllowedAndDenied(String guid, String context, String feature) {
        for (Verdict verdict : new Verdict[] {Verdict.Allow.INSTANCE, DENY}) {
            Table fresh = new Table();
            fresh.rules(event -> event.feature().id().equals(feature) ? verdict : Verdict.Drop.INSTANCE);
            String object = context.equals("AAAA")
                    ? context
                    : Base64.getEncoder()
                            .encodeToString(("<msnobj Creator=\"x\" Type=\"" + context + "\"/>\0")
                                    .getBytes(StandardCharsets.UTF_8));
            String body = "EUF-GUID: {" + guid + "}\r\nSessionID: 9\r\nAppID: 1\r\nContext: " + object + "\r\n\r\n\0";
            String invite = Slp.request("INVITE", Slp.ME, Slp.YOU, "{1}", "application/x-msnmsgr-sessionreqbody", body);
            assertThat(fresh.send(Side.CLIENT, slp.text(invite, Slp.YOU)))
                    .isEqualTo(verdict == DENY ? "dropped" : "on");
            assertThat(fresh.heard).hasSize(verdict == DENY ? 2 : 0);
            assertThat(fresh.event())
                    .startsWith(feature.startsWith("file") ? "file propose" : "invite " + feature + " propose");
        }
    }

    @Test
    void aCallCantBecomeAnother() {
        String picture = Slp.request(
                "INVITE",
                Slp.ME,
                Slp.YOU,
                "{1}",
                "application/x-msnmsgr-sessionreqbody",
                "EUF-GUID: {A4268EEC-FEC5-49E5-95C3-F126696BDBF6}\r\nSessionID: 9\r\n\r\n\0");
        assertThat(table.send(Side.CLIENT, slp.text(picture, Slp.YOU))).isEqualTo("on");
        table.rule(DENY);
        String file = picture.replace("A4268EEC-FEC5-49E5-95C3-F126696BDBF6", "5D3E02AB-6190-11D3-BBBB-00C04F795683");
        assertThat(table.send(Side.CLIENT, slp.text(file, Slp.YOU))).isEqualTo("dropped");
        assertThat(table.events).hasSize(2);
    }

    @Test
    void whoSpeaksForAnotherIsForged() {
        String lie = Slp.request(
                "INVITE",
                "boss@example.com",
                Slp.YOU,
                "{1}",
                "application/x-msnmsgr-sessionreqbody",
                "EUF-GUID: {0}\r\n\r\n\0");
        table.send(Side.CLIENT, slp.text(lie, Slp.YOU));
        assertThat(table.event()).startsWith("forged invitation in another's name");
    }

    @Test
    void textWithoutPacketsIsReadToo() {
        String invite = Slp.turned();
        table.rule(DENY);
        assertThat(table.bare(Side.SERVER, invite)).isEqualTo("dropped");
        Table.Heard no = table.said();
        assertThat(no.side()).isEqualTo(Side.SERVER);
        assertThat(no.latin1()).startsWith("MSNSLP/1.0 603 Decline\r\n");
        assertThat(table.heard).isEmpty();
        assertThat(table.bare(Side.SERVER, "hello")).isEqualTo("broken");
    }

    /** Version 2 on both sides: a name with a machine's GUID. */
    @Test
    void version2IsAnsweredInVersion2() {
        String you = Slp.YOU + ";{22222222-2222-2222-2222-222222222222}";
        String me = Slp.ME + ";{11111111-1111-1111-1111-111111111111}";
        byte[] text = Slp.turned().replace(Slp.ME, me).getBytes(StandardCharsets.UTF_8);
        int half = text.length / 2;
        ByteBuf first = Unpooled.buffer()
                .writeBytes(new byte[] {8, 2})
                .writeShort(20 + half)
                .writeInt(100);
        first.writeBytes(new byte[] {20, 1, 0, 5, 0, 0, 0, 0, 1, 8})
                .writeLong(text.length - half)
                .writeShort(0);
        first.writeBytes(text, 0, half);
        ByteBuf second = Unpooled.buffer().writeBytes(new byte[] {8, 2}).writeShort(8 + text.length - half);
        second.writeInt(120 + half).writeBytes(new byte[] {8, 0, 0, 5, 0, 0, 0, 0});
        second.writeBytes(text, half, text.length - half);
        table.rule(DENY);
        assertThat(table.send(Side.SERVER, Slp.v2(first, me, you))).isEqualTo("on");
        assertThat(table.send(Side.SERVER, Slp.v2(second, me, you))).isEqualTo("dropped");
        assertThat(table.event()).startsWith("file propose | inbound");
        MimeMessage ack = table.said().message();
        assertThat(ack.first("P2P-Dest")).isEqualTo(you);
        assertThat(ack.first("P2P-Src")).isEqualTo(me);
        P2p packet = V2Header.read(ack.body(), 0, ack.bodyLength() - P2p.FOOTER);
        assertThat(packet.acknowledged()).isEqualTo(120 + half + 8 + text.length - half);
        MimeMessage no = table.said().message();
        P2p.V2 declined = (P2p.V2) V2Header.read(no.body(), 0, no.bodyLength() - P2p.FOOTER);
        assertThat(declined.kind()).isEqualTo(P2p.Kind.SLP);
        assertThat(no.bodyText()).contains("603 Decline");
    }

    /** Parts go on until the last, which alone makes a message of them. */
    @Test
    void aRefusedOfferInPartsLosesItsLast() {
        byte[] text = Slp.turned().getBytes(StandardCharsets.UTF_8);
        table.rule(DENY);
        assertThat(table.send(Side.SERVER, part(text, 0, 1_000))).isEqualTo("on");
        assertThat(table.send(Side.SERVER, part(text, 0, 1_000))).isEqualTo("on");
        assertThat(table.send(Side.SERVER, part(text, 1_000, text.length))).isEqualTo("dropped");
        assertThat(table.send(Side.SERVER, part(text, 1_000, text.length))).isEqualTo("dropped");
        assertThat(table.send(Side.SERVER, part(text, 500, 900))).isEqualTo("dropped");
        assertThat(table.events).hasSize(1);
    }

    private static byte[] part(byte[] text, int from, int to) {
        ByteBuf packet =
                Unpooled.buffer().writeIntLE(0).writeIntLE(5).writeLongLE(from).writeLongLE(text.length);
        packet.writeIntLE(to - from).writeIntLE(0).writeIntLE(9).writeIntLE(0).writeLongLE(0);
        return Slp.v1(0, packet.writeBytes(text, from, to - from), Slp.ME);
    }

    @Test
    void dataNobodySawArrangedIsAskedAboutOnce() {
        table.rule(DENY);
        assertThat(table.send(Side.CLIENT, RecordedMessages.payload("data"))).isEqualTo("dropped");
        assertThat(table.event()).isEqualTo("unclassified p2p/0 | outbound msn:t1h@hotmail.com");
        assertThat(table.send(Side.CLIENT, RecordedMessages.payload("data"))).isEqualTo("dropped");
        assertThat(table.events).isEmpty();
    }

    @Test
    void handwritingIsAskedAboutMessageByMessage() {
        table.rule(DENY);
        assertThat(table.send(Side.CLIENT, ink(1, 0))).isEqualTo("dropped");
        assertThat(table.send(Side.CLIENT, ink(1, 4))).isEqualTo("dropped");
        table.rule(Verdict.Allow.INSTANCE);
        assertThat(table.send(Side.CLIENT, ink(2, 0))).isEqualTo("on");
        assertThat(table.send(Side.CLIENT, ink(2, 4))).isEqualTo("on");
        assertThat(table.event()).startsWith("message whiteboard | outbound");
        assertThat(table.events).hasSize(1);
    }

    private static byte[] ink(int id, int offset) {
        ByteBuf packet = V1Header.slp(new byte[] {1, 2, 3, 4}, id, 1);
        return Slp.v1(0, packet.setIntLE(0, 64).setLongLE(8, offset).setLongLE(16, 8), Slp.YOU);
    }

    @Test
    void damageNeverThrows() {
        Random random = new Random(17);
        List<String> names = RecordedMessages.names().stream().toList();
        for (int i = 0; i < 40_000; i++) {
            byte[] damaged = RecordedMessages.payload(names.get(random.nextInt(names.size())));
            for (int j = random.nextInt(4); j >= 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
            }
            table.rule(random.nextBoolean() ? DENY : Verdict.Allow.INSTANCE);
            assertThat(table.send(random.nextBoolean() ? Side.CLIENT : Side.SERVER, damaged))
                    .isNotNull();
        }
    }

    /** Ten thousand calls and sessions: what is kept stays small, and none that is still known goes through. */
    @Test
    void tenThousandCallsAreBounded() {
        Table small = new Table(new Limits(4_096, 16, 64, 128));
        small.rule(DENY);
        for (int i = 1; i <= 10_000; i++) {
            String invite = Slp.request(
                    "INVITE",
                    Slp.ME,
                    Slp.YOU,
                    "{" + i + "}",
                    "application/x-msnmsgr-sessionreqbody",
                    "EUF-GUID: {5D3E02AB-6190-11D3-BBBB-00C04F795683}\r\nSessionID: " + i + "\r\n\r\n\0");
            assertThat(small.send(Side.CLIENT, slp.text(invite, Slp.YOU))).isEqualTo("dropped");
            small.heard.clear();
        }
        small.rule(Verdict.Allow.INSTANCE);
        small.events.clear();
        for (int i = 9_940; i <= 10_000; i++) {
            ByteBuf data = V1Header.slp(new byte[] {1}, i, 1).setIntLE(0, i);
            assertThat(small.send(Side.CLIENT, Slp.v1(2, data, Slp.YOU))).isEqualTo("dropped");
        }
        assertThat(small.events).isEmpty();
        assertThat(small.send(
                        Side.CLIENT,
                        Slp.v1(2, V1Header.slp(new byte[] {1}, 1, 1).setIntLE(0, 1), Slp.YOU)))
                .isEqualTo("on");
        assertThat(small.event()).startsWith("unclassified p2p/2");
    }
}
