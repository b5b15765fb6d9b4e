package org.sallyport.protocols.rvp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.rvp.wire.RvpNames;
import org.sallyport.protocols.trial.Rig;

/** What each request does, allowed and not, both ways. */
class RvpTest {

    private static final String WATCH = "SUBSCRIBE alice as bob with \"Notification-Type: update/propchange\""
            + " with \"Call-Back: http://im.example.com/instmsg/aliases/bob\"";
    private final Handoffs handoffs = Transcript.handoffs();
    private final Rig rig = Transcript.asking(handoffs);
    private final Transcript transcript = new Transcript(rig);

    private Transcript call() {
        return new Transcript(Transcript.calling(
                handoffs, Transcript.SERVER, new Address(Transcript.CLIENT, 9_001), Opening.NamedBy.CALL_BACK));
    }

    @Test
    void logsOn() {
        transcript.play(Transcript.LOGGED_ON);
        assertThat(rig.account()).isEqualTo(RvpNames.screenName("bob@example.com"));
    }

    @Test
    void refusesALogonAndSaysWhyWhereTheClientAlreadyWaits() {
        transcript.play("""
            ! deny "Not here."
            C> %s
            * sign-on requested none null | outbound exchange-im:bob@example.com
            C< 403
            """.formatted(Transcript.LOGON));
        Rig.Called notice = transcript.call();
        assertThat(notice.to()).isEqualTo(new Address("192.0.2.1", 9_001));
        assertThat(notice.latin1())
                .startsWith("NOTIFY / HTTP/1.1\r\nHost: 192.0.2.1:9001\r\n")
                .contains("RVP-Hop-Count: 3\r\n")
                .contains("Not here.")
                .contains("<d:href>http://im.example.com/instmsg/aliases/Sallyport</d:href>");
        call().play("""
            ! allow
            C> NOTIFY / as alice : text alice>bob "hi"
            * forged calls a client that waits for no server | inbound exchange-im:alice@example.com
            * message | inbound exchange-im:alice@example.com to [exchange-im:bob@example.com] "hi"
            S< NOTIFY / as alice : text alice>bob "hi"
            """);
    }

    @Test
    void tellsARefusedLogonFromOneToBeSigned() {
        transcript.play("""
            C> %1$s
            * sign-on requested none null | outbound exchange-im:bob@example.com
            S< %1$s
            S> 401 with "WWW-Authenticate: NTLM"
            C< 401 with "WWW-Authenticate: NTLM"
            C> %1$s with "Authorization: Digest username=bob"
            S< %1$s with "Authorization: Digest username=bob"
            S> 403
            * sign-on refused digest null 403 | inbound exchange-im:bob@example.com
            C< 403
            """.formatted(Transcript.LOGON));
    }

    @Test
    void tellsAClientWhoseLogonWasAcceptedThatItWasNot() {
        transcript.play("C> " + Transcript.LOGON + """

            * sign-on requested none null | outbound exchange-im:bob@example.com
            S< %s
            ! deny
            S> 200 with "Subscription-Id: 101"
            * sign-on accepted none null | inbound exchange-im:bob@example.com
            C< 403
            """.formatted(Transcript.LOGON));
        call().play("""
            ! deny
            C> NOTIFY / as alice : text alice>bob "hi"
            * forged calls a client that waits for no server | inbound exchange-im:alice@example.com
            * message | inbound exchange-im:alice@example.com to [exchange-im:bob@example.com] "hi"
            C< 403
            """);
    }

    @Test
    void logsOff() {
        transcript.play(Transcript.LOGGED_ON + """
            C> UNSUBSCRIBE bob as bob with "Subscription-Id: 101"
            * sign-off unsubscribed | outbound exchange-im:bob@example.com
            S< UNSUBSCRIBE bob as bob with "Subscription-Id: 101"
            S> 200
            C< 200
            """);
    }

    @Test
    void renewsWithoutAWord() {
        transcript.play(Transcript.LOGGED_ON + """
            C> SUBSCRIBE bob as bob with "Subscription-Id: 101"
            S< SUBSCRIBE bob as bob with "Subscription-Id: 101"
            S> 200
            C< 200
            """);
    }

    @Test
    void watchesAndStops() {
        transcript.play("""
            C> %1$s
            * contact watch | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]
            S< %1$s
            S> 207 with "Subscription-Id: 7" : states alice away
            * presence | inbound exchange-im:alice@example.com
            C< 207 with "Subscription-Id: 7" : states alice away
            C> UNSUBSCRIBE alice as bob with "Subscription-Id: 7"
            * contact unwatch | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]
            S< UNSUBSCRIBE alice as bob with "Subscription-Id: 7"
            ! deny
            C> %1$s
            * contact watch | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]
            """.formatted(WATCH));
    }

    @Test
    void answersInOrderWhatItRefuses() {
        transcript.play("""
            C> SUBSCRIPTIONS bob as bob
            S< SUBSCRIPTIONS bob as bob
            ! deny
            C> NOTIFY alice as bob : text bob>alice "hello"
            * message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] "hello"
            S> 200
            C< 200
            C< 403
            """);
    }

    @Test
    void hidesStatesThatNobodyMaySee() {
        transcript.play("""
            C> %1$s
            * contact watch | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]
            S< %1$s
            ! deny
            S> 207 : states alice away
            * presence | inbound exchange-im:alice@example.com
            C< 403
            """.formatted(WATCH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUBSCRIPTIONS alice as bob",
                "PROPFIND alice as bob with \"Depth: 0\" : xml <d:propfind"
                        + " xmlns:d='DAV:'><d:prop><d:displayname/></d:prop></d:propfind>",
                "PROPFIND alice as bob",
                "ACL alice as bob"
            })
    void looksUp(String request) {
        transcript.play("C> " + request + "\nS< " + request
                + "\n"
                + "* lookup | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]\n"
                + "S> 200\n"
                + "C< 200\n"
                + "! deny\n"
                + "C> "
                + request
                + "\n* lookup | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]\nC< 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUBSCRIPTIONS bob as bob", "PROPFIND bob as bob", "ACL bob as bob", "POLL bob as bob"})
    void asksNobodyAboutOnesOwnNode(String request) {
        transcript.play("! deny\nC> " + request + "\nS< " + request);
    }

    @Test
    void setsStates() {
        transcript.play("""
            C> PROPPATCH bob as bob : state busy
            * presence | outbound exchange-im:bob@example.com
            S< PROPPATCH bob as bob : state busy
            S> 207
            C< 207
            ! deny
            C> BPROPPATCH bob as bob : state away
            * presence | outbound exchange-im:bob@example.com
            C< 403
            C> PROPPATCH bob as bob : property mobile-description out
            * profile | outbound exchange-im:bob@example.com "out"
            C< 403
            """);
    }

    @Test
    void namesTheState() {
        rig.send(Side.CLIENT, Http.message("PROPPATCH bob as bob : state On-Phone"));
        assertThat(rig.events().getFirst())
                .isEqualTo(new ImEvent.Presence(
                        Flow.OUTBOUND, RvpNames.screenName("bob@example.com"), "on-phone", Text.EMPTY));
    }

    @Test
    void setsRights() {
        String acl = "ACL bob as bob : xml <a:rvpacl"
                + " xmlns:a='http://schemas.microsoft.com/rvp/acl/'><a:acl><a:ace><a:principal>"
                + "<a:rvp-principal>http://im.example.com/instmsg/aliases/eve</a:rvp-principal></a:principal>"
                + "<a:deny><a:send-to/><a:presence/></a:deny></a:ace>"
                + "<a:ace><a:principal><a:allprincipals/></a:principal><a:grant><a:list/></a:grant></a:ace></a:acl></a:rvpacl>";
        String asked = """
            * contact deny | outbound exchange-im:bob@example.com to [exchange-im:eve@example.com] "send-to presence"
            * contact permit | outbound exchange-im:bob@example.com "list"
            """;
        transcript.play("C> " + acl + "\n" + asked + "S< " + acl + "\nS> 200\nC< 200\n! deny\nC> " + acl + "\n" + asked
                + "C< 403");
    }

    @Test
    void sends() {
        transcript.play("""
            C> NOTIFY alice as bob : join bob>alice
            * typing finished | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]
            S< NOTIFY alice as bob : join bob>alice
            S> 200
            C< 200
            C> NOTIFY alice as bob : typing bob>alice
            * typing started | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]
            S< NOTIFY alice as bob : typing bob>alice
            C> NOTIFY alice as bob : text bob>alice "hello"
            * message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] "hello"
            S< NOTIFY alice as bob : text bob>alice "hello"
            C> NOTIFY alice as bob : leave bob>alice
            * typing closed | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]
            S< NOTIFY alice as bob : leave bob>alice
            """);
    }

    @Test
    void namesTheConversation() {
        rig.send(Side.CLIENT, Http.message("NOTIFY alice as bob : text bob>alice \"hello\""));
        assertThat(rig.events().getFirst())
                .isInstanceOfSatisfying(
                        ImEvent.Message.class, m -> assertThat(m.id()).isEqualTo(Http.CONVERSATION));
    }

    @Test
    void refusesWhatIsSaidAndTellsWhoSaidIt() {
        transcript.play(Transcript.LOGGED_ON + """
            ! deny "No & no."
            C> NOTIFY alice as bob : text bob>alice "hello"
            * message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] "hello"
            C< 403
            """);
        assertThat(transcript.call().latin1()).contains("No & no.");
    }

    @Test
    void neverAnswersTypingWithANotice() {
        transcript.play(Transcript.LOGGED_ON + """
            ! deny "No."
            C> NOTIFY alice as bob : typing bob>alice
            * typing started | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]
            C< 403
            """);
        assertThat(rig.calls()).isEmpty();
    }

    @Test
    void dropsWhatIsSaidAsIfItHadBeenDelivered() {
        transcript.play("""
            ! drop
            C> NOTIFY alice as bob : text bob>alice "hello"
            * message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] "hello"
            C< 200
            """);
    }

    @Test
    void disconnects() {
        transcript.play("! disconnect\nC> NOTIFY alice as bob : text bob>alice \"hello\""
                + "\n* message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] \"hello\""
                + "\nC< 403 with \"Connection: close\"\nclosed");
        rig.send(Side.CLIENT, Http.message("NOTIFY alice as bob : text bob>alice \"more\""));
        assertThat(rig.next(Side.SERVER)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"***", "]]>", "a]]>b]]>", "<b>&amp;", "\u00fcml\u00e4ut \uD83D\uDE00", "two\r\nlines"})
    void putsOtherWordsInTheirPlace(String words) {
        rig.rules(event -> Rig.decided(new org.sallyport.protocols.decision.Verdict.Rewrite(words)));
        rig.send(Side.CLIENT, Http.message("NOTIFY alice as bob : text bob>alice \"hello\""));
        byte[] sent = rig.received(Side.SERVER);
        String text = new String(sent, StandardCharsets.UTF_8);
        int body = text.substring(text.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8).length;
        assertThat(text).contains("Content-Length: " + body + "\r\n").doesNotContain("hello");
        Rig reader = Transcript.asking(handoffs);
        reader.send(Side.CLIENT, sent);
        assertThat(reader.malformed()).isNull();
        assertThat(reader.events().getFirst().text().plain().replace("\r\n", "\n"))
                .isEqualTo(words.replace("\r\n", "\n"));
    }

    @Test
    void refusesWhatHasNoWordsToPutOthersFor() {
        transcript.play("""
            ! rewrite "***"
            C> NOTIFY alice as bob : leave bob>alice
            * typing closed | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]
            C< 403
            """);
    }

    @Test
    void tellsWhatWasNotDelivered() {
        transcript.play("""
            C> NOTIFY alice as bob : text bob>alice "hello"
            * message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] "hello"
            S< NOTIFY alice as bob : text bob>alice "hello"
            S> 412
            * receipt false | inbound exchange-im:alice@example.com to [exchange-im:bob@example.com]
            C< 412
            """);
    }

    @Test
    void offersFilesAndAnswersAcrossConnections() {
        String offer = "invite bob>alice Application-Name: File Transfer; Application-GUID:"
                + " {5d3e02ab-6190-11d3-bbbb-00c04f795683}; Invitation-Command: INVITE; Invitation-Cookie: 4711;"
                + " Application-File: plan.doc; Application-FileSize: 1234";
        transcript.play(Transcript.LOGGED_ON + "C> NOTIFY alice as bob : " + offer
                + "\n* file propose | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]"
                + " [fileinfo[name=plan.doc, size=1234, count=1]]\nS< NOTIFY alice as bob : " + offer);
        String refusal = "invite alice>bob Invitation-Command: CANCEL; Invitation-Cookie: 4711; Cancel-Code: REJECT";
        call().play("C> NOTIFY / as alice : " + refusal
                + "\n"
                + "* file decline | inbound exchange-im:alice@example.com to [exchange-im:bob@example.com]\n"
                + "S< NOTIFY / as alice : "
                + refusal);
    }

    @Test
    void sharesApplications() {
        String offer = "invite bob>alice Application-GUID: {44BBA842-CC51-11CF-AAFA-00AA00B6015C};"
                + " Invitation-Command: INVITE; Invitation-Cookie: 5";
        transcript.play("! deny\nC> NOTIFY alice as bob : " + offer
                + "\n"
                + "* invite application-sharing propose | outbound exchange-im:bob@example.com to"
                + " [exchange-im:alice@example.com]\n"
                + "C< 403");
    }

    @Test
    void namesWhatItDoesNotKnow() {
        transcript.play("""
            C> LOCK bob as bob
            * unclassified lock | outbound exchange-im:bob@example.com
            S< LOCK bob as bob
            ! deny
            C> NOTIFY alice as bob : xml <x/>
            * unclassified notify/x | outbound exchange-im:bob@example.com
            """);
    }
}
