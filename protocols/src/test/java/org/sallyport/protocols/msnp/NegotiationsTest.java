package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.msnp.mime.Mime;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.mime.RecordedMessages;
import org.sallyport.protocols.msnp.p2p.P2p;
import org.sallyport.protocols.msnp.p2p.V1Header;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

/** What clients arrange, in the commands that carry it. Transfers are libpurple's recorded ones. */
class NegotiationsTest {

    private static final String INVITE = "[MIME-Version: 1.0|Content-Type: text/x-msmsgsinvite; charset=UTF-8||"
            + "Application-Name: File Transfer|Application-GUID: {5D3E02AB-6190-11d3-BBBB-00C04F795683}|"
            + "Invitation-Command: INVITE|Invitation-Cookie: 33267|Application-File: a b.txt|"
            + "Application-FileSize: 7||]";
    private static final String REJECT = "[MIME-Version: 1.0|Content-Type: text/x-msmsgsinvite; charset=UTF-8||"
            + "Invitation-Command: CANCEL|Invitation-Cookie: 33267|Cancel-Code: REJECT|]";
    private static final String ACCEPT = "[MIME-Version: 1.0|Content-Type: text/x-msmsgsinvite; charset=UTF-8||"
            + "Invitation-Command: ACCEPT|Invitation-Cookie: 33267|IP-Address: 192.0.2.7|Port: 6891|AuthCookie: 9|]";
    private static final String SLP = "[INVITE MSNMSGR:%1$s;{bbbb} MSNSLP/1.0|To: <msnmsgr:%1$s;{bbbb}>|"
            + "From: <msnmsgr:%2$s;{aaaa}>|Via: MSNSLP/1.0/TLP ;branch={1}|CSeq: 0 |Call-ID: {2}|Max-Forwards: 0|"
            + "Content-Type: application/x-msnmsgr-sessionreqbody|Content-Length: 66||"
            + "EUF-GUID: {4BD96FC0-AB17-4425-A14A-439185962DC8}|SessionID: 7||]";
    private static final String NO = "[MSNSLP/1.0 603 Decline|To: <msnmsgr:%2$s;{aaaa}>|"
            + "From: <msnmsgr:%1$s;{bbbb}>|Via: MSNSLP/1.0/TLP ;branch={1}|CSeq: 1|Call-ID: {2}|Max-Forwards: 0|"
            + "Content-Type: application/x-msnmsgr-sessionreqbody|Content-Length: 17||SessionID: 7||\0]";
    private static final String BOB = "bob@example.com";

    private final Rig rig = Stage.rig();

    @BeforeEach
    void twoAreTalking() {
        Stage.play(rig, """
                C> USR 1 t1h@hotmail.com c1
                * sign-on requested cookie null | outbound msn:t1h@hotmail.com
                S< USR 1 t1h@hotmail.com c1
                S> USR 1 OK t1h@hotmail.com T1h
                * sign-on accepted cookie null | inbound msn:t1h@hotmail.com
                C< USR 1 OK t1h@hotmail.com T1h
                S> JOI t2h@hotmail.com T2h 0
                C< JOI t2h@hotmail.com T2h 0
                """);
    }

    @Test
    void anInvitationGoesThrough() {
        Stage.play(Stage.withBob(), """
                C> MSG 3 N %1$s
                * file propose | outbound msn:alice@example.com to [msn:bob@example.com] [fileinfo[name=a b.txt, size=7, count=1]]
                S< MSG 3 N %1$s
                C> MSG 4 N %1$s
                S< MSG 4 N %1$s
                S> MSG bob@example.com Bob %2$s
                * file accept | inbound msn:bob@example.com to [msn:alice@example.com]
                C< MSG bob@example.com Bob %2$s
                S> MSG bob@example.com Bob %3$s
                * file cancel | inbound msn:bob@example.com to [msn:alice@example.com]
                C< MSG bob@example.com Bob %3$s
                """.formatted(INVITE, ACCEPT, REJECT));
    }

    @Test
    void aRefusedInvitationComesBackDeclined() {
        Stage.play(Stage.withBob(), """
                ! deny "No files."
                C> MSG 3 A %1$s
                * file propose | outbound msn:alice@example.com to [msn:bob@example.com] [fileinfo[name=a b.txt, size=7, count=1]]
                C< ACK 3
                C< MSG bob@example.com bob@example.com %2$s
                C< MSG bob@example.com Sallyport ~"Sallyport: No files."
                ! allow
                C> MSG 4 N %1$s
                C< MSG bob@example.com bob@example.com %2$s
                S> MSG bob@example.com Bob %3$s
                """.formatted(INVITE, REJECT, ACCEPT));
    }

    @Test
    void aRefusedInvitationFromOutsideIsDeclined() {
        Stage.play(Stage.withBob(), """
                ! deny
                S> MSG bob@example.com Bob %1$s
                * file propose | inbound msn:bob@example.com to [msn:alice@example.com] [fileinfo[name=a b.txt, size=7, count=1]]
                S< MSG 2000000000 U %2$s
                C> MSG 3 U %3$s
                """.formatted(INVITE, REJECT, ACCEPT));
    }

    /** Pieces of an invitation are read one by one. */
    @Test
    void anInvitationInPiecesComesToNothing() {
        Rig bob = Stage.withBob();
        bob.rules(event -> Rig.decided(new Verdict.Deny(null)));
        bob.send(
                Side.CLIENT,
                Transcript.bytes("MSG 3 U [Content-Type: text/x-msmsgsinvite|Message-ID: {1}|Chunks: 2||"
                        + "Invitation-Command: INVITE|Invitation-Cookie: 1|]"));
        bob.send(Side.CLIENT, Transcript.bytes("MSG 4 U [Message-ID: {1}|Chunk: 1||Application-File: a.exe|]"));
        assertThat(bob.events()).hasSize(1);
        assertThat(bob.malformed()).isNotNull();
    }

    @Test
    void aNoteIsReadLikeAPacket() {
        Stage.play(Stage.signedOn(18), """
                C> UUN 5 bob@example.com;{bbbb} 3 %1$s
                * invite video propose | outbound msn:alice@example.com to [msn:bob@example.com]
                S< UUN 5 bob@example.com;{bbbb} 3 %1$s
                S> UUN 5 OK
                C< UUN 5 OK
                ! deny
                C> UUN 6 bob@example.com;{bbbb} 3 %2$s
                * invite video propose | outbound msn:alice@example.com to [msn:bob@example.com]
                C< UUN 6 OK
                C< UBN bob@example.com;{bbbb} 3 %3$s
                S> UBN bob@example.com;{bbbb} 3 %4$s
                * invite video propose | inbound msn:bob@example.com to [msn:alice@example.com]
                S< UUN 2000000000 bob@example.com;{bbbb} 3 %5$s
                S> UUN 2000000000 OK
                """.formatted(
                        SLP.formatted(BOB, Stage.ALICE),
                        SLP.formatted(BOB, Stage.ALICE).replace("{2}", "{3}"),
                        NO.formatted(BOB, Stage.ALICE).replace("{2}", "{3}"),
                        SLP.formatted(Stage.ALICE, BOB).replace("{2}", "{4}"),
                        NO.formatted(Stage.ALICE, BOB).replace("{2}", "{4}")));
    }

    @Test
    void aRecordedTransferGoesThroughByteForByte() {
        List<String> steps = List.of(
                "C invite", "C invite-again", "S ok", "S ack", "S ok-again", "C data-empty", "C ack-ok", "C data");
        for (String step : steps) {
            Side from = step.startsWith("C") ? Side.CLIENT : Side.SERVER;
            byte[] sent = command(from, RecordedMessages.payload(step.substring(2)));
            rig.send(from, sent);
            assertThat(rig.received(from.other())).as(step).isEqualTo(sent);
            assertThat(rig.next(from)).as(step).isNull();
        }
        assertThat(rig.events().stream().map(Script::describe))
                .containsExactly(
                        "file propose | outbound msn:t1h@hotmail.com to [msn:t2h@hotmail.com]"
                                + " [fileinfo[name=sendme.txt, size=40, count=1]]",
                        "file accept | inbound msn:t2h@hotmail.com to [msn:t1h@hotmail.com]",
                        "file seen | outbound msn:t1h@hotmail.com to [msn:t2h@hotmail.com]"
                                + " [fileinfo[name=sendme.txt, size=40, count=1]]");
    }

    @Test
    void aFileThatIsRefusedForItsContentEndsForBoth() {
        rig.rules(event -> Rig.decided(
                event instanceof ImEvent.FileOffer offer && offer.step() == Step.SEEN
                        ? new Verdict.Deny(null)
                        : Verdict.Allow.INSTANCE));
        rig.send(Side.CLIENT, command(Side.CLIENT, RecordedMessages.payload("invite")));
        rig.send(Side.SERVER, command(Side.SERVER, RecordedMessages.payload("ok")));
        rig.all(Side.CLIENT);
        rig.all(Side.SERVER);
        rig.send(Side.CLIENT, command(Side.CLIENT, RecordedMessages.payload("data")));
        assertThat(line(rig.received(Side.CLIENT))).isEqualTo("ACK 6");
        byte[] toSender = rig.received(Side.CLIENT);
        assertThat(line(toSender)).startsWith("MSG t2h@hotmail.com t2h@hotmail.com ");
        assertThat(new String(toSender, StandardCharsets.UTF_8))
                .contains("BYE MSNMSGR:t1h@hotmail.com", "From: <msnmsgr:t2h@hotmail.com>");
        byte[] toReceiver = rig.received(Side.SERVER);
        assertThat(line(toReceiver)).startsWith("MSG 2000000000 D ");
        assertThat(new String(toReceiver, StandardCharsets.UTF_8))
                .contains("BYE MSNMSGR:t2h@hotmail.com", "From: <msnmsgr:t1h@hotmail.com>")
                .doesNotContain("hello file");
        assertThat(rig.next(Side.SERVER)).isNull();
    }

    @Test
    void aRefusedTransferEndsAtTheClient() {
        rig.rules(event -> Rig.decided(new Verdict.Deny(null)));
        rig.send(Side.CLIENT, command(Side.CLIENT, RecordedMessages.payload("invite")));
        assertThat(line(rig.received(Side.CLIENT))).isEqualTo("ACK 6");
        assertThat(packet(rig.received(Side.CLIENT)).acknowledged()).isEqualTo(0x12200858L);
        byte[] no = rig.received(Side.CLIENT);
        assertThat(line(no)).startsWith("MSG t2h@hotmail.com t2h@hotmail.com ");
        assertThat(new String(no, StandardCharsets.UTF_8)).contains("603 Decline");
        // The client acknowledges that; nobody ever sent it.
        ByteBuf ack = V1Header.acknowledgement(packet(no), 9);
        rig.send(Side.CLIENT, command(Side.CLIENT, payload(ack)));
        assertThat(line(rig.received(Side.CLIENT))).isEqualTo("ACK 6");
        for (String late : List.of("invite-again", "data-empty", "data", "data-end")) {
            rig.send(Side.CLIENT, command(Side.CLIENT, RecordedMessages.payload(late)));
        }
        assertThat(rig.all(Side.SERVER)).isEmpty();
        assertThat(rig.events()).hasSize(1);
    }

    @Test
    void aRefusedTransferFromOutsideIsDeclined() {
        rig.rules(event -> Rig.decided(new Verdict.Deny(null)));
        rig.send(Side.SERVER, command(Side.SERVER, RecordedMessages.payload("invite")));
        assertThat(line(rig.received(Side.SERVER))).startsWith("MSG 2000000000 D ");
        assertThat(line(rig.received(Side.SERVER))).startsWith("MSG 2000000001 D ");
        Stage.play(rigWithoutEvents(), "S> ACK 2000000000\nS> NAK 2000000001\nS> ACK 2000000002\nC< ACK 2000000002");
        assertThat(rig.all(Side.CLIENT)).isEmpty();
    }

    @Test
    void aTransferStaysOnTheSwitchboard() {
        rig.rules(event -> Rig.decided(
                event.feature() == Feature.DIRECT_CONNECTION ? new Verdict.Deny(null) : Verdict.Allow.INSTANCE));
        rig.send(Side.CLIENT, command(Side.CLIENT, RecordedMessages.payload("invite")));
        rig.send(Side.SERVER, command(Side.SERVER, RecordedMessages.payload("ok")));
        rig.all(Side.SERVER);
        rig.all(Side.CLIENT);
        String ask = String.join(
                "\r\n",
                "INVITE MSNMSGR:t2h@hotmail.com MSNSLP/1.0",
                "To: <msnmsgr:t2h@hotmail.com>",
                "From: <msnmsgr:t1h@hotmail.com>",
                "Via: MSNSLP/1.0/TLP ;branch={5}",
                "CSeq: 0 ",
                "Call-ID: {A54D2E1E-3C40-3C8D-90B8-35445084824B}",
                "Max-Forwards: 0",
                "Content-Type: application/x-msnmsgr-transreqbody",
                "",
                "Bridges: TCPv1",
                "NetID: 0",
                "",
                "\0");
        ByteBuf packet = V1Header.slp(ask.getBytes(StandardCharsets.UTF_8), 77, 78);
        rig.send(Side.CLIENT, command(Side.CLIENT, payload(packet)));
        assertThat(rig.all(Side.SERVER)).isEmpty();
        List<byte[]> received = rig.all(Side.CLIENT);
        assertThat(new String(received.getLast(), StandardCharsets.UTF_8)).contains("200 OK", "Listening: false");
        rig.send(Side.CLIENT, command(Side.CLIENT, RecordedMessages.payload("data")));
        assertThat(rig.all(Side.SERVER)).hasSize(1);
    }

    @Test
    void aDatagramIsReadLikeAPacket() {
        Rig alice = Stage.signedOn(21);
        byte[] sent = datagram("Data", version2(1, 1, 0, INVITATION));
        alice.send(Side.CLIENT, sent);
        assertThat(Script.describe(alice.events().remove())).startsWith("invite video propose | outbound");
        assertThat(alice.received(Side.SERVER)).isEqualTo(sent);
        // Several packets of data in one.
        byte[] data = datagram("Data", Unpooled.wrappedBuffer(version2(900, 4, 7, "abc"), version2(911, 4, 7, "def")));
        alice.send(Side.CLIENT, data);
        assertThat(alice.received(Side.SERVER)).isEqualTo(data);
        assertThat(alice.events()).isEmpty();
    }

    @Test
    void aRefusedDatagramIsAnsweredInDatagrams() {
        Rig alice = Stage.signedOn(21);
        alice.rules(event -> Rig.decided(new Verdict.Deny(null)));
        alice.send(Side.CLIENT, datagram("Data", version2(1, 1, 0, INVITATION)));
        assertThat(alice.all(Side.SERVER)).isEmpty();
        assertThat(new String(alice.received(Side.CLIENT), StandardCharsets.ISO_8859_1))
                .startsWith("SDG 0 ")
                .contains("To: 1:alice@example.com;epid={aaaa}\r\nFrom: 1:bob@example.com\r\n\r\n")
                .contains("Content-Length: 16\r\n");
        assertThat(new String(alice.received(Side.CLIENT), StandardCharsets.ISO_8859_1))
                .contains("603 Decline");
        alice.events().clear();
        alice.send(Side.CLIENT, datagram("Signal/P2P", Unpooled.copiedBuffer(INVITATION, StandardCharsets.UTF_8)));
        assertThat(new String(alice.received(Side.CLIENT), StandardCharsets.ISO_8859_1))
                .contains("603 Decline");
        alice.send(Side.CLIENT, datagram("Data", version2(2_000, 4, 7, "abc")));
        assertThat(alice.all(Side.SERVER)).isEmpty();
    }

    /** What was never decided on doesn't go on the second time either. */
    @Test
    void anInvitationPackedWithDataIsBrokenAndStaysSo() {
        Rig alice = Stage.signedOn(21);
        ByteBuf both = Unpooled.wrappedBuffer(version2(1, 1, 0, INVITATION), version2(911, 4, 7, "def"));
        alice.send(Side.CLIENT, datagram("Data", both));
        assertThat(alice.malformed()).isNotNull();
        alice.all(Side.SERVER);
        alice.send(Side.CLIENT, datagram("Data", version2(1, 1, 0, INVITATION)));
        assertThat(alice.all(Side.SERVER)).isEmpty();
    }

    private static final String INVITATION =
            SLP.substring(1, SLP.length() - 1).formatted(BOB, Stage.ALICE).replace("|", "\r\n");

    private static ByteBuf version2(int id, int type, int session, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Unpooled.buffer()
                .writeShort(0x0800)
                .writeShort(8 + bytes.length)
                .writeInt(id)
                .writeByte(8)
                .writeByte(type)
                .writeShort(0)
                .writeInt(session)
                .writeBytes(bytes);
    }

    private static byte[] datagram(String type, ByteBuf body) {
        String head = "Routing: 1.0\r\nTo: 1:bob@example.com\r\nFrom: 1:alice@example.com;epid={aaaa}\r\n\r\n"
                + "Reliability: 1.0\r\n\r\nMessaging: 2.0\r\nMessage-Type: " + type + "\r\nContent-Length: "
                + body.readableBytes() + "\r\n\r\n";
        ByteBuf all = Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII).writeBytes(body);
        String line = "SDG 5 " + all.readableBytes() + "\r\n";
        return ByteBufUtil.getBytes(
                Unpooled.wrappedBuffer(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII), all));
    }

    private Rig rigWithoutEvents() {
        rig.events().clear();
        return rig;
    }

    private static byte[] command(Side from, byte[] payload) {
        String line = from == Side.CLIENT ? "MSG 6 D " : "MSG t2h@hotmail.com T2h ";
        byte[] head = (line + payload.length + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, all, head.length, payload.length);
        return all;
    }

    private static byte[] payload(ByteBuf packet) {
        byte[] head = "Content-Type: application/x-msnmsgrp2p\r\nP2P-Dest: t2h@hotmail.com\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + packet.readableBytes() + P2p.FOOTER);
        packet.getBytes(0, all, head.length, packet.readableBytes());
        return all;
    }

    private static String line(byte[] command) {
        String text = new String(command, StandardCharsets.ISO_8859_1);
        return text.substring(0, text.indexOf("\r\n"));
    }

    private static P2p.V1 packet(byte[] command) {
        int head = line(command).length() + 2;
        MimeMessage mime = (MimeMessage) Mime.read(Unpooled.wrappedBuffer(command), head, command.length);
        return (P2p.V1) V1Header.read(mime.body(), 0, mime.bodyLength() - P2p.FOOTER);
    }
}
