package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.Rig;

class ContactListTest {

    private static final String NOBODY = "contacts of msn:alice@example.com: ";

    @ParameterizedTest
    @CsvSource({
        // Bits: 1 is the forward list, 2 and 4 who may see one and who may not, 8 who has one on theirs.
        "8,  SYN 4 9 3 0|LST bob@example.com Bob 11 0|LST carol@example.com Carol 8|LST dan@example.com Dan 5",
        "9,  SYN 4 9 3 0|LST Bob@Example.com FL 3 0|LST carol@example.com 1 6|LST dan@example.com Dan 1 0",
        "10, SYN 4 x y 3 0|LST N=bob@example.com F=Bob C=aa 11 gg|LST N=carol@example.com 4|LST N=dan@example.com F=D C=cc 1",
        "12, SYN 4 x y 3 0|LST N=bob@example.com F=Bob C=aa 3 1 gg|LST N=carol@example.com F=C%3D1 6 1|LST N=dan@example.com C=b 1 1",
        "7,  SYN 4 9|LST 4 FL 9 1 2 bob@example.com Bob 0|LST 4 FL 9 2 2 dan@example.com Dan 0|LST 4 AL 9 1 1 carol@example.com C",
    })
    void linesOfTheForwardListAreContacts(int version, String lines) {
        Rig rig = Stage.signedOn(version);
        service(rig, lines);
        assertThat(rig.contactLists().lines()).containsExactly(NOBODY + "msn:bob@example.com msn:dan@example.com");
        assertThat(rig.events()).isEmpty();
    }

    @Test
    void aWholeListTakesThePlaceOfTheOneBefore() {
        Rig rig = Stage.signedOn(9);
        service(rig, "SYN 4 9 1 0|LST bob@example.com Bob 3 0");
        service(rig, "SYN 5 10 2 0|LST carol@example.com Carol 8 0|LST dan@example.com Dan 3 0");
        assertThat(rig.contactLists().lines()).containsExactly(NOBODY + "msn:dan@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SYN 5 10 0 0", "SYN 5 x y 0 0", "LST 5 FL 10 0 0"})
    void anEmptyListIsOne(String line) {
        Rig rig = Stage.signedOn(9);
        service(rig, "SYN 4 9 1 0|LST bob@example.com Bob 3 0");
        service(rig, line);
        assertThat(rig.contactLists().lines()).containsExactly(NOBODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SYN 5 9",
                "SYN 5 x y",
                "SYN 5 x y 1 0",
                "SYN 5",
                "LST",
                "LST 5 FL",
                "LST 5 AL 9 0 0",
                "SYN 5 9 x 0"
            })
    void aListThatTheClientHasStaysAsItWas(String line) {
        Rig rig = Stage.signedOn(9);
        service(rig, "SYN 4 9 1 0|LST bob@example.com Bob 3 0");
        service(rig, line);
        assertThat(rig.contactLists().lines()).containsExactly(NOBODY + "msn:bob@example.com");
    }

    @Test
    void nobodysListIsTakenBeforeTheServiceHasLetThemIn() {
        Rig rig = Stage.rig();
        client(rig, "VER 1 MSNP9 CVR0|USR 2 TWN I alice@example.com");
        service(rig, "VER 1 MSNP9|SYN 4 9 1 0|LST bob@example.com Bob 3 0");
        assertThat(rig.contactLists().lines()).isEmpty();
    }

    @Test
    void theClientTellsItFromVersion13OnInAsManyPartsAsItLikes() {
        Rig rig = Stage.signedOn(18);
        rig.contactLists().has(rig.account(), List.of(rig.account()));
        Stage.play(rig, """
                C> ADL 4 [<ml l="1"><d n="example.com"><c n="bob" l="3" t="1"/><c n="carol" l="6" t="1"/></d></ml>]
                S< ADL 4 [<ml l="1"><d n="example.com"><c n="bob" l="3" t="1"/><c n="carol" l="6" t="1"/></d></ml>]
                C> ADL 5 [<ml l="1"><d n="yahoo.com"><c n="dan" t="32"><s n="IM" l="3"/></c></d></ml>]
                S< ADL 5 [<ml l="1"><d n="yahoo.com"><c n="dan" t="32"><s n="IM" l="3"/></c></d></ml>]
                """);
        assertThat(rig.contactLists().lines()).containsExactly(NOBODY + "msn:bob@example.com yahoo:dan@yahoo.com");
    }

    @Test
    void whoIsPassedOffAsOfTheListLaterIsNone() {
        Rig rig = Stage.signedOn(18);
        Stage.play(rig, """
                C> ADL 4 [<ml l="1"><d n="example.com"><c n="bob" l="3" t="1"/></d></ml>]
                S< ADL 4 [<ml l="1"><d n="example.com"><c n="bob" l="3" t="1"/></d></ml>]
                C> CHG 5 NLN 0
                * presence | outbound msn:alice@example.com
                S< CHG 5 NLN 0
                C> ADL 6 [<ml l="1"><d n="example.com"><c n="eve" l="3" t="1"/></d></ml>]
                S< ADL 6 [<ml l="1"><d n="example.com"><c n="eve" l="3" t="1"/></d></ml>]
                """);
        assertThat(rig.contactLists().lines()).containsExactly(NOBODY + "msn:bob@example.com");
    }

    @Test
    void whoIsTakenOffByAnIdIsNamed() {
        Stage.play(Stage.signedOn(11), """
                S> SYN 4 x y 1 0
                C< SYN 4 x y 1 0
                S> LST N=bob@example.com F=Bob C=aa 3 gg
                C< LST N=bob@example.com F=Bob C=aa 3 gg
                C> REM 5 FL aa
                * contact remove | outbound msn:alice@example.com to [msn:bob@example.com]
                S< REM 5 FL aa
                C> ADC 6 FL N=carol@example.com F=Carol
                * contact add | outbound msn:alice@example.com to [msn:carol@example.com] "carol"
                S< ADC 6 FL N=carol@example.com F=Carol
                S> ADC 6 FL N=carol@example.com F=Carol C=cc
                C< ADC 6 FL N=carol@example.com F=Carol C=cc
                C> ADC 7 FL C=cc gg
                * contact add | outbound msn:alice@example.com to [msn:carol@example.com]
                S< ADC 7 FL C=cc gg
                C> REM 8 FL cc gg
                * contact update | outbound msn:alice@example.com to [msn:carol@example.com]
                S< REM 8 FL cc gg
                C> REM 9 FL cc
                * contact remove | outbound msn:alice@example.com to [msn:carol@example.com]
                S< REM 9 FL cc
                """);
    }

    @Test
    void theAccountsOwnListsAreItsOwnDoingFromWhereverTheyAreChanged() {
        Stage.play(Stage.signedOn(18), """
                S> ADL 0 [<ml><d n="example.com"><c n="bob" l="3" t="1"/></d></ml>]
                * contact add | inbound msn:alice@example.com to [msn:bob@example.com]
                * contact permit | inbound msn:alice@example.com to [msn:bob@example.com]
                C< ADL 0 [<ml><d n="example.com"><c n="bob" l="3" t="1"/></d></ml>]
                S> RML 0 [<ml><d n="example.com"><c n="bob" l="1" t="1"/></d></ml>]
                * contact remove | inbound msn:alice@example.com to [msn:bob@example.com]
                C< RML 0 [<ml><d n="example.com"><c n="bob" l="1" t="1"/></d></ml>]
                """);
    }

    private static void service(Rig rig, String lines) {
        send(rig, Side.SERVER, lines);
    }

    private static void client(Rig rig, String lines) {
        send(rig, Side.CLIENT, lines);
    }

    private static void send(Rig rig, Side from, String lines) {
        rig.events().clear();
        for (String line : lines.split("\\|")) {
            byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.UTF_8);
            rig.send(from, bytes);
            assertThat(rig.all(from.other())).containsExactly(bytes);
        }
    }
}
