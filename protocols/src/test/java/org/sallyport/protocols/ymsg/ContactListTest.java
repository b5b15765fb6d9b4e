package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.trial.Rig;

class ContactListTest {

    private static final String ALICES = "contacts of yahoo:alice: ";

    private final Rig rig = Transcript.rig();

    @Test
    void whoIsInAGroupIsAContactAndWhoIsIgnoredIsNot() {
        asks(new Transcript(rig, 12)).play(passes("""
                55 id=77 87="Friends:Bob,carol\\x0aWork: 9 to 5:dan,bob,\\x0aNone:\\x0aeve\\x0a" 88=ivy 89=alice,al 3=alice
                """) + "* sign-on accepted challenge null | inbound yahoo:alice");
        assertThat(rig.contactLists().lines()).containsExactly(ALICES + "yahoo:bob yahoo:carol yahoo:dan");
    }

    @Test
    void aListInPartsIsPutTogetherBeforeItIsTakenApart() {
        Transcript transcript = asks(new Transcript(rig, 12));
        transcript.play(passes("55 st=5 id=77 87=\"Friends:bob,ca\"")
                + "* sign-on accepted challenge null | inbound yahoo:alice");
        assertThat(rig.contactLists().lines()).isEmpty();
        transcript.play(passes("55 st=5 id=77 87=\"rol\\x0aWo\""));
        transcript.play(passes("55 id=77 87=\"rk:dan\\x0a\" 88= 89=alice 3=alice"));
        assertThat(rig.contactLists().lines()).containsExactly(ALICES + "yahoo:bob yahoo:carol yahoo:dan");
        // Asked for again.
        transcript.play(passes("55 id=77 87=\"Friends:eve\\x0a\" 88= 89=alice 3=alice"));
        assertThat(rig.contactLists().lines()).containsExactly(ALICES + "yahoo:eve");
        transcript.play(passes("55 id=77 89=alice 3=alice"));
        assertThat(rig.contactLists().lines()).containsExactly(ALICES + "yahoo:eve");
    }

    @Test
    void recordsTellNetworksAndWhoIsIgnored() {
        asks(new Transcript(rig, 16)).play(passes("""
                f1 id=77 302=318 300=318 65=Friends 302=319 300=319 7=bob 223=1 301=319 300=319 7=carol 241=2 317=2 301=319 303=319 \
                301=318 300=318 65=Work 302=319 300=319 7=dan 301=319 303=319 301=318 303=318 \
                302=320 300=320 7=ivy 301=320 300=320 7=joe 301=320 303=320
                """) + "* sign-on accepted challenge null | inbound yahoo:alice");
        assertThat(rig.contactLists().lines()).containsExactly(ALICES + "yahoo:bob msn:carol yahoo:dan");
    }

    @Test
    void recordsMayComeInSeveralPacketsAndTheTextBesideThemCountsForNothing() {
        Transcript transcript = asks(new Transcript(rig, 16));
        transcript.play(passes("55 id=77 87=\"Old:zoe\\x0a\" 88= 89=alice 3=alice")
                + "* sign-on accepted challenge null | inbound yahoo:alice");
        assertThat(rig.contactLists().lines()).containsExactly(ALICES + "yahoo:zoe");
        transcript.play(passes("f1 st=9 id=77 302=318 300=318 65=Friends 302=319 300=319 7=bob"));
        assertThat(rig.contactLists().lines()).containsExactly(ALICES + "yahoo:bob");
        transcript.play(passes("f1 id=77 301=319 300=319 7=carol 301=319 303=319 301=318 303=318"));
        transcript.play(passes("55 id=77 87= 88= 89=alice 3=alice"));
        assertThat(rig.contactLists().lines()).containsExactly(ALICES + "yahoo:bob yahoo:carol");
    }

    @Test
    void nothingIsTakenOfWhoIsNotLetIn() {
        asks(new Transcript(rig, 12)).play("""
                ! deny
                S> 55 id=77 87="Friends:bob\\x0a" 88= 89=alice 3=alice
                * sign-on accepted challenge null | inbound yahoo:alice
                C< 54 st=ffffffff id=77 0=alice 1=alice 66=14 20=http://messenger.yahoo.com/
                closed
                """);
        assertThat(rig.contactLists().lines()).isEmpty();
    }

    @Test
    void aListWithoutAnEndIsReadAsFarAsThereIsRoom() {
        Rig narrow = Transcript.rig(new Limits(4_096, 16, 16, 128));
        Transcript transcript = asks(new Transcript(narrow, 12));
        String id = "friend-with-a-long-name,";
        transcript.play(
                passes("55 st=5 id=77 87=Friends:" + id) + "* sign-on accepted challenge null | inbound yahoo:alice");
        for (int i = 0; i < 30; i++) {
            transcript.play(passes("55 st=5 id=77 87=" + id.repeat(100)));
        }
        transcript.play(passes("55 id=77 87=last 88= 89=alice 3=alice"));
        assertThat(narrow.contactLists().lines()).containsExactly(ALICES + "yahoo:friend-with-a-long-name");
    }

    private static Transcript asks(Transcript transcript) {
        transcript.play("""
                C> 57 1=alice
                S< 57 1=alice
                C> 54 id=77 0=alice 6=proof 96=proof 1=alice
                S< 54 id=77 0=alice 6=proof 96=proof 1=alice
                * sign-on requested challenge null | outbound yahoo:alice
                """);
        return transcript;
    }

    private static String passes(String packet) {
        return "S> %1$s\nC< %1$s\n".formatted(packet.strip());
    }
}
