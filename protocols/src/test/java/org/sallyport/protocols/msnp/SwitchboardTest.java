package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.Rig;

/** Conversations of two, of three, and of two again. */
class SwitchboardTest {

    @Test
    void twoTalk() {
        Rig rig = Stage.withBob();
        Stage.play(rig, """
                C> MSG 3 A "hello"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "hello"
                S< MSG 3 A "hello"
                S> ACK 3
                C< ACK 3
                S> MSG bob@example.com Bob "hi"
                * message | inbound msn:bob@example.com to [msn:alice@example.com] "hi"
                C< MSG bob@example.com Bob "hi"
                S> BYE bob@example.com;{bbbb}
                C< BYE bob@example.com;{bbbb}
                S> BYE bob@example.com
                C< BYE bob@example.com
                C> CAL 4 bob@example.com
                S< CAL 4 bob@example.com
                C> MSG 5 N "still there?"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "still there?"
                S< MSG 5 N "still there?"
                S> NAK 5
                * receipt false | inbound ? to [msn:alice@example.com]
                C< NAK 5
                C> OUT
                S< OUT
                """);
        assertThat(rig.account().normalized()).isEqualTo(Stage.ALICE);
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void whoeverWasCalledTalks() {
        Rig rig = Stage.rig();
        Stage.play(rig, """
                C> ANS 1 alice@example.com c1 17
                * sign-on requested cookie null | outbound msn:alice@example.com
                S< ANS 1 alice@example.com c1 17
                S> IRO 1 1 2 bob@example.com;{bbbb} Bob 0:0
                C< IRO 1 1 2 bob@example.com;{bbbb} Bob 0:0
                S> IRO 1 2 2 bob@example.com Bob 0:0
                C< IRO 1 2 2 bob@example.com Bob 0:0
                S> ANS 1 OK
                * sign-on accepted cookie null | inbound msn:alice@example.com
                C< ANS 1 OK
                S> JOI alice@example.com Alice 0:0
                C< JOI alice@example.com Alice 0:0
                S> MSG bob@example.com Bob "hi"
                * message | inbound msn:bob@example.com to [msn:alice@example.com] "hi"
                C< MSG bob@example.com Bob "hi"
                """);
    }

    /** The roster comes before the welcome, and a client takes nothing but that before it. */
    @Test
    void whatARoomIsToldWaitsForTheWelcome() {
        Rig rig = Stage.rig();
        Stage.play(rig, """
                C> ANS 1 alice@example.com c1 17
                * sign-on requested cookie null | outbound msn:alice@example.com
                S< ANS 1 alice@example.com c1 17
                ! tell-both "This is recorded."
                S> IRO 1 1 2 bob@example.com Bob 0
                C< IRO 1 1 2 bob@example.com Bob 0
                S> IRO 1 2 2 carol@example.com Carol 0
                * join 17 | inbound msn:alice@example.com
                * join 17 | inbound msn:bob@example.com
                * join 17 | inbound msn:carol@example.com
                C< IRO 1 2 2 carol@example.com Carol 0
                ! allow
                S> ANS 1 OK
                * sign-on accepted cookie null | inbound msn:alice@example.com
                C< ANS 1 OK
                C< MSG bob@example.com Sallyport ~"Sallyport: This is recorded."
                """);
    }

    /** Clients of version 16 on call themselves first. */
    @Test
    void onesOwnOtherPlacesAreNobodyElse() {
        Stage.play(Stage.withBob(), """
                C> CAL 3 alice@example.com
                S< CAL 3 alice@example.com
                S> JOI alice@example.com;{cccc} Alice 0:0
                C< JOI alice@example.com;{cccc} Alice 0:0
                S> JOI bob@example.com;{dddd} Bob 0:0
                C< JOI bob@example.com;{dddd} Bob 0:0
                S> BYE bob@example.com;{dddd}
                C< BYE bob@example.com;{dddd}
                C> MSG 4 N "two?"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "two?"
                S< MSG 4 N "two?"
                """);
    }

    @Test
    void threeTalk() {
        Rig rig = Stage.withBobAndCarol();
        Stage.play(rig, """
                C> MSG 4 N "hello"
                * message group-chat | outbound msn:alice@example.com to [msn:bob@example.com, msn:carol@example.com] "hello"
                S< MSG 4 N "hello"
                S> MSG carol@example.com Carol "hi"
                * message group-chat | inbound msn:carol@example.com to [msn:alice@example.com, msn:bob@example.com] "hi"
                C< MSG carol@example.com Carol "hi"
                S> JOI dan@example.com Dan 0
                * join 9f9f | inbound msn:dan@example.com
                C< JOI dan@example.com Dan 0
                S> BYE dan@example.com
                * leave | inbound msn:dan@example.com
                C< BYE dan@example.com
                S> BYE carol@example.com
                * leave | inbound msn:carol@example.com
                C< BYE carol@example.com
                C> MSG 5 N "just us"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "just us"
                S< MSG 5 N "just us"
                """);
    }

    @Test
    void roomsAreNamedByTheirSession() {
        Rig rig = Stage.withBobAndCarol();
        rig.send(Side.CLIENT, Transcript.bytes("MSG 4 N \"hello\""));
        assertThat(rig.events().getLast().room()).isEqualTo("9f9f");
    }

    @Test
    void aRoomIsLeft() {
        Stage.play(Stage.withBobAndCarol(), """
                ! deny
                C> OUT
                * leave | outbound msn:alice@example.com
                S< OUT
                """);
    }

    @Test
    void twoCalledAtOnceMakeARoom() {
        Rig rig = Stage.rig();
        Stage.play(rig, """
                C> USR 1 alice@example.com 17
                * sign-on requested cookie null | outbound msn:alice@example.com
                S< USR 1 alice@example.com 17
                C> CAL 2 bob@example.com
                S< CAL 2 bob@example.com
                C> CAL 3 carol@example.com
                * invite group-chat propose | outbound msn:alice@example.com to [msn:carol@example.com]
                S< CAL 3 carol@example.com
                S> 217 2
                C< 217 2
                S> 217 3
                C< 217 3
                C> CAL 4 dan@example.com
                S< CAL 4 dan@example.com
                """);
    }

    @Test
    void aThirdPersonMayNotBeCalled() {
        Stage.play(Stage.withBob(), """
                ! deny "Two are enough."
                C> CAL 3 carol@example.com
                * invite group-chat propose | outbound msn:alice@example.com to [msn:carol@example.com]
                C< 217 3
                C< MSG bob@example.com Sallyport ~"Sallyport: Two are enough."
                ! drop
                C> CAL 4 carol@example.com
                * invite group-chat propose | outbound msn:alice@example.com to [msn:carol@example.com]
                C< CAL 4 RINGING 9f9f
                """);
    }

    /** Never with somebody in the room whom the client doesn't see. */
    @Test
    void whoMayNotBeInARoomIsTakenOutOfIt() {
        Stage.play(Stage.withBob(), """
                ! deny
                S> JOI carol@example.com Carol 0
                * join 9f9f | inbound msn:alice@example.com
                * join 9f9f | inbound msn:bob@example.com
                * join 9f9f | inbound msn:carol@example.com
                C< OUT
                S< OUT
                closed
                """);
    }

    @Test
    void forgetsWhoCameFirstWhenThereAreTooMany() {
        Rig rig = Stage.withBob(new Limits(4_096, 64, 16, 1_024));
        for (int i = 0; i < 100; i++) {
            rig.send(Side.SERVER, Transcript.bytes("JOI user" + i + "@example.com U 0"));
        }
        rig.events().clear();
        rig.send(Side.CLIENT, Transcript.bytes("MSG 4 N \"hello\""));
        assertThat(rig.events().getLast().to()).hasSize(16);
    }
}
