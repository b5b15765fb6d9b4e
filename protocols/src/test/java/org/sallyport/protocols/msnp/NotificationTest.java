package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.trial.Rig;

/** Presence, profiles, contact lists, other networks and telephones, and how each is refused. */
class NotificationTest {

    @ParameterizedTest
    @CsvSource({
        "8,  NLN IDL bob@example.com Bob 0,                              idle",
        "9,  ILN 6 AWY bob@example.com Bob 1073741856 %3Cmsnobj%2F%3E,   away",
        "13, NLN NLN Bob@Example.com B%20b 0,                            online",
        "14, NLN BSY bob@example.com 1 Bob 0,                            busy",
        "16, ILN 6 LUN bob@example.com 1 Bob 0:0 0,                      lunch",
        "18, NLN PHN 1:bob@example.com Bob 2416181284:00 0,              phone",
        "18, NLN BRB 1:bob@example.com;{aaaa} Bob 0:0 0,                 back-soon",
        "9,  FLN bob@example.com,                                        offline",
        "15, FLN bob@example.com 1 0,                                    offline",
        "18, FLN 1:bob@example.com 0:0,                                  offline",
        "18, NLN ODD 1:bob@example.com Bob 0:0 0,                        unknown",
    })
    void othersCome(int version, String line, String status) {
        Rig rig = Stage.signedOn(version);
        rig.send(Side.SERVER, Transcript.bytes(line));
        assertThat(rig.events()).hasSize(1);
        assertThat(rig.events().getLast()).isInstanceOfSatisfying(ImEvent.Presence.class, presence -> {
            assertThat(presence.from()).isEqualTo(ScreenName.of(MsnNames.MSN, "bob@example.com"));
            assertThat(presence.status()).isEqualTo(status);
        });
        assertThat(rig.received(Side.CLIENT)).isEqualTo(Transcript.bytes(line));
    }

    @ParameterizedTest
    @CsvSource({
        "14, NLN NLN bob@yahoo.com 32 Bob 0 0 http://x/y",
        "18, NLN NLN 32:bob@yahoo.com Bob 0:0 0",
        "15, FLN bob@yahoo.com 32 0",
    })
    void peopleOfYahooAreNotPeopleOfMsn(int version, String line) {
        Rig rig = Stage.signedOn(version);
        rig.send(Side.SERVER, Transcript.bytes(line));
        assertThat(rig.events().getLast().from()).isEqualTo(ScreenName.of(MsnNames.YAHOO, "bob@yahoo.com"));
    }

    @Test
    void oneself() {
        Stage.play(Stage.signedOn(18), """
                C> CHG 13 NLN 2416181284:00 0
                * presence | outbound msn:alice@example.com
                S< CHG 13 NLN 2416181284:00 0
                S> CHG 13 NLN 2416181284:00 0
                C< CHG 13 NLN 2416181284:00 0
                S> NLN NLN 1:alice@example.com Alice 2416181284:00 0
                C< NLN NLN 1:alice@example.com Alice 2416181284:00 0
                S> UBX 1:alice@example.com [<PrivateEndpointData id="{A}"/><Data><PSM>mine</PSM></Data>]
                C< UBX 1:alice@example.com [<PrivateEndpointData id="{A}"/><Data><PSM>mine</PSM></Data>]
                C> PRP 14 MFN Alice%20A
                * profile | outbound msn:alice@example.com "alice a"
                S< PRP 14 MFN Alice%20A
                C> PRP 15 PHH 555
                S< PRP 15 PHH 555
                C> REA 16 alice@example.com Al
                * profile | outbound msn:alice@example.com "al"
                S< REA 16 alice@example.com Al
                C> REA 17 bob@example.com Bobby
                * contact update | outbound msn:alice@example.com to [msn:bob@example.com] "bobby"
                S< REA 17 bob@example.com Bobby
                """);
    }

    @Test
    void personalMessages() {
        Stage.play(Stage.signedOn(18), """
                C> UUX 10 [<Data><PSM>a &lt;3 b</PSM><CurrentMedia>\\0Music\\01\\0{0} - {1}\\0Song\\0Band\\0</CurrentMedia></Data>]
                * profile | outbound msn:alice@example.com "a <3 b"
                * profile | outbound msn:alice@example.com " music 1 {0} - {1} song band "
                S< UUX 10 [<Data><PSM>a &lt;3 b</PSM><CurrentMedia>\\0Music\\01\\0{0} - {1}\\0Song\\0Band\\0</CurrentMedia></Data>]
                S> UUX 10 []
                C< UUX 10 []
                C> UUX 11 [<EndpointData><Capabilities>0:0</Capabilities></EndpointData>]
                S< UUX 11 [<EndpointData><Capabilities>0:0</Capabilities></EndpointData>]
                C> UUX 12 [<Data><PSM></PSM><CurrentMedia></CurrentMedia></Data>]
                S< UUX 12 [<Data><PSM></PSM><CurrentMedia></CurrentMedia></Data>]
                S> UBX 1:bob@example.com [<Data><PSM>se<b/>c<![CDATA[r]]>et</PSM></Data>]
                * profile | inbound msn:bob@example.com "secret"
                C< UBX 1:bob@example.com [<Data><PSM>se<b/>c<![CDATA[r]]>et</PSM></Data>]
                S> UBX 1:bob@example.com []
                C< UBX 1:bob@example.com []
                ! deny
                C> UUX 13 [<Data><PSM>no</PSM></Data>]
                * profile | outbound msn:alice@example.com "no"
                C< 715 13
                S> UBX 1:bob@example.com [<Data><PSM>no</PSM></Data>]
                * profile | inbound msn:bob@example.com "no"
                ! drop
                C> UUX 14 [<Data><PSM>no</PSM></Data>]
                * profile | outbound msn:alice@example.com "no"
                C< UUX 14 []
                C> CHG 15 HDN 0:0
                * presence | outbound msn:alice@example.com
                C< CHG 15 HDN 0:0
                """);
    }

    @Test
    void contactsOfTheFirstVersions() {
        Stage.play(Stage.signedOn(9), """
                C> ADD 10 FL bob@example.com Bob%20B 0
                * contact add | outbound msn:alice@example.com to [msn:bob@example.com] "bob b"
                S< ADD 10 FL bob@example.com Bob%20B 0
                S> ADD 10 FL 101 bob@example.com Bob%20B 0
                C< ADD 10 FL 101 bob@example.com Bob%20B 0
                S> ADD 0 RL 102 carol@example.com buy%20pills
                * contact added | inbound msn:carol@example.com to [msn:alice@example.com] "buy pills"
                C< ADD 0 RL 102 carol@example.com buy%20pills
                C> REM 11 BL carol@example.com
                * contact undeny | outbound msn:alice@example.com to [msn:carol@example.com]
                S< REM 11 BL carol@example.com
                ! deny "Ask first."
                C> ADD 12 AL dan@example.com Dan
                * contact permit | outbound msn:alice@example.com to [msn:dan@example.com] "dan"
                C< 201 12
                C< MSG Sallyport Sallyport ~"Ask first."
                """);
    }

    @Test
    void contactsOfTheMiddleVersions() {
        Stage.play(Stage.signedOn(12), """
                C> ADC 16 FL N=bob@example.com F=Bob%20B
                * contact add | outbound msn:alice@example.com to [msn:bob@example.com] "bob b"
                S< ADC 16 FL N=bob@example.com F=Bob%20B
                C> ADC 17 FL C=4d1ef43d-17de-4bbb-98a6-ccf5430f9151 d1ed4f2e-17de-4bbb-98a6-ccf5430f9151
                * contact add | outbound msn:alice@example.com
                S< ADC 17 FL C=4d1ef43d-17de-4bbb-98a6-ccf5430f9151 d1ed4f2e-17de-4bbb-98a6-ccf5430f9151
                S> ADC 0 RL N=carol@example.com F=Carol
                * contact added | inbound msn:carol@example.com to [msn:alice@example.com] "carol"
                C< ADC 0 RL N=carol@example.com F=Carol
                C> REM 18 FL 4d1ef43d-17de-4bbb-98a6-ccf5430f9151
                * contact remove | outbound msn:alice@example.com
                S< REM 18 FL 4d1ef43d-17de-4bbb-98a6-ccf5430f9151
                ! drop
                C> ADC 19 BL N=dan@example.com
                * contact deny | outbound msn:alice@example.com to [msn:dan@example.com]
                """);
    }

    @Test
    void contactsOfTheLastVersions() {
        Stage.play(Stage.signedOn(18), """
                C> ADL 7 [<ml l="1"><d n="example.com"><c n="bob" l="3" t="1"/></d></ml>]
                S< ADL 7 [<ml l="1"><d n="example.com"><c n="bob" l="3" t="1"/></d></ml>]
                S> ADL 7 OK
                C< ADL 7 OK
                C> ADL 8 [<ml><d n="example.com"><c n="bob" l="3" t="1"/></d><d n="yahoo.com"><c n="carol" t="32"><s n="IM" l="4"/></c></d></ml>]
                * contact add | outbound msn:alice@example.com to [msn:bob@example.com]
                * contact permit | outbound msn:alice@example.com to [msn:bob@example.com]
                * contact deny | outbound msn:alice@example.com to [yahoo:carol@yahoo.com]
                S< ADL 8 [<ml><d n="example.com"><c n="bob" l="3" t="1"/></d><d n="yahoo.com"><c n="carol" t="32"><s n="IM" l="4"/></c></d></ml>]
                C> RML 9 [<ml><t><c n="tel:+15550100" l="1" t="4"/></t></ml>]
                * contact remove | outbound msn:alice@example.com to [msn:tel:+15550100]
                S< RML 9 [<ml><t><c n="tel:+15550100" l="1" t="4"/></t></ml>]
                S> ADL 0 [<ml><d n="example.com"><c n="dan" t="1" l="8" f="Dan"/></d></ml>]
                * contact added | inbound msn:dan@example.com to [msn:alice@example.com]
                C< ADL 0 [<ml><d n="example.com"><c n="dan" t="1" l="8" f="Dan"/></d></ml>]
                S> 241 8 [<ml/>]
                C< 241 8 [<ml/>]
                C> FQY 10 [<ml><d n="yahoo.com"><c n="erin"/></d></ml>]
                * lookup | outbound msn:alice@example.com to [msn:erin@yahoo.com]
                S< FQY 10 [<ml><d n="yahoo.com"><c n="erin"/></d></ml>]
                S> FQY 10 [<ml><d n="yahoo.com"><c n="erin" t="32"/></d></ml>]
                C< FQY 10 [<ml><d n="yahoo.com"><c n="erin" t="32"/></d></ml>]
                C> SDC 11 frank@example.com 0x0409 MSMSGS MSMSGS X X Alice [Join me!]
                * contact invite | outbound msn:alice@example.com to [msn:frank@example.com]
                S< SDC 11 frank@example.com 0x0409 MSMSGS MSMSGS X X Alice [Join me!]
                ! deny
                C> ADL 12 [<ml><d n="example.com"><c n="gil" l="1" t="1"/></d></ml>]
                * contact add | outbound msn:alice@example.com to [msn:gil@example.com]
                C< 201 12
                C> FQY 13 [<ml><d n="yahoo.com"><c n="erin"/></d></ml>]
                * lookup | outbound msn:alice@example.com to [msn:erin@yahoo.com]
                C< 502 13
                ! drop
                C> RML 14 [<ml><d n="example.com"><c n="bob" l="1" t="1"/></d></ml>]
                * contact remove | outbound msn:alice@example.com to [msn:bob@example.com]
                C< RML 14 OK
                """);
    }

    @Test
    void otherNetworks() {
        Stage.play(Stage.signedOn(15), """
                C> UUM 20 carol@yahoo.com 32 1 "hello"
                * message | outbound msn:alice@example.com to [yahoo:carol@yahoo.com] "hello"
                S< UUM 20 carol@yahoo.com 32 1 "hello"
                S> UBM carol@yahoo.com 32 alice@example.com 1 1 "hi"
                * message | inbound yahoo:carol@yahoo.com to [msn:alice@example.com] "hi"
                C< UBM carol@yahoo.com 32 alice@example.com 1 1 "hi"
                C> UUM 21 carol@yahoo.com 32 2 [Content-Type: text/x-msmsgscontrol|TypingUser: alice@example.com|||]
                * typing started | outbound msn:alice@example.com to [yahoo:carol@yahoo.com]
                S< UUM 21 carol@yahoo.com 32 2 [Content-Type: text/x-msmsgscontrol|TypingUser: alice@example.com|||]
                S> UBM carol@yahoo.com 32 alice@example.com 1 3 [Content-Type: text/x-msnmsgr-datacast||ID: 1|]
                * message nudge | inbound yahoo:carol@yahoo.com to [msn:alice@example.com]
                C< UBM carol@yahoo.com 32 alice@example.com 1 3 [Content-Type: text/x-msnmsgr-datacast||ID: 1|]
                C> UUM 22 bob@example.com 1 1 "later"
                * message [offline] | outbound msn:alice@example.com to [msn:bob@example.com] "later"
                S< UUM 22 bob@example.com 1 1 "later"
                ! rewrite "x"
                C> UUM 23 carol@yahoo.com 32 1 "hello"
                * message | outbound msn:alice@example.com to [yahoo:carol@yahoo.com] "hello"
                S< UUM 23 carol@yahoo.com 32 1 "x"
                ! deny
                C> UUM 24 carol@yahoo.com 32 1 "hello"
                * message | outbound msn:alice@example.com to [yahoo:carol@yahoo.com] "hello"
                C< 508 24
                S> UBM carol@yahoo.com 32 alice@example.com 1 1 "hi"
                * message | inbound yahoo:carol@yahoo.com to [msn:alice@example.com] "hi"
                """);
    }

    @Test
    void telephones() {
        Stage.play(Stage.signedOn(13), """
                C> PGD 30 tel:+15550100 1 [<TEXT xml:space="preserve" enc="utf-8">call &amp; me</TEXT>]
                * message sms | outbound msn:alice@example.com to [msn:tel:+15550100] "call & me"
                S< PGD 30 tel:+15550100 1 [<TEXT xml:space="preserve" enc="utf-8">call &amp; me</TEXT>]
                C> PAG 31 bob@example.com [call me]
                * message sms | outbound msn:alice@example.com to [msn:bob@example.com] "call me"
                S< PAG 31 bob@example.com [call me]
                S> IPG [<NOTIFICATION><FROM name="tel:+15550100"/><MSG id="0"><BODY><TEXT>ok</TEXT></BODY></MSG></NOTIFICATION>]
                * message sms | inbound msn:tel:+15550100 to [msn:alice@example.com] "ok"
                C< IPG [<NOTIFICATION><FROM name="tel:+15550100"/><MSG id="0"><BODY><TEXT>ok</TEXT></BODY></MSG></NOTIFICATION>]
                ! deny
                C> PGD 32 tel:+15550100 1 [<TEXT>no</TEXT>]
                * message sms | outbound msn:alice@example.com to [msn:tel:+15550100] "no"
                C< 509 32
                """);
    }

    @Test
    void calls() {
        Stage.play(Stage.signedOn(18), """
                C> UUN 40 bob@example.com;{aaaa} 2 [INVITE]
                * invite voice propose | outbound msn:alice@example.com to [msn:bob@example.com]
                S< UUN 40 bob@example.com;{aaaa} 2 [INVITE]
                S> UUN 40 OK
                C< UUN 40 OK
                S> UBN bob@example.com;{aaaa} 12 [<sip e="base64" fid="1" i="1"><msg>SU5WSVRFIGENCg0KbT12aWRlbw==</msg></sip>]
                * invite video propose | inbound msn:bob@example.com to [msn:alice@example.com]
                C< UBN bob@example.com;{aaaa} 12 [<sip e="base64" fid="1" i="1"><msg>SU5WSVRFIGENCg0KbT12aWRlbw==</msg></sip>]
                C> UUN 41 bob@example.com;{aaaa} 12 [<sip><msg>U0lQLzIuMCAyMDAgT0s=</msg></sip>]
                * invite voice accept | outbound msn:alice@example.com to [msn:bob@example.com]
                S< UUN 41 bob@example.com;{aaaa} 12 [<sip><msg>U0lQLzIuMCAyMDAgT0s=</msg></sip>]
                C> UUN 42 bob@example.com 1 [<xml/>]
                * invite file-sharing propose | outbound msn:alice@example.com to [msn:bob@example.com]
                S< UUN 42 bob@example.com 1 [<xml/>]
                C> UUN 43 bob@example.com 5 [9f9f;1.2.3.4:1863]
                S< UUN 43 bob@example.com 5 [9f9f;1.2.3.4:1863]
                C> UUN 44 bob@example.com 99 [x]
                * unclassified uun 99 | outbound msn:alice@example.com
                S< UUN 44 bob@example.com 99 [x]
                ! deny
                C> UUN 45 bob@example.com;{aaaa} 2 [INVITE]
                * invite voice propose | outbound msn:alice@example.com to [msn:bob@example.com]
                C< UUN 45 OK
                """);
    }

    @Test
    void whatNobodyHasANameFor() {
        Stage.play(Stage.signedOn(18), """
                C> XYZ 50 foo
                * unclassified xyz | outbound msn:alice@example.com
                S< XYZ 50 foo
                S> FOO 0 [|binary]
                * unclassified foo | inbound ?
                C< FOO 0 [|binary]
                S> NLN NLN 1:alice@example.com Alice 0:0 0
                C< NLN NLN 1:alice@example.com Alice 0:0 0
                ! deny
                C> XYZ 51 foo
                * unclassified xyz | outbound msn:alice@example.com
                C< 502 51
                """);
    }
}
