package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.trial.Rig;

/** Nothing a peer sends makes the session throw or hold more than it may. */
class BadInputTest {

    /** Lines whose tokens are not there, in any phase of any kind of connection. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "VER 1",
                "VER 1 MSNP",
                "VER 1 MSNPxy",
                "VER 1 MSNP999",
                "CVR 1",
                "USR 1",
                "USR 1 TWN",
                "USR 1 TWN I",
                "USR 1 @",
                "USR 1 OK",
                "ANS 1",
                "ANS 1 OK",
                "CAL 1",
                "CAL 1 RINGING",
                "XFR 1",
                "CHG 1",
                "PRP 1",
                "PRP 1 MFN",
                "REA 1",
                "ADD 1",
                "ADD 0",
                "ADC 1 FL",
                "ADC 0 RL N=",
                "REM 1",
                "SND 1",
                "SYN 1",
                "LST 1",
                "OUT",
                "OUT OTH",
                "PNG",
                "INF 1",
                "BLP 1",
                "MSG 1 0",
                "MSG 1 x []",
                "UUM 1 []",
                "UUM 1 x []",
                "UUN 1 []",
                "UUN 1 [x]",
                "UUN 1 x [y]",
                "UUX 1 [<]",
                "UUX 1 [<PSM]",
                "UUX 1 [<PSM>]",
                "UUX 1 [<PSM>x]",
                "UUX 1 [<PSM/>]",
                "UUX 1 [<PSM>&#x;&#99999999;&</PSM>]",
                "ADL 1 [<ml><c n=\"a\"/></ml>]",
                "ADL 1 [<ml l=1><c n=a l=999999></ml]",
                "FQY 1 []",
                "SDG 1 []",
                "PUT 1 [x]",
                "DEL 1 []",
                "PAG 1 []",
                "PGD 1 [x]",
                "SDC 1 []",
                "VAS 1 [x]",
                "QRY 1 []",
                "GCF 1",
            })
    void fromTheClient(String frame) {
        everywhere(Side.CLIENT, frame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VER 1",
                "VER 1 0",
                "VER 1 MSNP999",
                "CVR 1",
                "USR 1",
                "USR 1 OK",
                "USR 1 SSO S",
                "ANS 1 OK",
                "CAL 1",
                "CAL 1 RINGING",
                "IRO 1",
                "IRO 1 1 1",
                "IRO 1 1 1 a@b",
                "JOI",
                "JOI a@b",
                "BYE",
                "BYE a@b",
                "ACK 1",
                "NAK 1",
                "911",
                "911 1",
                "911 1 [x]",
                "XFR 1",
                "XFR 1 SB",
                "RNG",
                "RNG 1 2 3 4 5",
                "NLN",
                "NLN NLN",
                "ILN",
                "ILN 1 NLN",
                "FLN",
                "UBX [x]",
                "UBX a@b [<PSM>]",
                "UBN [x]",
                "UBN a@b 12 [<msg>*</msg>]",
                "UBN a@b 12 [<msg>====</msg>]",
                "UBM [Content-Type: text/plain||x]",
                "UBM a@b [Content-Type: text/plain||x]",
                "MSG a@b c [x]",
                "MSG [Content-Type: text/plain||x]",
                "IPG []",
                "IPG [<FROM/>]",
                "NOT []",
                "NFY []",
                "NFY PUT [x]",
                "SDG 0 [x]",
                "ADL 0 [<ml/>]",
                "ADC 0",
                "ADD 0 RL",
                "REM 0 RL",
                "CHG 1",
                "PRP",
                "OUT",
                "OUT XYZ",
                "QNG",
                "CHL",
                "SBS",
                "LST",
                "LSG",
            })
    void fromTheService(String frame) {
        everywhere(Side.SERVER, frame);
    }

    private static void everywhere(Side from, String frame) {
        for (Verdict verdict : new Verdict[] {
            Verdict.Allow.INSTANCE,
            new Verdict.Rewrite("x"),
            Verdict.Drop.INSTANCE,
            new Verdict.Deny("no"),
            new Verdict.Disconnect("no")
        }) {
            for (Rig rig : new Rig[] {
                Stage.rig(), Stage.signedOn(12), Stage.signedOn(15), Stage.signedOn(21), Stage.withBobAndCarol()
            }) {
                rig.rules(event -> Rig.decided(verdict));
                rig.send(from, Transcript.bytes(frame));
                rig.session().ended();
            }
        }
    }

    /** Markup that never closes must not cost more than its length. */
    @Test
    void hostileMarkupIsReadOnce() {
        Rig rig = Stage.signedOn(18);
        long start = System.nanoTime();
        for (String piece : new String[] {"<PSM>", "<PSM", "<c ", "<PSM>&", "<![CDATA[", "</PSM", "<a b=\"", "<a b"}) {
            rig.send(Side.CLIENT, Transcript.bytes("UUX 1 [" + piece.repeat(100_000 / piece.length()) + "]"));
            rig.send(Side.CLIENT, Transcript.bytes("ADL 1 [<ml>" + piece.repeat(100_000 / piece.length()) + "]"));
            rig.all(Side.SERVER);
        }
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    @Test
    void aListOfTooManyIsMalformed() {
        Rig rig = Stage.signedOn(18, new Limits(128 * 1024, 16, 16, 128), Stage.handoffs());
        rig.send(
                Side.CLIENT,
                Transcript.bytes("ADL 1 [<ml><d n=\"h\">" + "<c n=\"a\" l=\"1\" t=\"1\"/>".repeat(17) + "</d></ml>]"));
        assertThat(rig.malformed()).isEqualTo("list of more than 16 contacts");
    }

    /** Lines put together from words that mean something, in any order. */
    @Test
    void anyWordsInAnyOrder() {
        String[] words = {
            "USR",
            "ANS",
            "MSG",
            "CAL",
            "JOI",
            "IRO",
            "BYE",
            "XFR",
            "RNG",
            "NLN",
            "CHG",
            "ADC",
            "UUM",
            "UBM",
            "UUN",
            "OUT",
            "VER",
            "1",
            "0",
            "a@b",
            "a@b;{c}",
            "OK",
            "SB",
            "I",
            "TWN",
            "SSO",
            "1.2.3.4:1863",
            "CKI",
            "RINGING",
            "N",
            "A",
            "MSNP18",
            "32",
            "x"
        };
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            Rig rig = Stage.rig(new Limits(512, 16, 16, 128));
            rig.rules(event -> Rig.decided(random.nextBoolean() ? Verdict.Allow.INSTANCE : new Verdict.Deny("no")));
            for (int i = 0; i < 40 && !rig.closed(); i++) {
                StringBuilder line = new StringBuilder(words[random.nextInt(17)]);
                for (int j = random.nextInt(6); j > 0; j--) {
                    line.append(' ').append(words[random.nextInt(words.length)]);
                }
                if (random.nextInt(3) == 0) {
                    line.append(" \"words\"");
                }
                rig.send(random.nextBoolean() ? Side.CLIENT : Side.SERVER, Transcript.bytes(line.toString()));
            }
        }
    }
}
