package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.trial.Rig;

class ContactListTest {

    private static final String BOB = " s16\"Bob B\" 0001 0001 0000 0000";
    private static final String EVE = " s16\"eve\" 0001 0002 0000 0008 {131:\"Ev\"} 0000";
    private static final String END = " 6b000001";

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private final Rig rig = new Rig(new OscarPlugin(), new Limits(1_024, 16, 16, 128), handoffs);
    private final Transcript transcript = new Transcript(rig);

    @BeforeEach
    void signsOn() {
        handoffs.remember(
                OscarPlugin.ID,
                HexFormat.of().parseHex("c00c1e"),
                new Handoff(
                        new ServiceId("aim"),
                        new OscarPlugin().screenName(new ServiceId("aim"), "bobby"),
                        "bos",
                        null));
        transcript.play("""
                C> ch1 00000001 {6:c00c1e}
                S< ch1 00000001 {6:c00c1e}
                * sign-on requested cookie null | outbound aim:bobby
                """);
    }

    @Test
    void buddiesAreContactsAndNothingElseIs() {
        // Groups, the root among them; who may see the account and who may not; its settings; who is ignored.
        passes("#8 00 000b"
                + " s16\"\" 0000 0000 0001 0006 {c8:0001}"
                + " s16\"Friends\" 0001 0000 0001 0000"
                + BOB
                + " s16\"12345\" 0001 0003 0000 0004 {66:}"
                + " s16\"+15550100\" 0001 0004 0010 0000"
                + " s16\"pam\" 0000 0005 0002 0000"
                + " s16\"dan\" 0000 0006 0003 0000"
                + " s16\"\" 0000 0007 0004 0005 {ca:01}"
                + " s16\"ivy\" 0000 0008 000e 0000"
                + " s16\"1\" 0000 0009 0014 0000"
                + " s16\"\" 0000 000a 0000 0000"
                + END);
        assertThat(rig.contactLists().lines())
                .containsExactly("contacts of aim:bobby: aim:bobb icq:12345 aim:+15550100");
        assertThat(rig.events()).isEmpty();
    }

    @Test
    void aListInPartsIsOneAndAnotherTakesItsPlace() {
        passes("#8 !0001 00 0001" + BOB + END);
        passes("#8 00 0001 s16\"carol\" 0001 0002 0000 0000" + END);
        assertThat(rig.contactLists().lines()).containsExactly("contacts of aim:bobby: aim:bobb aim:carol");
        passes("#9 !8000 0006 {1:0004} 00 0001 s16\"dan\" 0001 0002 0000 0000" + END);
        assertThat(rig.contactLists().lines()).containsExactly("contacts of aim:bobby: aim:dan");
        passes("#a 00 0000" + END);
        assertThat(rig.contactLists().lines()).containsExactly("contacts of aim:bobby: ");
    }

    @Test
    void aListThatTheClientHasStaysAsItWas() {
        passes("#8 00 0001" + BOB + END);
        transcript.play("""
                S> 13/0f #9 6b000001 0001
                C< 13/0f #9 6b000001 0001
                """);
        assertThat(rig.contactLists().lines()).containsExactly("contacts of aim:bobby: aim:bobb");
    }

    @Test
    void aBrokenListIsReadAsFarAsItGoesAndPasses() {
        passes("#8 00 0003" + BOB + " s16\"eve\" 0001 0002 0000 ffff");
        assertThat(rig.contactLists().lines()).containsExactly("contacts of aim:bobby: aim:bobb");
        passes("#9");
        assertThat(rig.contactLists().lines()).containsExactly("contacts of aim:bobby: ");
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void noMoreItemsAreReadThanAFrameMayHave() {
        passes("#8 00 0012" + BOB.repeat(16) + EVE + EVE + END);
        assertThat(rig.contactLists().lines()).containsExactly("contacts of aim:bobby: aim:bobb");
    }

    @Test
    void whatIsAddedAndTakenOffElsewhereIsTheAccountsDoing() {
        transcript.play("""
                S> 13/08 #8 s16"carol" 0001 0003 0000 0000
                C< 13/08 #8 s16"carol" 0001 0003 0000 0000
                * contact add | inbound aim:bobby to [aim:carol]
                S> 13/0a #9 s16"carol" 0001 0003 0000 0000
                C< 13/0a #9 s16"carol" 0001 0003 0000 0000
                * contact remove | inbound aim:bobby to [aim:carol]
                """);
    }

    private void passes(String list) {
        transcript.play("S> 13/06 " + list + "\nC< 13/06 " + list);
    }
}
