package org.sallyport.protocols.rvp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.trial.Rig;

/** What the server's calls to its clients do, allowed and not. */
class RvpCallsTest {

    private final Handoffs handoffs = Transcript.handoffs();
    private final Rig rig = Transcript.asking(handoffs);
    private final Transcript transcript = new Transcript(rig);

    private Transcript call() {
        return new Transcript(Transcript.calling(
                handoffs, Transcript.SERVER, new Address(Transcript.CLIENT, 9_001), Opening.NamedBy.CALL_BACK));
    }

    @Test
    void isCalled() {
        transcript.play(Transcript.LOGGED_ON);
        call().play("""
            C> NOTIFY / as alice : join alice>bob
            * typing finished | inbound exchange-im:alice@example.com to [exchange-im:bob@example.com]
            S< NOTIFY / as alice : join alice>bob
            S> 200
            C< 200
            C> NOTIFY / as alice : text alice>bob "hello"
            * message | inbound exchange-im:alice@example.com to [exchange-im:bob@example.com] "hello"
            S< NOTIFY / as alice : text alice>bob "hello"
            S> 200
            C< 200
            C> NOTIFY / as im.example.com : change alice away
            * presence | inbound exchange-im:alice@example.com
            S< NOTIFY / as im.example.com : change alice away
            ! deny
            C> NOTIFY / as alice : text alice>bob "evil"
            * message | inbound exchange-im:alice@example.com to [exchange-im:bob@example.com] "evil"
            """);
    }

    @Test
    void refusesAndDropsCalls() {
        transcript.play(Transcript.LOGGED_ON);
        call().play("""
            ! deny "You were not to hear this."
            C> NOTIFY / as alice : text alice>bob "evil"
            * message | inbound exchange-im:alice@example.com to [exchange-im:bob@example.com] "evil"
            C< 403
            ! drop
            C> NOTIFY / as alice : text alice>bob "evil"
            * message | inbound exchange-im:alice@example.com to [exchange-im:bob@example.com] "evil"
            C< 200
            """);
    }

    @Test
    void refusesAnythingElseThatCalls() {
        transcript.play(Transcript.LOGGED_ON);
        call().play("""
            C> GET / as alice
            C< 403
            C> SUBSCRIBE bob as alice with "Notification-Type: pragma/notify"
            C< 403
            """);
    }

    @Test
    void isCalledThroughTheGateway() {
        rig.callBackAs(address -> new Address("198.51.100.1", 7_200));
        String there = Transcript.LOGON.replace("192.0.2.1:9001", "198.51.100.1:7200");
        transcript.play("C> " + Transcript.LOGON
                + "\n* sign-on requested none null | outbound exchange-im:bob@example.com\nS< " + there);
        call().play("""
            C> NOTIFY / as alice : text alice>bob "hello"
            * message | inbound exchange-im:alice@example.com to [exchange-im:bob@example.com] "hello"
            S< NOTIFY / as alice : text alice>bob "hello"
            """);
    }

    @Test
    void deliversAndSaysGoodbyeByCalls() {
        transcript.play(Transcript.LOGGED_ON);
        ImEvent.Message message = new ImEvent.Message(
                Flow.INBOUND,
                Feature.CHAT,
                new ScreenName(new ServiceId("exchange-im"), "carol d@example.com", "Carol D@example.com"),
                List.of(rig.account()),
                null,
                Text.plain("from \u00fcber there"),
                Set.of(),
                "1");
        rig.carryOut(Side.SERVER, null, rig.session().deliver(message));
        Rig.Called called = transcript.call();
        assertThat(called.to()).isEqualTo(new Address("192.0.2.1", 9_001));
        assertThat(called.latin1())
                .contains("http://im.example.com/instmsg/aliases/carol%20d")
                .contains("from \u00c3\u00bcber there");
        rig.carryOut(Side.SERVER, null, rig.session().disconnect("Bye."));
        assertThat(transcript.call().latin1()).contains("Bye.");
        assertThat(rig.closed()).isTrue();
    }

    @Test
    void saysNothingToWhomItCannotReach() {
        rig.send(Side.CLIENT, Http.message("NOTIFY alice as bob : text bob>alice \"hello\""));
        ImEvent.Message message = (ImEvent.Message) rig.events().getFirst();
        assertThat(rig.session().deliver(message)).isEmpty();
    }
}
