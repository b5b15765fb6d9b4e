package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.trial.Rig;

/** Files in all three generations. */
class FileTest {

    private static final String ID = "abcdefghijklmnopqrstuv$$";
    private static final String OFFER = "dc id=77 1=alice 5=bob 265=" + ID
            + " 222=1 266=2 302=268 300=268 27=a.txt 28=5 301=268 300=268 27=b.txt 28=6 301=268 303=268";
    private static final String OFFERS =
            "* file propose | outbound yahoo:alice to [yahoo:bob] [fileinfo[name=a.txt, size=5, count=1], fileinfo[name=b.txt, size=6, count=1]]\n";
    private static final String OFFERED =
            "dc st=1 id=77 4=bob 5=alice 265=" + ID + " 222=1 266=1 302=268 300=268 27=c.exe 28=7 301=268 303=268";
    private static final String IS_OFFERED =
            "* file propose | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=c.exe, size=7, count=1]]\n";

    private final Rig rig = Transcript.rig();
    private final Transcript transcript = new Transcript(rig, 12);

    @BeforeEach
    void signOn() {
        transcript.online("alice");
    }

    @Test
    void readsWhatIsAgreedOnInThreeSteps() {
        transcript.play("C> " + OFFER + "\nS< " + OFFER + "\n" + OFFERS + """
                S> dc st=1 id=77 4=bob 5=alice 265=X 222=3
                C< dc st=1 id=77 4=bob 5=alice 265=X 222=3
                * file accept | inbound yahoo:bob to [yahoo:alice]
                C> dd id=77 1=alice 5=bob 265=X 27=a.txt 249=3 250=192.0.2.9
                S< dd id=77 1=alice 5=bob 265=X 27=a.txt 249=3 250=192.0.2.9
                * file begin | outbound yahoo:alice to [yahoo:bob] [fileinfo[name=a.txt, size=-1, count=1]]
                S> de st=1 id=77 4=bob 5=alice 265=X 27=a.txt 249=3 251=token
                C< de st=1 id=77 4=bob 5=alice 265=X 27=a.txt 249=3 251=token
                * file begin | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=a.txt, size=-1, count=1]]
                S> de st=1 id=77 4=bob 5=alice 265=X 271=1
                C< de st=1 id=77 4=bob 5=alice 265=X 271=1
                * file begin | inbound yahoo:bob to [yahoo:alice]
                S> dd st=1 id=77 4=bob 5=alice 265=Y 27=c.exe 249=1 250=http://192.0.2.9/x
                C< dd st=1 id=77 4=bob 5=alice 265=Y 27=c.exe 249=1 250=http://192.0.2.9/x
                * file begin | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=c.exe, size=-1, count=1]]
                * invite direct-connection propose | inbound yahoo:bob to [yahoo:alice]
                C> de id=77 1=alice 5=bob 265=Y 66=-3
                S< de id=77 1=alice 5=bob 265=Y 66=-3
                * file counter | outbound yahoo:alice to [yahoo:bob]
                C> de st=ffffffff id=77 1=alice 5=bob 265=Y 66=-1
                S< de st=ffffffff id=77 1=alice 5=bob 265=Y 66=-1
                * file cancel | outbound yahoo:alice to [yahoo:bob]
                C> dc id=77 1=alice 5=bob 265=Z 222=4
                S< dc id=77 1=alice 5=bob 265=Z 222=4
                * file decline | outbound yahoo:alice to [yahoo:bob]
                S> dc st=1 id=77 4=bob 5=alice 265=Z 222=2
                C< dc st=1 id=77 4=bob 5=alice 265=Z 222=2
                * file cancel | inbound yahoo:bob to [yahoo:alice]
                """);
    }

    @Test
    void refusesAnOfferInTheOthersName() {
        transcript.play("! deny\nC> " + OFFER + "\n" + OFFERS
                + "C< dc st=1 id=77 4=bob 5=alice 265=" + ID + " 222=4\n"
                + "S> " + OFFERED + "\n" + IS_OFFERED
                + "S< dc id=77 1=alice 5=bob 265=" + ID + " 222=4\n"
                + "! drop\nC> " + OFFER + "\n" + OFFERS);
    }

    @Test
    void endsForBothWhatComesUpLater() {
        transcript.play("""
                ! deny
                C> dc id=77 1=alice 5=bob 265=X 222=3
                * file accept | outbound yahoo:alice to [yahoo:bob]
                C< dc st=1 id=77 4=bob 5=alice 265=X 222=2
                S< dc id=77 1=alice 5=bob 265=X 222=4
                S> dc st=1 id=77 4=bob 5=alice 265=X 222=3
                * file accept | inbound yahoo:bob to [yahoo:alice]
                S< dc id=77 1=alice 5=bob 265=X 222=2
                C< dc st=1 id=77 4=bob 5=alice 265=X 222=4
                C> dd id=77 1=alice 5=bob 265=X 27=a.txt 249=3 250=192.0.2.9
                * file begin | outbound yahoo:alice to [yahoo:bob] [fileinfo[name=a.txt, size=-1, count=1]]
                C< de st=ffffffff id=77 4=bob 5=alice 265=X 66=-1
                S< dd st=ffffffff id=77 1=alice 5=bob 265=X 66=-1
                S> dd st=1 id=77 4=bob 5=alice 265=X 27=c.exe 249=3 250=192.0.2.9 251=t
                * file begin | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=c.exe, size=-1, count=1]]
                S< de st=ffffffff id=77 1=alice 5=bob 265=X 66=-1
                C< dd st=ffffffff id=77 4=bob 5=alice 265=X 66=-1
                C> de id=77 1=alice 5=bob 265=X 27=c.exe 249=3 251=t
                * file begin | outbound yahoo:alice to [yahoo:bob] [fileinfo[name=c.exe, size=-1, count=1]]
                S< de st=ffffffff id=77 1=alice 5=bob 265=X 66=-1
                C< dd st=ffffffff id=77 4=bob 5=alice 265=X 66=-1
                S> dc st=1 id=77 4=bob 5=alice 265=Z 222=2
                * file cancel | inbound yahoo:bob to [yahoo:alice]
                """);
    }

    @Test
    void sendsAFileByTheRelayThatMayNotGoDirectly() {
        rig.rules(event -> Rig.decided(
                event.feature() == Feature.DIRECT_CONNECTION ? new Verdict.Deny(null) : Verdict.Allow.INSTANCE));
        transcript.play("""
                C> dd id=77 1=alice 5=bob 265=X 27=a.txt 249=1 250=http://192.0.2.1/a
                * file begin | outbound yahoo:alice to [yahoo:bob] [fileinfo[name=a.txt, size=-1, count=1]]
                * invite direct-connection propose | outbound yahoo:alice to [yahoo:bob]
                C< de st=1 id=77 4=bob 5=alice 265=X 66=-3
                S> dd st=1 id=77 4=bob 5=alice 265=X 27=c.exe 249=2
                * file begin | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=c.exe, size=-1, count=1]]
                * invite direct-connection propose | inbound yahoo:bob to [yahoo:alice]
                S< de id=77 1=alice 5=bob 265=X 66=-3
                C> de id=77 1=alice 5=bob 265=X 27=c.exe 249=2 250=http://192.0.2.1/c
                * file begin | outbound yahoo:alice to [yahoo:bob] [fileinfo[name=c.exe, size=-1, count=1]]
                * invite direct-connection accept | outbound yahoo:alice to [yahoo:bob]
                S< de st=ffffffff id=77 1=alice 5=bob 265=X 66=-1
                C< dd st=ffffffff id=77 4=bob 5=alice 265=X 66=-1
                """);
    }

    @Test
    void readsAFileThatIsFetchedFromThePeer() {
        String offer = "4d id=77 5=bob 4=alice 49=FILEXFER 13=1 20=http://192.0.2.1:80/Messenger.x?AppID=y"
                + " 27=a.txt 28=5 53=token 54=1 14=\"look\\x06junk\"";
        String event =
                "* file propose | outbound yahoo:alice to [yahoo:bob] [fileinfo[name=a.txt, size=5, count=1]] \"look\"\n";
        transcript.play("C> " + offer + "\nS< " + offer + "\n" + event + """
                S> 4d st=1 id=77 5=alice 4=bob 49=FILEXFER 27=a.txt 53=token 13=3
                C< 4d st=1 id=77 5=alice 4=bob 49=FILEXFER 27=a.txt 53=token 13=3
                * file counter | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=a.txt, size=-1, count=1]]
                S> 4d st=1 id=77 5=alice 4=bob 49=FILEXFER 13=5
                C< 4d st=1 id=77 5=alice 4=bob 49=FILEXFER 13=5
                * file propose | inbound yahoo:bob to [yahoo:alice]
                ! deny
                """ + "C> " + offer + "\n" + event + """
                C< 4d st=1 id=77 4=bob 5=alice 49=FILEXFER 13=2 27=a.txt 53=token
                S> 4d st=1 id=77 5=alice 4=bob 49=filexfer 13=1 20=http://192.0.2.2/c 27=c.exe 28=7 53=t2
                * file propose | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=c.exe, size=7, count=1]]
                S< 4d id=77 1=alice 5=bob 49=FILEXFER 13=2 27=c.exe 53=t2
                S> 4d st=1 id=77 5=alice 4=bob 49=FILEXFER 27=a.txt 53=token 13=2
                * file decline | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=a.txt, size=-1, count=1]]
                """);
    }

    @Test
    void readsAFileInTheDropBox() {
        String arrived = "46 st=1 id=77 4=bob 5=alice 14=look 38=604800 20=http://f.example.com/d/c%20d.exe?k=1";
        String event =
                "* file propose | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=c%20d.exe, size=-1, count=1]] \"look\"\n";
        transcript.play("S> " + arrived + "\nC< " + arrived + "\n" + event + """
                S> 46 st=1 id=77 4=bob 5=alice 14= 38=1 20=http://f.example.com/x?y=/z 27=c.exe 28=7
                C< 46 st=1 id=77 4=bob 5=alice 14= 38=1 20=http://f.example.com/x?y=/z 27=c.exe 28=7
                * file propose | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=c.exe, size=7, count=1]]
                S> 46 st=4 id=77 1=alice 4=alice 5=bob 14=look
                C< 46 st=4 id=77 1=alice 4=alice 5=bob 14=look
                ! deny
                """ + "S> " + arrived + "\n" + event);
    }

    @Test
    void takesNoFileThatSaysTwoThings() {
        rig.send(Side.SERVER, Packets.bytes("dc st=1 id=77 4=bob 5=alice 265=X 222=4 222=1 27=c.exe", 0));
        assertThat(rig.malformed()).isEqualTo("a file that says two things");
    }
}
