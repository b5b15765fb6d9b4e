package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

/** How clients of all versions get in, are refused and leave. */
class SignOnTest {

    private final Rig rig = Transcript.rig();

    @Test
    void answersAChallengeUpToVersion14() {
        new Transcript(rig, 9).play("""
                C> 57 0=Alice 1=Alice
                S< 57 0=Alice 1=Alice
                S> 57 st=1 id=77 1=Alice 94=hjO9yfbRSG2c8iHCjqg.fg
                C< 57 st=1 id=77 1=Alice 94=hjO9yfbRSG2c8iHCjqg.fg
                C> 54 0=Alice 6=NhSEy0iKPHSly3rxXsQPGg 96=xxahADEPRE6J7U_phMpLpg 2=Alice 2=1 244=2097087 135=8.1.0.209 1=Alice
                S< 54 0=Alice 6=NhSEy0iKPHSly3rxXsQPGg 96=xxahADEPRE6J7U_phMpLpg 2=Alice 2=1 244=2097087 135=8.1.0.209 1=Alice
                * sign-on requested challenge 8.1.0.209 | outbound yahoo:alice
                S> 55 st=5 id=77 87="Friends:bob,ca"
                C< 55 st=5 id=77 87="Friends:bob,ca"
                * sign-on accepted challenge 8.1.0.209 | inbound yahoo:alice
                S> 55 id=77 87="rol\\x0a" 88= 89=alice,ally 59="Y\\x09v=1" 3=alice 90=1
                C< 55 id=77 87="rol\\x0a" 88= 89=alice,ally 59="Y\\x09v=1" 3=alice 90=1
                S> 01 id=77 0=alice 1=alice 8=0
                C< 01 id=77 0=alice 1=alice 8=0
                """);
        assertThat(rig.account().display()).isEqualTo("Alice");
    }

    @Test
    void takesAVersionWrittenTheOtherWayRound() {
        Transcript transcript = new Transcript(rig, 0x0900);
        transcript.online("alice");
        transcript.play("! deny \"No.\"\nC> 06 id=77 1=alice 5=bob 14=hello"
                + "\n* message | outbound yahoo:alice to [yahoo:bob] \"hello\""
                + "\nC< 06 st=1 id=77 4=Sallyport 5=alice 14=No. 97=1 63=;0 64=0");
    }

    @Test
    void takesTheSessionIdOnFromTheService() {
        new Transcript(rig, 12).play("""
                C> 57 1=dongqua
                S< 57 1=dongqua
                S> 57 st=1 id=cd877b72 1=dongqua 94=abc 13=1
                C< 57 st=1 id=cd877b72 1=dongqua 94=abc 13=1
                ! deny "Not here."
                C> 54 0=dongqua 6=x 96=y 1=dongqua 135=6,0,0,1710
                * sign-on requested challenge 6,0,0,1710 | outbound yahoo:dongqua
                C< 54 st=ffffffff id=cd877b72 0=dongqua 1=dongqua 66=14 20=http://messenger.yahoo.com/
                closed
                """);
    }

    @Test
    void presentsCookiesFromVersion15On() {
        new Transcript(rig, 16).play("""
                C> 57 st=63 1=alice
                S< 57 st=63 1=alice
                S> 57 st=1 id=77 1=alice 94=abc 13=2
                C< 57 st=1 id=77 1=alice 94=abc 13=2
                C> 54 st=63 1=alice 0=alice 277=y 278=t 307=hash 244=4194239 2=alice 2=1 98=us 135=9.0.0.2162
                S< 54 st=63 1=alice 0=alice 277=y 278=t 307=hash 244=4194239 2=alice 2=1 98=us 135=9.0.0.2162
                * sign-on requested token 9.0.0.2162 | outbound yahoo:alice
                S> 55 id=77 87= 88= 89=alice 3=alice
                C< 55 id=77 87= 88= 89=alice 3=alice
                * sign-on accepted token 9.0.0.2162 | inbound yahoo:alice
                S> f1 id=77 302=318 300=318 65=Friends 302=319 300=319 7=bob 301=319 303=319 301=318 303=318
                C< f1 id=77 302=318 300=318 65=Friends 302=319 300=319 7=bob 301=319 303=319 301=318 303=318
                S> f0 id=77 302=315 300=315 7=bob 10=99 19="at lunch" 47=1 13=1 301=315 303=315
                C< f0 id=77 302=315 300=315 7=bob 10=99 19="at lunch" 47=1 13=1 301=315 303=315
                * presence | inbound yahoo:bob "at lunch"
                """);
    }

    @Test
    void answersTheOldChallengeInVersion15() {
        new Transcript(rig, 15).play("""
                C> 57 st=63 1=alice
                S< 57 st=63 1=alice
                C> 54 st=63 0=alice 6=x 96=y 1=alice 244=4194239 135=9.0.0.2162
                S< 54 st=63 0=alice 6=x 96=y 1=alice 244=4194239 135=9.0.0.2162
                * sign-on requested challenge 9.0.0.2162 | outbound yahoo:alice
                S> f1 302=318 303=318
                C< f1 302=318 303=318
                * sign-on accepted challenge 9.0.0.2162 | inbound yahoo:alice
                """);
    }

    @Test
    void comesWithCookiesOfTheWebAlone() {
        new Transcript(rig, 0x65).play("""
                C> 226 st=5a55aa55 0=alice 1=alice 6="Y=a; T=b"
                S< 226 st=5a55aa55 0=alice 1=alice 6="Y=a; T=b"
                * sign-on requested cookie null | outbound yahoo:alice
                S> 01 id=77 0=alice 1=alice 8=1 7=bob 10=0 13=1
                C< 01 id=77 0=alice 1=alice 8=1 7=bob 10=0 13=1
                * sign-on accepted cookie null | inbound yahoo:alice
                * presence | inbound yahoo:bob
                """);
    }

    @Test
    void tellsOfTheServicesNo() {
        new Transcript(rig, 12).play("""
                C> 57 1=alice
                S< 57 1=alice
                C> 54 0=alice 6=x 96=y 1=alice
                S< 54 0=alice 6=x 96=y 1=alice
                * sign-on requested challenge null | outbound yahoo:alice
                ! deny
                S> 54 st=ffffffff id=77 0=alice 66=13
                C< 54 st=ffffffff id=77 0=alice 66=13
                * sign-on refused challenge null 13 | inbound yahoo:alice
                """);
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void accountIsWhoTheCredentialsAreOf() {
        new Transcript(rig, 12).play("""
                C> 57 1=carol
                S< 57 1=carol
                C> 54 0=alice 6=x 96=y 1=alice
                S< 54 0=alice 6=x 96=y 1=alice
                * sign-on requested challenge null | outbound yahoo:alice
                """);
        assertThat(rig.account()).hasToString("yahoo:alice");
    }

    @Test
    void accountIsWhoTheServiceSays() {
        new Transcript(rig, 12).play("""
                C> 57 1=carol
                S< 57 1=carol
                C> 54 0=alice 6=x 96=y 1=carol
                S< 54 0=alice 6=x 96=y 1=carol
                * sign-on requested challenge null | outbound yahoo:carol
                S> 55 id=77 87= 88= 89=alice,ally 3=alice
                C< 55 id=77 87= 88= 89=alice,ally 3=alice
                * sign-on accepted challenge null | inbound yahoo:alice
                """);
    }

    @Test
    void putsTheIdentitiesTogetherBeforeItLooksThemUp() {
        new Transcript(rig, 12).play("""
                C> 57 1=ally
                S< 57 1=ally
                C> 54 0=alice 6=x 96=y 1=ally
                S< 54 0=alice 6=x 96=y 1=ally
                * sign-on requested challenge null | outbound yahoo:ally
                S> 55 st=5 id=77 87= 88= 89=alice,al 3=alice
                C< 55 st=5 id=77 87= 88= 89=alice,al 3=alice
                * sign-on accepted challenge null | inbound yahoo:ally
                S> 55 id=77 89=ly
                C< 55 id=77 89=ly
                """);
        assertThat(rig.account()).hasToString("yahoo:ally");
    }

    @Test
    void keepsTheAccountWhicheverIdentityActs() {
        Transcript transcript = new Transcript(rig, 12).online("alice");
        transcript.play("""
                C> 07 id=77 3=ally
                S< 07 id=77 3=ally
                C> 06 id=77 0=alice 1=ally 5=bob 14=hi
                S< 06 id=77 0=alice 1=ally 5=bob 14=hi
                * message | outbound yahoo:alice to [yahoo:bob] "hi"
                S> 06 st=1 id=77 4=bob 5=ally 14="hi back"
                C< 06 st=1 id=77 4=bob 5=ally 14="hi back"
                * message | inbound yahoo:bob to [yahoo:alice] "hi back"
                """);
    }

    @Test
    void signsOffByTheClient() {
        new Transcript(rig, 12).online("alice").play("""
                C> 02 id=77 0=alice
                S< 02 id=77 0=alice
                * sign-off by the client | outbound yahoo:alice
                """);
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void isThrownOff() {
        new Transcript(rig, 12).online("alice").play("""
                S> 02 st=ffffffff id=77
                C< 02 st=ffffffff id=77
                * sign-off signed on elsewhere | inbound yahoo:alice
                """);
    }

    @Test
    void isThrownOffWithACode() {
        new Transcript(rig, 16).online("alice").play("""
                S> 7d1 st=ffffffff id=77 66=1014
                C< 7d1 st=ffffffff id=77 66=1014
                * sign-off by the service | inbound yahoo:alice
                """);
    }

    @Test
    void losesTheConnection() {
        new Transcript(rig, 12).online("alice");
        assertThat(rig.session().ended())
                .map(Script::describe)
                .containsExactly("sign-off connection lost | outbound yahoo:alice");
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void aNoToTheYesEndsIt() {
        new Transcript(rig, 12).play("""
                C> 57 1=alice
                S< 57 1=alice
                C> 54 0=alice 6=x 96=y 1=alice
                S< 54 0=alice 6=x 96=y 1=alice
                * sign-on requested challenge null | outbound yahoo:alice
                ! deny
                S> 55 id=77 87= 88= 89=alice 3=alice
                * sign-on accepted challenge null | inbound yahoo:alice
                C< 54 st=ffffffff id=77 0=alice 1=alice 66=14 20=http://messenger.yahoo.com/
                closed
                """);
    }

    @Test
    void dropIsSilent() {
        new Transcript(rig, 12).play("""
                C> 57 1=alice
                S< 57 1=alice
                ! drop
                C> 54 0=alice 6=x 96=y 1=alice
                * sign-on requested challenge null | outbound yahoo:alice
                closed
                """);
    }

    @Test
    void endsARunningSessionWithANoticeAndAKick() {
        Transcript transcript = new Transcript(rig, 16).online("alice");
        rig.carryOut(Side.SERVER, null, rig.session().disconnect("Closing time."));
        transcript.play("""
                C< 06 st=1 id=77 4=Sallyport 5=alice 14="Closing time." 15=1795162112 97=1 63=;0 64=0 206=0
                C< 02 st=ffffffff id=77
                closed
                C> 06 id=77 1=alice 5=bob 14=hi
                """);
        assertThat(rig.session().ended())
                .map(Script::describe)
                .containsExactly("sign-off by the gateway | outbound yahoo:alice");
    }

    @Test
    void endsAnOpenSignOnWithItsFailure() {
        Transcript transcript = new Transcript(rig, 16);
        transcript.play("C> 57 1=alice\nS< 57 1=alice");
        rig.carryOut(Side.SERVER, null, rig.session().disconnect(null));
        transcript.play("C< 54 st=ffffffff 0=alice 1=alice 66=14 20=http://messenger.yahoo.com/\nclosed");
    }
}
