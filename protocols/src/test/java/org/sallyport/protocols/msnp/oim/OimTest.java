package org.sallyport.protocols.msnp.oim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;

class OimTest {

    private static final String STORE = Envelopes.store("Alice@example.com", "bob@example.com", "f\u00fcr morgen", "");
    private static final String SAID =
            "message [offline] | outbound msn:alice@example.com to [msn:bob@example.com] \"f\u00fcr morgen\"";
    private static final String GOT = Envelopes.got("bob@example.com", "alice@example.com", "fine");
    private static final String HEARD =
            "message [offline] | inbound msn:bob@example.com to [msn:alice@example.com] \"fine\"";

    private final Rig rig = new Rig(new OimPlugin());

    private void send(Side from, String text) {
        rig.send(from, text.getBytes(StandardCharsets.UTF_8));
    }

    private String received(Side side) {
        return new String(rig.received(side), StandardCharsets.UTF_8);
    }

    private String event() {
        var event = rig.events().poll();
        return event == null ? "nothing" : Script.describe(event);
    }

    private void decide(Verdict verdict) {
        rig.rules(event -> Rig.decided(verdict));
    }

    @Test
    void passesWhatIsAllowed() {
        send(Side.CLIENT, STORE);
        assertThat(event()).isEqualTo(SAID);
        assertThat(received(Side.SERVER)).isEqualTo(STORE);
        send(Side.SERVER, Envelopes.stored());
        assertThat(received(Side.CLIENT)).isEqualTo(Envelopes.stored());
        assertThat(rig.account().normalized()).isEqualTo("alice@example.com");
    }

    @Test
    void decidesOnceOnWhatIsSentTwice() {
        send(Side.CLIENT, STORE);
        assertThat(event()).isEqualTo(SAID);
        send(Side.SERVER, Envelopes.challenge());
        String again = Envelopes.store("Alice@example.com", "bob@example.com", "f\u00fcr morgen", "lockkey");
        send(Side.CLIENT, again);
        assertThat(event()).isEqualTo("nothing");
        assertThat(rig.all(Side.SERVER)).hasSize(2);
        send(Side.CLIENT, again);
        assertThat(event()).as("once more without having been asked").isEqualTo(SAID);
    }

    @Test
    void doesNotTakeOtherWordsForTheSame() {
        send(Side.CLIENT, STORE);
        assertThat(event()).isEqualTo(SAID);
        send(Side.SERVER, Envelopes.challenge());
        send(Side.CLIENT, Envelopes.store("Alice@example.com", "bob@example.com", "other words", "lockkey"));
        assertThat(event()).contains("other words");
    }

    @Test
    void sendsTheSecondTimeWhatItSentTheFirst() {
        decide(new Verdict.Rewrite("***"));
        send(Side.CLIENT, STORE);
        send(Side.SERVER, Envelopes.challenge());
        send(Side.CLIENT, Envelopes.store("Alice@example.com", "bob@example.com", "f\u00fcr morgen", "lockkey"));
        assertThat(received(Side.SERVER)).contains(Envelopes.base64("***"));
        assertThat(received(Side.SERVER)).contains(Envelopes.base64("***")).contains("lockkey=\"lockkey\"");
    }

    @Test
    void refusesWithAFault() {
        decide(new Verdict.Deny("Not <now>."));
        send(Side.CLIENT, STORE);
        assertThat(rig.next(Side.SERVER)).isNull();
        String answer = received(Side.CLIENT);
        assertThat(answer)
                .startsWith("HTTP/1.1 500 ")
                .contains("q0:SystemUnavailable")
                .contains("<faultstring>Not &lt;now&gt;.</faultstring>");
        assertLength(answer);
    }

    @Test
    void dropsAsIfItHadBeenStored() {
        decide(Verdict.Drop.INSTANCE);
        send(Side.CLIENT, STORE);
        assertThat(rig.next(Side.SERVER)).isNull();
        assertThat(received(Side.CLIENT))
                .startsWith("HTTP/1.1 200 ")
                .contains("StoreResponse")
                .contains("SequenceAcknowledgment");
    }

    @Test
    void disconnects() {
        decide(new Verdict.Disconnect(null));
        send(Side.CLIENT, STORE);
        assertThat(received(Side.CLIENT)).contains("500").contains("Connection: close");
        assertThat(rig.closed()).isTrue();
        send(Side.CLIENT, STORE);
        assertThat(rig.next(Side.SERVER)).isNull();
    }

    @Test
    void putsOtherWordsInTheirPlace() {
        decide(new Verdict.Rewrite("]]> & \u00e9"));
        send(Side.CLIENT, STORE);
        String sent = received(Side.SERVER);
        assertLength(sent);
        Rig reader = new Rig(new OimPlugin());
        reader.send(Side.CLIENT, sent.getBytes(StandardCharsets.UTF_8));
        assertThat(reader.events().getFirst().text().plain()).isEqualTo("]]> & \u00e9");
        assertThat(new String(
                        Base64.getMimeDecoder()
                                .decode(sent.substring(
                                        sent.indexOf("Num: 1\r\n\r\n") + 10, sent.indexOf("]]></Content>"))),
                        StandardCharsets.UTF_8))
                .isEqualTo("]]> & \u00e9");
    }

    @Test
    void readsWhatWasKept() {
        send(Side.CLIENT, Envelopes.get());
        assertThat(received(Side.SERVER)).isEqualTo(Envelopes.get());
        send(Side.SERVER, GOT);
        assertThat(event()).isEqualTo(HEARD);
        assertThat(received(Side.CLIENT)).isEqualTo(GOT);
        assertThat(rig.account().normalized()).isEqualTo("alice@example.com");
    }

    @Test
    void refusesWhatWasKept() {
        send(Side.CLIENT, Envelopes.get());
        decide(new Verdict.Deny(null));
        send(Side.SERVER, GOT);
        assertThat(event()).isEqualTo(HEARD);
        assertThat(received(Side.CLIENT)).startsWith("HTTP/1.1 500 ").doesNotContain(Envelopes.base64("fine"));
    }

    @Test
    void putsOtherWordsInThePlaceOfWhatWasKept() {
        send(Side.CLIENT, Envelopes.get());
        decide(new Verdict.Rewrite("***"));
        send(Side.SERVER, GOT);
        String got = received(Side.CLIENT);
        assertThat(got).contains(Envelopes.base64("***")).contains("GetMessageResponse");
        assertLength(got);
    }

    @Test
    void answersInTheOrderOfRequests() {
        send(Side.CLIENT, Envelopes.get());
        decide(new Verdict.Deny(null));
        send(Side.CLIENT, STORE);
        assertThat(rig.next(Side.CLIENT)).as("before the first is answered").isNull();
        decide(Verdict.Allow.INSTANCE);
        send(Side.SERVER, GOT);
        assertThat(received(Side.CLIENT)).isEqualTo(GOT);
        assertThat(received(Side.CLIENT)).startsWith("HTTP/1.1 500 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<soap:Body><Content>no head</Content></soap:Body>",
                "<soap:Header><From memberName='a@b.c'/><To"
                        + " memberName='d@e.f'/></soap:Header><soap:Body><Content>x</Content></soap:Body>",
                "<soap:Header><From memberName='a@b.c'/><To memberName='d@e.f'/></soap:Header>"
                        + "<soap:Body><Content>A: b\r\n\r\none</Content><Content>A: b\r\n\r\ntwo</Content></soap:Body>",
                "<soap:Header><From memberName='a@b.c'/><To memberName='d@e.f'/></soap:Header>"
                        + "<soap:Body><Content>Content-Transfer-Encoding: base64\r\n\r\n!!!</Content></soap:Body>",
                "<soap:Header><From memberName='a@b.c'/><To memberName='d@e.f'/></soap:Header>"
                        + "<soap:Body><Content>Content-Transfer-Encoding: rot13\r\n\r\nabc</Content></soap:Body>",
                "<open>"
            })
    void callsWhatIsWrongMalformed(String content) {
        String body = Envelopes.envelope(content);
        send(
                Side.CLIENT,
                "POST /OimWS/oim.asmx HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        assertThat(rig.malformed()).isNotNull();
        assertThat(rig.events()).isEmpty();
    }

    @Test
    void claimsByPathAndByAction() {
        assertThat(claims("POST", "/OIMWS/oim.asmx", "")).isTrue();
        assertThat(claims("POST", "/rsi/rsi.asmx?x", "")).isTrue();
        assertThat(claims("POST", "/x", "\"http://messenger.msn.com/ws/2004/09/oim/Store\""))
                .isTrue();
        assertThat(claims("GET", "/rsi/rsi.asmx", "")).isFalse();
        assertThat(claims("POST", "/abservice/abservice.asmx", "http://www.msn.com/webservices/AddressBook/ABFindAll"))
                .isFalse();
    }

    private static boolean claims(String method, String target, String action) {
        return new OimPlugin().claims(HttpHead.request(method, target, "h", HttpFields.of("SOAPAction", action)));
    }

    private static void assertLength(String message) {
        int end = message.indexOf("\r\n\r\n");
        int body = message.substring(end + 4).getBytes(StandardCharsets.UTF_8).length;
        assertThat(message.substring(0, end)).contains("Content-Length: " + body);
    }
}
