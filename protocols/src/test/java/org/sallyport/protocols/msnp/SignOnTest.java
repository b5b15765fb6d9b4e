package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

/** Every way in there has been, and how it is refused. */
class SignOnTest {

    private final Rig rig = Stage.rig();

    /** Version 2, as the draft of 1999 has it: no CVR before, and the nickname in the answer. */
    @Test
    void md5() {
        Stage.play(rig, """
                C> VER 0 MSNP2 CVR0
                S< VER 0 MSNP2 CVR0
                S> VER 0 MSNP2
                C< VER 0 MSNP2
                C> INF 1
                S< INF 1
                S> INF 1 MD5
                C< INF 1 MD5
                C> USR 2 MD5 I alice@example.com
                * sign-on requested md5 null | outbound msn:alice@example.com
                S< USR 2 MD5 I alice@example.com
                S> USR 2 MD5 S 1013928519.693957190
                C< USR 2 MD5 S 1013928519.693957190
                C> USR 3 MD5 S 23e54a439a6a17d15025f4c6cbd0f6b5
                S< USR 3 MD5 S 23e54a439a6a17d15025f4c6cbd0f6b5
                S> USR 3 OK alice@example.com Alice%20A
                * sign-on accepted md5 null | inbound msn:alice@example.com
                C< USR 3 OK alice@example.com Alice%20A
                """);
        assertThat(rig.account()).isEqualTo(ScreenName.of(MsnNames.MSN, "alice@example.com"));
    }

    /** Version 8, by way of a dispatch server: there the question is asked a first time. */
    @Test
    void ticketsByWayOfADispatchServer() {
        Stage.play(rig, """
                C> VER 1 MSNP8 CVR0
                S< VER 1 MSNP8 CVR0
                S> VER 1 MSNP8 CVR0
                C< VER 1 MSNP8 CVR0
                C> CVR 2 0x0409 winnt 5.1 i386 MSMSGS 5.0.0544 MSMSGS Alice@Example.com
                S< CVR 2 0x0409 winnt 5.1 i386 MSMSGS 5.0.0544 MSMSGS Alice@Example.com
                S> CVR 2 6.0.0602 6.0.0602 1.0.0000 http://a http://b
                C< CVR 2 6.0.0602 6.0.0602 1.0.0000 http://a http://b
                C> USR 3 TWN I Alice@Example.com
                * sign-on requested twn msmsgs 5.0.0544 | outbound msn:alice@example.com
                S< USR 3 TWN I Alice@Example.com
                S> XFR 3 NS 207.46.106.118:1863 0 207.46.104.20:1863
                C< XFR 3 NS 207.46.106.118:1863 0 207.46.104.20:1863
                """);
        assertThat(rig.session().ended()).isEmpty();
    }

    /** Version 9. The ticket and what it is asked for with pass unread. */
    @Test
    void tickets() {
        Stage.play(rig, """
                C> VER 1 MSNP9 MSNP8 CVR0
                S< VER 1 MSNP9 MSNP8 CVR0
                S> VER 1 MSNP9
                C< VER 1 MSNP9
                C> USR 3 TWN I alice@example.com
                * sign-on requested twn null | outbound msn:alice@example.com
                S< USR 3 TWN I alice@example.com
                S> USR 3 TWN S lc=1033,id=507,tw=40,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229
                C< USR 3 TWN S lc=1033,id=507,tw=40,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229
                C> USR 4 TWN S t=53*1hAu8ADuD3TEwdXoOMi08sD*2!cMrntTwVMTjoB3p6stWTqzbkKZPVQzA5NOt19SLI60PY!b8K4YhC!Ooo5ug$$&p=5eKBBC
                S< USR 4 TWN S t=53*1hAu8ADuD3TEwdXoOMi08sD*2!cMrntTwVMTjoB3p6stWTqzbkKZPVQzA5NOt19SLI60PY!b8K4YhC!Ooo5ug$$&p=5eKBBC
                S> USR 4 OK alice@example.com Alice 1 0
                * sign-on accepted twn null | inbound msn:alice@example.com
                C< USR 4 OK alice@example.com Alice 1 0
                """);
    }

    /** Version 12: as 9, with the configuration asked for and no nickname in the answer. */
    @Test
    void ticketsOfTheLaterVersions() {
        Stage.play(rig, """
                C> VER 1 MSNP12 MSNP11 MSNP10 CVR0
                S< VER 1 MSNP12 MSNP11 MSNP10 CVR0
                S> VER 1 MSNP12
                C< VER 1 MSNP12
                C> CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 7.5.0324 msmsgs alice@example.com
                S< CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 7.5.0324 msmsgs alice@example.com
                C> GCF 3 Shields.xml
                S< GCF 3 Shields.xml
                S> GCF 3 Shields.xml [<config/>]
                C< GCF 3 Shields.xml [<config/>]
                C> USR 4 TWN I alice@example.com
                * sign-on requested twn msnmsgr 7.5.0324 | outbound msn:alice@example.com
                S< USR 4 TWN I alice@example.com
                S> USR 5 OK alice@example.com 1 0
                * sign-on accepted twn msnmsgr 7.5.0324 | inbound msn:alice@example.com
                C< USR 5 OK alice@example.com 1 0
                """);
    }

    /** Version 15. */
    @Test
    void singleSignOn() {
        Stage.play(rig, """
                C> VER 1 MSNP15 MSNP14 CVR0
                S< VER 1 MSNP15 MSNP14 CVR0
                S> VER 1 MSNP15
                C< VER 1 MSNP15
                C> USR 3 SSO I alice@example.com
                * sign-on requested sso null | outbound msn:alice@example.com
                S< USR 3 SSO I alice@example.com
                S> GCF 0 [<Policies/>]
                C< GCF 0 [<Policies/>]
                S> USR 3 SSO S MBI_KEY_OLD 3YJSXbuZfhOZCSsR
                C< USR 3 SSO S MBI_KEY_OLD 3YJSXbuZfhOZCSsR
                C> USR 4 SSO S t=EwCYAebpAwAU HAAAAAEAAAADZgAA
                S< USR 4 SSO S t=EwCYAebpAwAU HAAAAAEAAAADZgAA
                S> USR 4 OK alice@example.com 1 0
                * sign-on accepted sso null | inbound msn:alice@example.com
                C< USR 4 OK alice@example.com 1 0
                S> SBS 0 null
                C< SBS 0 null
                S> MSG Hotmail Hotmail [MIME-Version: 1.0|Content-Type: text/x-msmsgsprofile|MSPAuth: secret||]
                C< MSG Hotmail Hotmail [MIME-Version: 1.0|Content-Type: text/x-msmsgsprofile|MSPAuth: secret||]
                """);
    }

    /** Version 18: the machine is named, and the ticket of a circle signs nobody on again. */
    @Test
    void singleSignOnWithPlacesAndCircles() {
        Stage.play(rig, """
                C> VER 1 MSNP18 CVR0
                S< VER 1 MSNP18 CVR0
                S> VER 1 MSNP18
                C< VER 1 MSNP18
                C> USR 3 SSO I alice@example.com
                * sign-on requested sso null | outbound msn:alice@example.com
                S< USR 3 SSO I alice@example.com
                C> USR 4 SSO S t=Ew HAAA {1be99e6d-1c6e-4bea-8b3e-9c464006a774}
                S< USR 4 SSO S t=Ew HAAA {1be99e6d-1c6e-4bea-8b3e-9c464006a774}
                S> USR 4 OK alice@example.com 1 0
                * sign-on accepted sso null | inbound msn:alice@example.com
                C< USR 4 OK alice@example.com 1 0
                C> USR 5 SHA A PD94bWw=
                S< USR 5 SHA A PD94bWw=
                S> USR 5 OK alice@example.com 0 0
                C< USR 5 OK alice@example.com 0 0
                """);
    }

    /** Version 21. */
    @Test
    void singleSignOnOfTheLastVersion() {
        Stage.play(rig, """
                C> VER 1 MSNP21 CVR0
                S< VER 1 MSNP21 CVR0
                S> VER 1 MSNP21
                C< VER 1 MSNP21
                C> CVR 2 0x0409 winnt 6.1.0 i386 MSNMSGR 15.4.3502.0922 MSNMSGR alice@example.com 0
                S< CVR 2 0x0409 winnt 6.1.0 i386 MSNMSGR 15.4.3502.0922 MSNMSGR alice@example.com 0
                C> USR 3 SSO I alice@example.com
                * sign-on requested sso msnmsgr 15.4.3502.0922 | outbound msn:alice@example.com
                S< USR 3 SSO I alice@example.com
                S> XFR 3 NS 64.4.9.254:1863 U D VmVyc2lvbjogMQ0K
                C< XFR 3 NS 64.4.9.254:1863 U D VmVyc2lvbjogMQ0K
                """);
    }

    @Test
    void theServiceSaysNo() {
        Stage.play(rig, """
                C> USR 3 TWN I alice@example.com
                * sign-on requested twn null | outbound msn:alice@example.com
                S< USR 3 TWN I alice@example.com
                C> USR 4 TWN S t=x
                S< USR 4 TWN S t=x
                S> 911 4
                * sign-on refused twn null 911 | inbound msn:alice@example.com
                C< 911 4
                """);
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void anErrorOfSomethingElseIsNoRefusal() {
        Stage.play(rig, """
                C> USR 3 TWN I alice@example.com
                * sign-on requested twn null | outbound msn:alice@example.com
                S< USR 3 TWN I alice@example.com
                S> 800 2
                C< 800 2
                """);
    }

    @Test
    void weSayNo() {
        Stage.play(rig, """
                C> VER 1 MSNP8 CVR0
                S< VER 1 MSNP8 CVR0
                ! deny "Not here."
                C> USR 3 TWN I alice@example.com
                * sign-on requested twn null | outbound msn:alice@example.com
                C< 911 3
                closed
                """);
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void weSayNoWithoutAWord() {
        Stage.play(rig, """
                ! drop
                C> USR 3 TWN I alice@example.com
                * sign-on requested twn null | outbound msn:alice@example.com
                closed
                """);
    }

    @Test
    void weSayNoWhenTheServiceHasSaidYes() {
        Stage.play(rig, """
                C> USR 3 TWN I alice@example.com
                * sign-on requested twn null | outbound msn:alice@example.com
                S< USR 3 TWN I alice@example.com
                C> USR 4 TWN S t=x
                S< USR 4 TWN S t=x
                ! deny
                S> USR 4 OK alice@example.com Alice 1 0
                * sign-on accepted twn null | inbound msn:alice@example.com
                C< 911 4
                closed
                """);
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void aMethodNobodyKnowsIsNotRepeated() {
        Stage.play(rig, """
                C> USR 3 XYZ I alice@example.com
                * sign-on requested other null | outbound msn:alice@example.com
                S< USR 3 XYZ I alice@example.com
                """);
    }

    @Test
    void leaves() {
        Rig alice = Stage.signedOn(18);
        Stage.play(alice, """
                C> OUT
                * sign-off by the client | outbound msn:alice@example.com
                S< OUT
                """);
        assertThat(alice.session().ended()).isEmpty();
    }

    @Test
    void isPutOut() {
        Stage.play(Stage.signedOn(18), """
                S> OUT OTH
                * sign-off signed on elsewhere | inbound msn:alice@example.com
                C< OUT OTH
                """);
        Stage.play(Stage.signedOn(18), """
                ! deny
                S> OUT SSD
                * sign-off service going down | inbound msn:alice@example.com
                C< OUT SSD
                """);
        Stage.play(Stage.signedOn(18), """
                S> UBN alice@example.com;{aaaa} 4 [gtfo]
                * sign-off signed off from another place | inbound msn:alice@example.com
                C< UBN alice@example.com;{aaaa} 4 [gtfo]
                S> OUT OTH
                C< OUT OTH
                """);
    }

    @Test
    void isLost() {
        List<ImEvent> last = Stage.signedOn(18).session().ended();
        assertThat(last).hasSize(1);
        assertThat(Script.describe(last.get(0))).isEqualTo("sign-off connection lost | outbound msn:alice@example.com");
    }

    @Test
    void isPutOutByUs() {
        Rig alice = Stage.signedOn(9);
        alice.carryOut(Side.CLIENT, null, alice.session().disconnect("Bye."));
        Stage.play(alice, """
                C< MSG Sallyport Sallyport ~"Bye."
                C< OUT
                S< OUT
                closed
                """);
        assertThat(Script.describe(alice.session().ended().get(0)))
                .isEqualTo("sign-off by the gateway | outbound msn:alice@example.com");
    }

    /** A switchboard whose cookie nobody told us of, as after a restart, is a way in. */
    @Test
    void anUnknownCookieSignsOn() {
        Stage.play(rig, """
                C> USR 93 alice@example.com 1835953129.20013021.2623242
                * sign-on requested cookie null | outbound msn:alice@example.com
                S< USR 93 alice@example.com 1835953129.20013021.2623242
                S> USR 93 OK alice@example.com Alice
                * sign-on accepted cookie null | inbound msn:alice@example.com
                C< USR 93 OK alice@example.com Alice
                """);
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void anUnknownCookieIsRefused() {
        Stage.play(rig, """
                ! deny
                C> ANS 89 alice@example.com 1115371039.15845 17069658
                * sign-on requested cookie null | outbound msn:alice@example.com
                C< 911 89
                closed
                """);
    }

    @Test
    void aCookieOfSomebodyElseIsAForgery() {
        Handoffs handoffs = Stage.handoffs();
        Stage.play(Stage.signedOn(18, Limits.DEFAULT, handoffs), """
                S> RNG 17 192.0.2.7:1863 CKI c1 bob@example.com Bob U messenger.hotmail.com 1
                C< RNG 17 192.0.2.7:1863 CKI c1 bob@example.com Bob U messenger.hotmail.com 1
                """);
        Rig mallory = Stage.rig(Limits.DEFAULT, handoffs);
        mallory.rules(event -> Rig.decided(new Verdict.Deny(null)));
        Stage.play(mallory, """
                C> ANS 1 mallory@example.com c1 17
                * forged cookie of another account | outbound msn:mallory@example.com to [msn:alice@example.com]
                C< 911 1
                closed
                """);
    }

    @Test
    void nobodySignsOnTwice() {
        Rig alice = Stage.signedOn(18);
        alice.send(Side.CLIENT, Transcript.bytes("USR 9 SSO I bob@example.com"));
        assertThat(alice.malformed()).isEqualTo("second sign-on");
        assertThat(alice.account().normalized()).isEqualTo("alice@example.com");
    }
}
