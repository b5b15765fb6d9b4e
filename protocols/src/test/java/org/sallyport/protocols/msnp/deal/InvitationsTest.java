package org.sallyport.protocols.msnp.deal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;

/** Invitations in the form hypothetic.org describes, under every verdict. */
class InvitationsTest {

    private static final String FILE = "Application-GUID: {5D3E02AB-6190-11d3-BBBB-00C04F795683}";
    private static final Verdict DENY = new Verdict.Deny(null);

    private final Table table = new Table();

    private String invite(Side from, String cookie) {
        return table.invitation(
                from,
                "Application-Name: File Transfer",
                FILE,
                "Invitation-Command: INVITE",
                "Invitation-Cookie: " + cookie,
                "Application-File: bücher.txt",
                "Application-FileSize: 1234",
                "Connectivity: N");
    }

    private String accept(Side from, String cookie) {
        return table.invitation(
                from,
                "Invitation-Command: ACCEPT",
                "Invitation-Cookie: " + cookie,
                "IP-Address: 192.0.2.7",
                "Port: 6891",
                "AuthCookie: 93301",
                "Launch-Application: FALSE",
                "Request-Data: IP-Address:");
    }

    private String cancel(Side from, String cookie, String code) {
        return table.invitation(
                from, "Invitation-Command: CANCEL", "Invitation-Cookie: " + cookie, "Cancel-Code: " + code);
    }

    @Test
    void aFileIsOfferedAndAccepted() {
        assertThat(invite(Side.CLIENT, "33267")).isEqualTo("on");
        assertThat(table.event())
                .isEqualTo("file propose | outbound msn:t1h@hotmail.com to [msn:t2h@hotmail.com]"
                        + " [fileinfo[name=bücher.txt, size=1234, count=1]]");
        assertThat(accept(Side.SERVER, "33267")).isEqualTo("on");
        assertThat(table.event()).isEqualTo("file accept | inbound msn:t2h@hotmail.com to [msn:t1h@hotmail.com]");
        assertThat(handoff("93301"))
                .isEqualTo(new Handoff(Table.MSN, Table.HERE, Announcements.SENDS, null, Table.THERE, "33267"));
        assertThat(accept(Side.SERVER, "33267")).isEqualTo("on");
        assertThat(cancel(Side.CLIENT, "33267", "OUTBANDCANCEL")).isEqualTo("on");
        assertThat(table.event()).startsWith("file cancel | outbound");
        assertThat(table.events).isEmpty();
        assertThat(table.heard).isEmpty();
    }

    @Test
    void anInvitationIsAskedAboutOnce() {
        invite(Side.SERVER, "1");
        invite(Side.SERVER, "1");
        assertThat(table.events).hasSize(1);
        assertThat(table.invitation(
                        Side.SERVER,
                        FILE,
                        "Invitation-Command: INVITE",
                        "Invitation-Cookie: 1",
                        "Application-File: other.exe"))
                .isEqualTo("on");
        assertThat(table.events).hasSize(2);
    }

    @Test
    void aRefusedOfferSeemsDeclinedAndStaysRefused() {
        table.rule(DENY);
        assertThat(invite(Side.CLIENT, "33267")).isEqualTo("dropped");
        assertThat(table.said())
                .isEqualTo(new Table.Heard(
                        Side.CLIENT,
                        "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinvite; charset=UTF-8\r\n\r\n"
                                + "Invitation-Command: CANCEL\r\nInvitation-Cookie: 33267\r\nCancel-Code: REJECT\r\n"));
        table.rule(Verdict.Allow.INSTANCE);
        assertThat(invite(Side.CLIENT, "33267")).isEqualTo("dropped");
        assertThat(table.said().side()).isEqualTo(Side.CLIENT);
        assertThat(accept(Side.SERVER, "33267")).isEqualTo("dropped");
        assertThat(cancel(Side.CLIENT, "33267", "TIMEOUT")).isEqualTo("dropped");
        assertThat(table.heard).isEmpty();
        assertThat(table.events).hasSize(1);
        assertThat(table.handoffs.size()).isZero();
    }

    @Test
    void aRefusedOfferFromOutsideIsDeclinedInTheClientsName() {
        table.rule(DENY);
        assertThat(invite(Side.SERVER, "7")).isEqualTo("dropped");
        assertThat(table.said().side()).isEqualTo(Side.SERVER);
        table.rule(Verdict.Drop.INSTANCE);
        assertThat(invite(Side.SERVER, "8")).isEqualTo("dropped");
        assertThat(table.heard).isEmpty();
    }

    @Test
    void aRefusedAcceptanceEndsForBoth() {
        invite(Side.SERVER, "7");
        table.rule(DENY);
        assertThat(accept(Side.CLIENT, "7")).isEqualTo("dropped");
        assertThat(table.said().latin1()).endsWith("Cancel-Code: OUTBANDCANCEL\r\n");
        Table.Heard there = table.said();
        assertThat(there.side()).isEqualTo(Side.SERVER);
        assertThat(there.latin1()).endsWith("Cancel-Code: REJECT\r\n");
        assertThat(table.handoffs.size()).isZero();
    }

    @Test
    void declinesAreTold() {
        invite(Side.SERVER, "7");
        table.event();
        assertThat(cancel(Side.CLIENT, "7", "REJECT_NOT_INSTALLED")).isEqualTo("on");
        assertThat(table.event()).startsWith("file decline | outbound");
        assertThat(cancel(Side.CLIENT, "unknown", "REJECT")).isEqualTo("on");
        assertThat(table.events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "{5d3e02ab-6190-11D3-BBBB-00c04f795683}, file-transfer",
        "{02D3C01F-BF30-4825-A83A-DE7AF41648AA}, voice",
        "{44BBA842-CC51-11CF-AAFA-00AA00B6015C}, application-sharing",
        "{F1B1920C-6A3C-4ce7-B18C-AFAB305FD03D}, application-sharing",
        "{56b994a7-380f-410b-9985-c809d78c1bdc}, remote-assistance",
        "{703EA1A8-D73E-43e3-852C-EE85B5D872C2}, remote-assistance",
        "{1DF57D09-637A-4ca5-91B9-2C3EDAAF62FE}, whiteboard",
        "{2A23868E-B45F-401d-B8B0-1E16B774A5B7}, video",
        "{8DAE4336-2B71-11D4-9A6C-006067325E47}, game",
        "{41FD0FA-2942-4DC4-B4C5-73D2C55F4C94}, game",
        "{00000000-0000-0000-0000-000000000000}, add-in",
        "'', add-in",
    })
    void everyKindIsToldAllowedAndDenied(String guid, String feature) {
        for (Verdict verdict : new Verdict[] {Verdict.Allow.INSTANCE, DENY}) {
            Table fresh = new Table();
            fresh.rules(event -> event.feature().id().equals(feature) ? verdict : Verdict.Drop.INSTANCE);
            String outcome = fresh.invitation(
                    Side.CLIENT,
                    "Application-Name: Something",
                    "application-guid: " + guid,
                    "Session-Protocol: SM1",
                    "Invitation-Command: INVITE",
                    "Invitation-Cookie: 1");
            assertThat(outcome).isEqualTo(verdict == DENY ? "dropped" : "on");
            assertThat(fresh.heard).hasSize(verdict == DENY ? 1 : 0);
            String event = fresh.event();
            assertThat(event)
                    .startsWith(feature.equals("file-transfer") ? "file propose" : "invite " + feature + " propose");
        }
    }

    @Test
    void aCallWithPictureIsBoth() {
        table.rules(event -> event.feature().id().equals("video") ? DENY : Verdict.Allow.INSTANCE);
        assertThat(table.invitation(
                        Side.CLIENT,
                        "Application-GUID: {02D3C01F-BF30-4825-A83A-DE7AF41648AA}",
                        "Invitation-Command: INVITE",
                        "Invitation-Cookie: 1",
                        "Context-Data: Requested:SIP_A,SIP_V,;Capabilities:SIP_A,SIP_V,;"))
                .isEqualTo("dropped");
        assertThat(table.event()).startsWith("invite voice propose");
        assertThat(table.event()).startsWith("invite video propose");
    }

    @Test
    void aFileByAnyOtherNameIsAFile() {
        table.invitation(Side.CLIENT, "Invitation-Command: INVITE", "Invitation-Cookie: 1", "Application-File: a.exe");
        assertThat(table.event()).contains("file propose").contains("name=a.exe, size=-1");
        assertThat(accept(Side.CLIENT, "from before our time")).isEqualTo("on");
        assertThat(table.event()).startsWith("file accept");
        assertThat(handoff("93301").purpose()).isEqualTo(Announcements.RECEIVES);
    }

    @Test
    void whatIsNoInvitationIsBroken() {
        assertThat(table.invitation(Side.CLIENT, "Invitation-Command: INVITE")).isEqualTo("broken");
        assertThat(table.invitation(Side.CLIENT, "Invitation-Cookie: 1")).isEqualTo("broken");
        assertThat(table.invitation(
                        Side.CLIENT, "Invitation-Command: INVITE", "Invitation-Cookie: 1", "invitation-cookie: 2"))
                .isEqualTo("broken");
        assertThat(table.invitation(Side.CLIENT, "Invitation-Command: ACCEPT\nInvitation-Cookie: 1"))
                .isEqualTo("broken");
        assertThat(invite(Side.CLIENT, "9".repeat(200))).isEqualTo("broken");
    }

    @Test
    void cookiesAreBounded() {
        Table small = new Table(new Limits(4_096, 16, 16, 128));
        small.rule(DENY);
        for (int i = 0; i < 1_000; i++) {
            small.invitation(Side.CLIENT, "Invitation-Command: INVITE", "Invitation-Cookie: " + i);
        }
        small.events.clear();
        small.rule(Verdict.Allow.INSTANCE);
        // The eldest are forgotten, and asked about again; the last are not.
        assertThat(small.invitation(Side.SERVER, "Invitation-Command: ACCEPT", "Invitation-Cookie: 999"))
                .isEqualTo("dropped");
        assertThat(small.invitation(Side.SERVER, "Invitation-Command: ACCEPT", "Invitation-Cookie: 900"))
                .isEqualTo("on");
        assertThat(small.events).hasSize(1);
    }

    @Test
    void neverThrows() {
        Random random = new Random(1);
        String text = "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinvite\r\n\r\n"
                + FILE + "\r\nInvitation-Command: INVITE\r\nInvitation-Cookie: 1\r\n"
                + "Application-File: x\r\nApplication-FileSize: 99\r\n\r\n";
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = payload.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            assertThat(table.send(random.nextBoolean() ? Side.CLIENT : Side.SERVER, damaged))
                    .isNotNull();
        }
    }

    private Handoff handoff(String authCookie) {
        byte[] key = authCookie.getBytes(StandardCharsets.US_ASCII);
        return Objects.requireNonNull(table.handoffs.recall(Announcements.FILE, key));
    }
}
