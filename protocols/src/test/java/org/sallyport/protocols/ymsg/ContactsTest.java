package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.Rig;

/** Contact lists and presence: read, put in other words, refused. */
class ContactsTest {

    private final Rig rig = Transcript.rig();

    private Transcript online(int version) {
        return new Transcript(rig, version).online("alice");
    }

    private static final String NOTICE_12 = "C< 06 st=1 id=77 4=Sallyport 5=alice 14=No. 97=1 63=;0 64=0\n";
    private static final String NOTICE_16 =
            "C< 06 st=1 id=77 4=Sallyport 5=alice 14=No. 15=1795162112 97=1 63=;0 64=0 206=0\n";

    @Test
    void readsTheChangesOfOldClients() {
        online(12).play("""
                C> 83 id=77 1=alice 7=bob 65=Friends 14="add me"
                S< 83 id=77 1=alice 7=bob 65=Friends 14="add me"
                * contact add | outbound yahoo:alice to [yahoo:bob] "add me"
                S> 83 st=1 id=77 1=alice 7=bob 65=Friends 66=0
                C< 83 st=1 id=77 1=alice 7=bob 65=Friends 66=0
                C> 84 id=77 1=alice 7=bob 65=Friends
                S< 84 id=77 1=alice 7=bob 65=Friends
                * contact remove | outbound yahoo:alice to [yahoo:bob]
                C> 85 id=77 1=alice 7=bob 13=1
                S< 85 id=77 1=alice 7=bob 13=1
                * contact block | outbound yahoo:alice to [yahoo:bob]
                C> 85 id=77 1=alice 7=bob 13=2
                S< 85 id=77 1=alice 7=bob 13=2
                * contact unblock | outbound yahoo:alice to [yahoo:bob]
                C> 86 id=77 1=alice 7=bob 14="not you"
                S< 86 id=77 1=alice 7=bob 14="not you"
                * contact refuse | outbound yahoo:alice to [yahoo:bob] "not you"
                C> 89 id=77 1=alice 65=Friends 67=Foes
                S< 89 id=77 1=alice 65=Friends 67=Foes
                * contact rename | outbound yahoo:alice "foes"
                S> 0f st=3 id=77 1=alice 3=bob 14="may I?"
                C< 0f st=3 id=77 1=alice 3=bob 14="may I?"
                * contact added | inbound yahoo:bob to [yahoo:alice] "may i?"
                S> 0f st=7 id=77 1=alice 3=bob 14="not you"
                C< 0f st=7 id=77 1=alice 3=bob 14="not you"
                * contact refuse | inbound yahoo:bob to [yahoo:alice] "not you"
                S> 0f st=1 id=77 7=bob 10=0 13=1
                C< 0f st=1 id=77 7=bob 10=0 13=1
                * presence | inbound yahoo:bob
                """);
    }

    @Test
    void readsTheChangesOfNewClients() {
        online(16).play("""
                C> 83 id=77 14=hi 65=Friends 97=1 216=A 254=B 1=alice 302=319 300=319 7=bob@example.com 241=2 334=0 301=319 303=319
                S< 83 id=77 14=hi 65=Friends 97=1 216=A 254=B 1=alice 302=319 300=319 7=bob@example.com 241=2 334=0 301=319 303=319
                * contact add | outbound yahoo:alice to [msn:bob@example.com] "hi"
                C> d6 id=77 1=alice 5=bob 13=1
                S< d6 id=77 1=alice 5=bob 13=1
                * contact grant | outbound yahoo:alice to [yahoo:bob]
                C> d6 id=77 1=alice 5=bob 241=1 13=2 97=1 14=no
                S< d6 id=77 1=alice 5=bob 241=1 13=2 97=1 14=no
                * contact refuse | outbound yahoo:alice to [lcs:bob] "no"
                S> d6 st=3 id=77 4=bob 5=alice 14="may I?" 216=B 254=C
                C< d6 st=3 id=77 4=bob 5=alice 14="may I?" 216=B 254=C
                * contact ask | inbound yahoo:bob to [yahoo:alice] "may i?"
                S> d6 st=1 id=77 4=bob 5=alice 13=1
                C< d6 st=1 id=77 4=bob 5=alice 13=1
                * contact grant | inbound yahoo:bob to [yahoo:alice]
                C> e7 id=77 1=alice 302=240 300=240 7=bob 224=Friends 264=Foes 301=240 303=240
                S< e7 id=77 1=alice 302=240 300=240 7=bob 224=Friends 264=Foes 301=240 303=240
                * contact move | outbound yahoo:alice to [yahoo:bob] "foes"
                """);
    }

    @Test
    void refusesAnAddWithAnError() {
        online(12)
                .play("! deny \"No.\"\nC> 83 id=77 1=alice 7=bob 65=Friends\n"
                        + "* contact add | outbound yahoo:alice to [yahoo:bob]\n"
                        + "C< 83 st=1 id=77 1=alice 7=bob 65=Friends 66=20\n" + NOTICE_12);
    }

    @Test
    void refusesAnAddOfANewClientWithAnError() {
        online(16)
                .play("! deny \"No.\"\n"
                        + "C> 83 id=77 14=hi 65=Friends 97=1 1=alice 302=319 300=319 7=bob 241=2 301=319 303=319\n"
                        + "* contact add | outbound yahoo:alice to [msn:bob] \"hi\"\n"
                        + "C< 83 st=1 id=77 1=alice 7=bob 65=Friends 66=20 223=0 241=2\n" + NOTICE_16);
    }

    @Test
    void givesNothingToAClientThatAddsWhateverTheEchoSays() {
        online(10)
                .play("! deny \"No.\"\nC> 83 id=77 1=alice 7=bob 65=Friends\n"
                        + "* contact add | outbound yahoo:alice to [yahoo:bob]\n" + NOTICE_12);
    }

    @Test
    void refusesWhoAsksInTheAccountsName() {
        online(16).play("""
                ! deny "No."
                S> d6 st=3 id=77 4=bob 5=alice 14="may I?" 241=2
                * contact ask | inbound msn:bob to [yahoo:alice] "may i?"
                S< d6 id=77 1=alice 5=bob 241=2 13=2
                """ + NOTICE_16);
    }

    @Test
    void dropsAnAskInSilence() {
        online(16).play("""
                ! drop
                S> d6 st=3 id=77 4=bob 5=alice 14="may I?"
                * contact ask | inbound yahoo:bob to [yahoo:alice] "may i?"
                """);
    }

    @Test
    void rewritesTheWordsOfAnAdd() {
        online(12).play("""
                ! rewrite "please"
                C> 83 id=77 1=alice 7=bob 65=Friends 14="add me"
                S< 83 id=77 1=alice 7=bob 65=Friends 14=please
                * contact add | outbound yahoo:alice to [yahoo:bob] "add me"
                """);
    }

    @Test
    void readsPresenceOfOldVersions() {
        online(12).play("""
                C> 03 id=77 10=99 19="at lunch" 47=1
                S< 03 id=77 10=99 19="at lunch" 47=1
                * presence | outbound yahoo:alice "at lunch"
                S> 01 id=77 0=alice 1=alice 8=2 7=bob 10=0 13=1 7=carol 10=99 19=busy 47=2 13=1
                C< 01 id=77 0=alice 1=alice 8=2 7=bob 10=0 13=1 7=carol 10=99 19=busy 47=2 13=1
                * presence | inbound yahoo:bob
                * presence | inbound yahoo:carol "busy"
                S> 02 st=1 id=77 7=bob
                C< 02 st=1 id=77 7=bob
                * presence | inbound yahoo:bob
                """);
    }

    @Test
    void readsPresenceOfNewVersions() {
        online(16).play("""
                C> c6 id=77 10=99 19="at lunch" 97=1 47=1
                S< c6 id=77 10=99 19="at lunch" 97=1 47=1
                * presence | outbound yahoo:alice "at lunch"
                C> c5 id=77 13=2
                S< c5 id=77 13=2
                * presence | outbound yahoo:alice
                C> b9 id=77 1=alice 31=1 13=2 302=319 300=319 7=bob 301=319 303=319
                S< b9 id=77 1=alice 31=1 13=2 302=319 300=319 7=bob 301=319 303=319
                * presence | outbound yahoo:alice
                S> f0 st=1 id=77 302=315 300=315 7=bob@example.com 10=0 13=1 241=2 301=315 303=315
                C< f0 st=1 id=77 302=315 300=315 7=bob@example.com 10=0 13=1 241=2 301=315 303=315
                * presence | inbound msn:bob@example.com
                """);
    }

    @Test
    void namesEachStatus() {
        Transcript transcript = online(16);
        String[] statuses = {
            "10=0 online", "10=1 away", "10=2 busy", "10=12 invisible", "10=999 idle", "10=-1 offline", "10=99 online"
        };
        for (String status : statuses) {
            String[] parts = status.split(" ");
            String packet = "c6 st=1 id=77 7=bob " + parts[0];
            rig.send(Side.SERVER, Packets.bytes(packet, 0));
            assertThat(rig.events().removeLast()).extracting("status").isEqualTo(parts[1]);
            transcript.play("C< " + packet);
        }
    }

    @Test
    void putsAStatusInOtherWords() {
        online(16).play("""
                ! rewrite "away"
                C> c6 id=77 10=99 19="see http://example.com" 97=1 47=1
                S< c6 id=77 10=99 19=away 97=1 47=1
                * presence | outbound yahoo:alice "see http://example.com"
                ! deny
                C> c6 id=77 10=99 19="see http://example.com" 97=1 47=1
                * presence | outbound yahoo:alice "see http://example.com"
                """);
    }

    @Test
    void leavesTheClientItsListWithoutTheContacts() {
        online(16).play("""
                ! deny
                S> 01 id=77 0=alice 1=alice 8=1 7=bob 10=0 13=1
                C< 01 id=77 0=alice 1=alice 8=0
                * presence | inbound yahoo:bob
                S> f0 id=77 302=315 300=315 7=bob 10=0 13=1 301=315 303=315
                C< f0 id=77
                * presence | inbound yahoo:bob
                """);
    }
}
