package org.sallyport.protocols.rvp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.Rig;

/** What breaks the rules is malformed, whoever sends it, and costs nothing. */
class HostileTest {

    private static final String MIME = "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n";

    private final Rig rig = Transcript.asking(Transcript.handoffs());

    private void notify(String body) {
        rig.send(Side.CLIENT, Http.message("NOTIFY alice as bob : xml " + body));
    }

    private void isMalformed() {
        assertThat(rig.malformed()).isNotNull();
        assertThat(rig.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><notification>&b;</notification>",
                "<!DOCTYPE x SYSTEM \"http://203.0.113.1/x.dtd\"><notification/>",
                "<!DOCTYPE x [<!ENTITY f SYSTEM"
                        + " \"file:///etc/passwd\">]><notification><message>&f;</message></notification>",
                "<notification>&undeclared;</notification>",
                "<notification>",
                "<notification/><notification/>",
                "<p:notification/>",
                "<?xml version=\"1.1\"?><notification/>",
                "<?xml version=\"1.0\" encoding=\"utf-7\"?><notification/>",
                "<?xml version='1.0' encoding='windows-1252'?><notification/>",
                "<notification><message/><propnotification/></notification>",
                "<notification/>",
                "<notification><message/><message/></notification>",
                "<notification><message><mime-data>A: b</mime-data></message></notification>",
                "<notification><message><msgbody><mime-data/><mime-data/></msgbody></message></notification>",
                "<n><x:mime-data/></n>",
            })
    void refusesDocuments(String body) {
        notify(body);
        isMalformed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain\r\nno colon\r\n\r\nhello",
                "Content-Type: text/plain\r\nhello: hidden in the head",
                "Content-Type: text/plain\r\nContent-Type: text/x-imleave\r\n\r\nhello",
                "Content-Type: text/plain\r\nSession-Id: 1\r\nSession-Id: 2\r\n\r\nhello",
                "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
                "Content-Type: text/plain\r\nContent-Transfer-Encoding: x-rot13\r\n\r\nuryyb",
                "Content-Type: text/x-msmsgsinvite\r\n\r\nno invitation",
                "Content-Type: text/x-msmsgsinvite\r\n\r\nInvitation-Command: INVITE\r\nInvitation-Command: CANCEL",
            })
    void refusesTexts(String mime) {
        notify(Http.notification("bob", "alice", mime));
        isMalformed();
    }

    @Test
    void refusesDepthAndNumber() {
        notify("<a>".repeat(40) + "</a>".repeat(40));
        isMalformed();
    }

    @Test
    void refusesMoreElementsThanAreRead() {
        Rig tight = new Rig(new RvpPlugin(), new Limits(8_192, 16, 16, 128), Transcript.handoffs());
        tight.send(Side.CLIENT, Http.message("PROPPATCH bob as bob : xml <a>" + "<b/>".repeat(20) + "</a>"));
        assertThat(tight.malformed()).isNotNull();
        Rig attributes = Transcript.asking(Transcript.handoffs());
        StringBuilder many = new StringBuilder("<a");
        for (int i = 0; i < 100; i++) {
            many.append(" a").append(i).append("='x'");
        }
        attributes.send(Side.CLIENT, Http.message("PROPPATCH bob as bob : xml " + many + "/>"));
        assertThat(attributes.malformed()).isNotNull();
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        byte[] sent = Http.message("NOTIFY alice as bob : text bob>alice \"hell\u00f6\"");
        for (int i = 0; i < sent.length; i++) {
            if (sent[i] == (byte) 0xC3) {
                sent[i] = (byte) 0xFF;
            }
        }
        rig.send(Side.CLIENT, sent);
        isMalformed();
    }

    @Test
    void readsUtf16ByItsMark() {
        byte[] body =
                ("\uFEFF" + Http.notification("bob", "alice", MIME + "\r\nhello")).getBytes(StandardCharsets.UTF_16LE);
        byte[] head = ("NOTIFY /instmsg/aliases/alice HTTP/1.1\r\nHost: im.example.com\r\nRVP-From-Principal: "
                        + Http.node("bob") + "\r\nContent-Type: text/xml\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        rig.send(Side.CLIENT, head);
        rig.send(Side.CLIENT, body);
        assertThat(rig.events().getFirst().text().plain()).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RVP-From-Principal: http://im.example.com/instmsg/aliases/ceo",
                "Content-Encoding: gzip",
                "Host: other.example.com",
                "Authorization: Digest username=a\" with \"Authorization: Digest username=b",
            })
    void refusesHeadsThatSayTwoThings(String field) {
        rig.send(Side.CLIENT, Http.message("NOTIFY alice as bob with \"" + field + "\" : text bob>alice \"hello\""));
        isMalformed();
    }

    @Test
    void holdsNoMoreRequestsThanTheLimit() {
        Rig tight = new Rig(new RvpPlugin(), new Limits(2_048, 16, 16, 128), Transcript.handoffs());
        for (int i = 0; i < 16; i++) {
            tight.send(Side.CLIENT, Http.message("POLL bob as bob"));
        }
        assertThat(tight.malformed()).isNull();
        tight.send(Side.CLIENT, Http.message("POLL bob as bob"));
        assertThat(tight.malformed()).isNotNull();
    }

    @Test
    void cutsLongTextsWithAMark() {
        Rig tight = new Rig(new RvpPlugin(), new Limits(8_192, 64, 16, 128), Transcript.handoffs());
        tight.send(Side.CLIENT, Http.message("NOTIFY alice as bob : text bob>alice \"" + "x".repeat(500) + "\""));
        assertThat(tight.events().getFirst().text().plain()).hasSize(128);
        assertThat(tight.events().getFirst().toString()).contains("CUT");
    }

    @Test
    void writesNothingIntoAHeadThatEndsALine() {
        rig.rules(event ->
                Rig.decided(new org.sallyport.protocols.decision.Verdict.Deny("a\r\nInjected: x\r\n\r\n]]><x/>")));
        String logon = "SUBSCRIBE bob as bob with \"Notification-Type: pragma/notify\" with \"Call-Back:"
                + " http://192.0.2.1:9001\"";
        rig.send(Side.CLIENT, Http.message(logon));
        String called = rig.calls().getFirst().latin1();
        assertThat(called.substring(0, called.indexOf("\r\n\r\n"))).doesNotContain("Injected");
        assertThat(called).doesNotContain("]]><x/>");
    }
}
