package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.TrialContext;

/** Direct connections: agreed on by way of the service, and what then happens on them. The session id of alice is 0x77 = 119. */
class DirectTest {

    /** 127.0.0.1, as a client has written it. */
    private static final String PROPOSED =
            "4f st=1 id=77 1=alice 4=alice 12=MTY3NzczNDM= 61=0 2= 5=bob 13=0 49=PEERTOPEER";

    private static final String PROPOSES = "* invite direct-connection propose | outbound yahoo:alice to [yahoo:bob]\n";
    private static final String ANSWERED =
            "4f st=1 id=77 4=bob 5=alice 11=4242 12=MTY3NzczNDM= 13=2 49=PEERTOPEER 61=0";
    private static final String ANSWERS = "* invite direct-connection counter | inbound yahoo:bob to [yahoo:alice]\n";
    private static final String FORGED = "* forged %s | %s yahoo:%s to [yahoo:%s]\n";

    private final Handoffs handoffs = TrialContext.newHandoffs();
    private final Rig service = new Rig(new YmsgPlugin(), Limits.DEFAULT, handoffs);
    private final Transcript signedOn = new Transcript(service, 16);
    private final Rig peers = new Rig(new YmsgPlugin(), Limits.DEFAULT, handoffs);
    private final Transcript between = new Transcript(peers, 16);

    @BeforeEach
    void signOn() {
        signedOn.online("alice");
    }

    private void agree() {
        signedOn.play("C> " + PROPOSED + "\nS< " + PROPOSED + "\n" + PROPOSES);
    }

    @Test
    void removesASetUpThatMayNotBe() {
        signedOn.play("! deny \"No.\"\nC> " + PROPOSED + "\n" + PROPOSES + "S> " + ANSWERED + "\n" + ANSWERS + """
                C> 4d id=77 4=alice 5=bob 12=MTY3NzczNDM= 13=1 49=PEERTOPEER
                * invite direct-connection accept | outbound yahoo:alice to [yahoo:bob]
                """);
        assertThat(handoffs.size()).isZero();
    }

    @Test
    void leadsTheClientByWayOfUs() {
        service.advertiseAs(target -> {
            assertThat(target).isEqualTo(new Address("127.0.0.1", 5101));
            return new Address("192.0.2.7", 5101);
        });
        // 192.0.2.7 is c0 00 02 07, and 0x070200c0 is 117571776.
        signedOn.play(
                "S> " + ANSWERED + "\n" + ANSWERS + "C< " + ANSWERED.replace("MTY3NzczNDM=", "MTE3NTcxNzc2") + "\n");
        service.callBackAs(target -> new Address("192.0.2.7", 5101));
        signedOn.play(
                "C> " + PROPOSED + "\n" + PROPOSES + "S< " + PROPOSED.replace("MTY3NzczNDM=", "MTE3NTcxNzc2") + "\n");
    }

    @Test
    void leadsNobodyPastUs() {
        service.advertiseAs(target -> new Address("192.0.2.7", 40_000));
        signedOn.play("S> " + ANSWERED + "\n" + ANSWERS);
        service.advertiseAs(target -> new Address("gw.example.com", 5101));
        signedOn.play("S> " + ANSWERED + "\n" + ANSWERS);
        signedOn.play("S> " + ANSWERED.replace("MTY3NzczNDM=", "127.0.0.1") + "\n" + ANSWERS);
    }

    @Test
    void readsWhatGoesFromPeerToPeer() {
        agree();
        signedOn.play("S> " + ANSWERED + "\nC< " + ANSWERED + "\n" + ANSWERS);
        between.play("""
                C> 4d id=77 4=alice 5=bob 241=0 49=PEERTOPEER 13=1
                S< 4d id=77 4=alice 5=bob 241=0 49=PEERTOPEER 13=1
                * invite direct-connection begin | outbound yahoo:alice to [yahoo:bob]
                S> 4d id=1092 4=bob 5=alice 241=0 49=PEERTOPEER 13=5
                C< 4d id=1092 4=bob 5=alice 241=0 49=PEERTOPEER 13=5
                C> 4d id=77 4=alice 5=bob 241=0 49=PEERTOPEER 13=6
                S< 4d id=77 4=alice 5=bob 241=0 49=PEERTOPEER 13=6
                C> 4b st=16 id=77 4=alice 5=bob 11=4242 13=1 14=" " 49=TYPING
                S< 4b st=16 id=77 4=alice 5=bob 11=4242 13=1 14=" " 49=TYPING
                * typing started | outbound yahoo:alice to [yahoo:bob]
                C> 06 id=77 4=alice 5=bob 11=4242 14=hello 97=1
                S< 06 id=77 4=alice 5=bob 11=4242 14=hello 97=1
                * message | outbound yahoo:alice to [yahoo:bob] "hello"
                S> 06 v=10 id=1092 4=bob 5=alice 11=119 14=hi
                C< 06 v=10 id=1092 4=bob 5=alice 11=119 14=hi
                * message | inbound yahoo:bob to [yahoo:alice] "hi"
                S> dc v=10 id=1092 4=bob 5=alice 11=119 265=X 222=1 266=1 302=268 300=268 27=c.exe 28=7 301=268 303=268
                C< dc v=10 id=1092 4=bob 5=alice 11=119 265=X 222=1 266=1 302=268 300=268 27=c.exe 28=7 301=268 303=268
                * file propose | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=c.exe, size=7, count=1]]
                ! rewrite "other"
                S> 06 v=10 id=1092 4=bob 5=alice 11=119 14=hi 97=1
                C< 06 v=10 id=1092 4=bob 5=alice 11=119 14=other 97=1
                * message | inbound yahoo:bob to [yahoo:alice] "hi"
                """);
        assertThat(peers.account().normalized()).isEqualTo("alice");
    }

    @Test
    void knowsTheAccountWhenThePeerCalls() {
        agree();
        between.play("""
                C> 4d id=1092 4=bob 5=alice 241=0 49=PEERTOPEER 13=1
                S< 4d id=1092 4=bob 5=alice 241=0 49=PEERTOPEER 13=1
                * invite direct-connection begin | inbound yahoo:bob to [yahoo:alice]
                C> 06 id=1092 4=bob 5=alice 11=119 14=hi
                S< 06 id=1092 4=bob 5=alice 11=119 14=hi
                * message | inbound yahoo:bob to [yahoo:alice] "hi"
                S> 06 v=10 id=77 4=alice 5=bob 11=4242 14=hello
                C< 06 v=10 id=77 4=alice 5=bob 11=4242 14=hello
                * message | outbound yahoo:alice to [yahoo:bob] "hello"
                ! deny "No."
                C> 06 id=1092 4=bob 5=alice 11=119 14=hi
                * message | inbound yahoo:bob to [yahoo:alice] "hi"
                """);
        assertThat(peers.account().normalized()).isEqualTo("alice");
    }

    @Test
    void closesWhatMayNotBegin() {
        agree();
        between.play("""
                ! deny
                C> 4d id=77 4=alice 5=bob 241=0 49=PEERTOPEER 13=1
                * invite direct-connection begin | outbound yahoo:alice to [yahoo:bob]
                closed
                C> 06 id=77 4=alice 5=bob 11=4242 14=hello
                """);
    }

    @Test
    void callsItForgedWhenNobodyAgreed() {
        peers.rules(event ->
                Rig.decided(event.feature() == Feature.FORGED ? new Verdict.Deny(null) : Verdict.Allow.INSTANCE));
        between.play("""
                C> 4d id=77 4=mallory 5=bob 241=0 49=PEERTOPEER 13=1
                * invite direct-connection begin | outbound yahoo:mallory to [yahoo:bob]
                """ + FORGED.formatted("a direct connection that nobody agreed on", "outbound", "mallory", "bob")
                + "closed\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "06 id=1092 4=bob 5=alice 11=120 14=hi",
                "06 id=1092 4=bob 5=alice 14=hi",
                "06 id=1092 4=bob 5=alice 11=x 14=hi",
                "4b id=1092 4=bob 5=alice 11=120 13=1 14=x 49=TYPING",
            })
    void callsWordsForgedThatDoNotHaveTheSecret(String packet) {
        agree();
        between.play("""
                C> 4d id=77 4=alice 5=bob 241=0 49=PEERTOPEER 13=1
                S< 4d id=77 4=alice 5=bob 241=0 49=PEERTOPEER 13=1
                * invite direct-connection begin | outbound yahoo:alice to [yahoo:bob]
                ! deny
                """ + "S> " + packet + "\n"
                + FORGED.formatted("words between peers without the session's id", "inbound", "bob", "alice"));
    }

    @Test
    void callsAnothersNameForged() {
        agree();
        between.play("""
                C> 4d id=77 4=alice 5=bob 241=0 49=PEERTOPEER 13=1
                S< 4d id=77 4=alice 5=bob 241=0 49=PEERTOPEER 13=1
                * invite direct-connection begin | outbound yahoo:alice to [yahoo:bob]
                ! deny
                S> 06 id=1092 4=carol 5=alice 11=119 14=hi
                """ + FORGED.formatted("another's name between peers", "inbound", "carol", "alice") + """
                C> 06 id=77 4=carol 5=bob 11=4242 14=hi
                """
                + FORGED.formatted("another's name between peers", "outbound", "carol", "bob"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "57 4=bob 1=bob",
                "01 4=bob 0=alice 1=alice 8=0",
                "18 4=bob 1=alice 50=bob 57=r",
                "4f 4=bob 5=alice 13=0"
            })
    void takesNothingBetweenPeersThatIsTheServices(String packet) {
        agree();
        between.play("""
                C> 4d id=77 4=alice 5=bob 241=0 49=PEERTOPEER 13=1
                S< 4d id=77 4=alice 5=bob 241=0 49=PEERTOPEER 13=1
                * invite direct-connection begin | outbound yahoo:alice to [yahoo:bob]
                """);
        peers.send(Side.SERVER, Packets.bytes(packet + " 11=119", 16));
        assertThat(peers.malformed()).isNotNull();
        assertThat(peers.events()).isEmpty();
    }
}
