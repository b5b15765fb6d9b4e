package org.sallyport.protocols.rvp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.rvp.wire.NtlmMessage;
import org.sallyport.protocols.trial.Rig;

/** What the analysis of Petropoulos (2001) warns of: the sender who isn't, the server that isn't, and proofs given to strangers. */
class ForgeryTest {

    private static final String LOGON = "SUBSCRIBE bob as bob with \"Notification-Type: pragma/notify\""
            + " with \"Call-Back: http://192.0.2.1:9001\"";
    private static final String DIGEST = " with \"Authorization: Digest username=bob, realm=x, response=0\"";
    private static final Address WAITING = new Address(Transcript.CLIENT, 9_001);

    private final Handoffs handoffs = Transcript.handoffs();
    private final Rig rig = Transcript.asking(handoffs);
    private final Transcript transcript = new Transcript(rig);

    private static void denyForgeries(Rig rig) {
        rig.rules(event ->
                Rig.decided(event instanceof ImEvent.Forged ? new Verdict.Deny(null) : Verdict.Allow.INSTANCE));
    }

    private void logOn(String how) {
        transcript.play("C> " + LOGON + how + "\n* sign-on requested " + (how.isEmpty() ? "none" : "digest")
                + " null | outbound exchange-im:bob@example.com\nS< " + LOGON + how + "\nS> 200\n* sign-on accepted "
                + (how.isEmpty() ? "none" : "digest") + " null | inbound exchange-im:bob@example.com\nC< 200");
    }

    @Test
    void refusesASenderWhoSignedAsSomebodyElse() {
        denyForgeries(rig);
        String said = "NOTIFY alice as ceo" + DIGEST + " : text ceo>alice \"you are fired\"";
        transcript.play("C> " + said + """

            * forged speaks for another than has signed it | outbound exchange-im:ceo@example.com to [exchange-im:alice@example.com]
            * message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] "you are fired"
            C< 403
            """);
    }

    @Test
    void refusesABodyThatNamesAnotherThanItsHead() {
        denyForgeries(rig);
        transcript.play("""
            C> NOTIFY alice as bob : text ceo>alice "you are fired"
            * forged speaks for another than has signed it | outbound exchange-im:ceo@example.com to [exchange-im:alice@example.com]
            * message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] "you are fired"
            C< 403
            """);
    }

    @Test
    void holdsWhatWasShownForWhatFollowsOnTheConnection() {
        logOn(DIGEST);
        denyForgeries(rig);
        transcript.play("""
            C> NOTIFY alice as ceo : text ceo>alice "you are fired"
            * forged speaks for another than has signed it | outbound exchange-im:ceo@example.com to [exchange-im:alice@example.com]
            * message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] "you are fired"
            C< 403
            C> NOTIFY alice as bob : text bob>alice "hello"
            * message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] "hello"
            S< NOTIFY alice as bob : text bob>alice "hello"
            """);
    }

    @Test
    void learnsFromTheServerWhoseAccountItIs() {
        String account = " with \"Authorization: " + NtlmMessage.third("HQ", "jsmith") + "\"";
        transcript.play("C> " + LOGON + account
                + "\n* sign-on requested ntlm null | outbound exchange-im:bob@example.com\nS< " + LOGON + account
                + "\nS> 200\n* sign-on accepted ntlm null | inbound exchange-im:bob@example.com\nC< 200");
        Rig other = Transcript.asking(handoffs);
        denyForgeries(other);
        new Transcript(other)
                .play("C> NOTIFY alice as bob" + account + " : text bob>alice \"hello\"\n"
                        + "* message | outbound exchange-im:bob@example.com to"
                        + " [exchange-im:alice@example.com] \"hello\"\n"
                        + "S< NOTIFY alice as bob"
                        + account + " : text bob>alice \"hello\"");
    }

    @Test
    void believesNoAccountThatTheServerHasNotTaken() {
        denyForgeries(rig);
        String account = " with \"Authorization: " + NtlmMessage.third("HQ", "jsmith") + "\"";
        transcript.play("C> NOTIFY alice as bob" + account + " : text bob>alice \"hello\"" + """

            * forged speaks for another than has signed it | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]
            * message | outbound exchange-im:jsmith@example.com to [exchange-im:alice@example.com] "hello"
            C< 403
            """);
    }

    @Test
    void refusesACallFromElsewhere() {
        logOn("");
        Rig stranger = Transcript.calling(handoffs, "203.0.113.66", WAITING, Opening.NamedBy.CALL_BACK);
        denyForgeries(stranger);
        new Transcript(stranger).play("""
            C> NOTIFY / as ceo : text ceo>bob "you are fired"
            * forged calls from elsewhere than the server | inbound exchange-im:ceo@example.com to [exchange-im:bob@example.com]
            * message | inbound exchange-im:ceo@example.com to [exchange-im:bob@example.com] "you are fired"
            C< 403
            """);
    }

    @Test
    void refusesACallToWhomNobodyWasAskedToCall() {
        Rig stranger = Transcript.calling(
                handoffs, Transcript.SERVER, new Address("192.0.2.99", 9_001), Opening.NamedBy.ORIGINAL_DESTINATION);
        denyForgeries(stranger);
        new Transcript(stranger).play("""
            C> NOTIFY / as ceo : text ceo>bob "you are fired"
            * forged calls a client that waits for no server | inbound exchange-im:ceo@example.com
            * message | inbound exchange-im:ceo@example.com to [exchange-im:bob@example.com] "you are fired"
            C< 403
            """);
    }

    @Test
    void refusesACallThatSaysTwoPeopleHaveSentIt() {
        logOn("");
        Rig server = Transcript.calling(handoffs, Transcript.SERVER, WAITING, Opening.NamedBy.CALL_BACK);
        denyForgeries(server);
        new Transcript(server).play("""
            C> NOTIFY / as alice : text ceo>bob "you are fired"
            * forged says two people have sent it | inbound exchange-im:ceo@example.com to [exchange-im:bob@example.com]
            * message | inbound exchange-im:ceo@example.com to [exchange-im:bob@example.com] "you are fired"
            C< 403
            """);
    }

    @Test
    void letsNobodyBeCalledAtSomebodyElsesAddress() {
        denyForgeries(rig);
        String logon = LOGON.replace("192.0.2.1", "192.0.2.2");
        transcript.play("C> " + logon + """

            * forged wants calls at an address that is not its own | outbound exchange-im:bob@example.com to [exchange-im:bob@example.com]
            * sign-on requested none null | outbound exchange-im:bob@example.com
            C< 403
            """);
        assertThat(handoffs.size()).isZero();
    }

    @Test
    void aCallBackAtTheServersOwnAddressChangesNothingForOthers() {
        rig.rules(event -> Rig.decided(Verdict.Allow.INSTANCE));
        rig.send(Side.CLIENT, Http.message(LOGON.replace("192.0.2.1:9001", "im.example.com:80")));
        Rig other = Transcript.asking(handoffs);
        new Transcript(other).play("C> SUBSCRIPTIONS bob as bob\nS< SUBSCRIPTIONS bob as bob");
    }

    @Test
    void aLogonThatTheServerRefusesMovesNobodysCalls() {
        logOn(DIGEST);
        Rig liar = Transcript.asking(handoffs);
        String logon = LOGON.replace(":9001", ":9002");
        new Transcript(liar)
                .play("C> " + logon + "\n* sign-on requested none null | outbound exchange-im:bob@example.com\nS< "
                        + logon
                        + "\nS> 403\n* sign-on refused none null 403 | inbound exchange-im:bob@example.com\nC< 403");
        Rig third = Transcript.asking(handoffs);
        third.rules(event -> Rig.decided(new Verdict.Deny("No.")));
        third.send(Side.CLIENT, Http.message("NOTIFY alice as bob : text bob>alice \"hello\""));
        assertThat(third.calls())
                .singleElement()
                .satisfies(c -> assertThat(c.to()).isEqualTo(WAITING));
        Rig call = Transcript.calling(
                handoffs, Transcript.SERVER, new Address(Transcript.CLIENT, 9_002), Opening.NamedBy.CALL_BACK);
        call.send(Side.CLIENT, Http.message("NOTIFY / as alice : text alice>bob \"hello\""));
        assertThat(call.events().getFirst()).isInstanceOf(ImEvent.Forged.class);
    }

    @Test
    void whatAServerNobodyKnowsAcceptsHasNobodySpokenToElsewhere() {
        rig.cataloguedAs("unknown");
        logOn("");
        rig.rules(event -> Rig.decided(new Verdict.Deny("No.")));
        rig.send(Side.CLIENT, Http.message("NOTIFY alice as bob : text bob>alice \"hello\""));
        assertThat(rig.calls()).as("on its own connection").hasSize(1);
        Rig other = Transcript.asking(handoffs);
        other.rules(event -> Rig.decided(new Verdict.Deny("No.")));
        other.send(Side.CLIENT, Http.message("NOTIFY alice as bob : text bob>alice \"hello\""));
        assertThat(other.calls()).isEmpty();
    }

    @Test
    void provesNothingToStrangers() {
        rig.cataloguedAs("unknown");
        denyForgeries(rig);
        String ntlm = " with \"Authorization: NTLM TlRMTVNTUAABAAAA\"";
        transcript.play("C> " + LOGON
                + "\n* sign-on requested none null | outbound exchange-im:bob@example.com\nS< " + LOGON
                + "\nS> 401 with \"WWW-Authenticate: NTLM\"\nC< 401 with \"WWW-Authenticate: NTLM\"\nC> " + LOGON + ntlm
                + """

                * forged signs in at a host that is not known as a server | outbound exchange-im:bob@example.com to [exchange-im:bob@example.com]
                * sign-on requested ntlm null | outbound exchange-im:bob@example.com
                C< 403
                """);
        rig.rules(event -> Rig.decided(Verdict.Allow.INSTANCE));
        transcript.play("C> NOTIFY alice as bob" + DIGEST + " : text bob>alice \"hello\""
                + """

                * forged signs in at a host that is not known as a server | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]
                * message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] "hello"
                """ + "S< NOTIFY alice as bob" + DIGEST + " : text bob>alice \"hello\"\n"
                + "C> NOTIFY alice as bob" + DIGEST + " : typing bob>alice\n"
                + "* typing started | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com]\n"
                + "S< NOTIFY alice as bob" + DIGEST + " : typing bob>alice");
    }

    @Test
    void decidesOnceOnWhatIsSentUntilItIsSigned() {
        String said = "NOTIFY alice as bob%s : text bob>alice \"hello\"";
        String first = said.formatted(" with \"Authorization: NTLM TlRMTVNTUAABAAAA\"");
        String third = said.formatted(" with \"Authorization: " + NtlmMessage.third("EXAMPLE", "bob") + "\"");
        String plain = said.formatted("");
        transcript.play("C> " + plain
                + "\n* message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] \"hello\"\nS< "
                + plain
                + "\nS> 401\nC< 401\nC> " + first + "\nS< " + first + "\nS> 401\nC< 401\nC> " + third + "\nS< " + third
                + "\nS> 200\nC< 200");
        transcript.play("C> " + third
                + "\n* message | outbound exchange-im:bob@example.com to [exchange-im:alice@example.com] \"hello\"\nS< "
                + third);
    }

    @Test
    void signsWhatWasRewordedReworded() {
        rig.rules(event -> Rig.decided(new Verdict.Rewrite("***")));
        rig.send(Side.CLIENT, Http.message("NOTIFY alice as bob : text bob>alice \"hello\""));
        rig.send(Side.SERVER, Http.message("401"));
        rig.send(Side.CLIENT, Http.message("NOTIFY alice as bob" + DIGEST + " : text bob>alice \"hello\""));
        for (int i = 0; i < 2; i++) {
            assertThat(new String(rig.received(Side.SERVER), StandardCharsets.UTF_8))
                    .contains("***")
                    .doesNotContain("hello");
        }
        assertThat(rig.events()).hasSize(1);
    }

    @Test
    void keepsNoCredentials() {
        String secret = Base64.getEncoder().encodeToString("bob:secret".getBytes(StandardCharsets.UTF_8));
        rig.send(
                Side.CLIENT,
                Http.message(
                        "NOTIFY alice as bob with \"Authorization: Basic " + secret + "\" : text bob>alice \"hello\""));
        assertThat(rig.events().toString()).doesNotContain("secret").doesNotContain(secret);
    }
}
