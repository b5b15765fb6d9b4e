package org.sallyport.protocols.ymsg;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.protocols.trial.Rig;

/** Pictures, photos, games and IMVironments: each by its feature, and gone when a rule says so. */
class SharingTest {

    private final Rig rig = Transcript.rig();
    private final Transcript transcript = new Transcript(rig, 12);

    @BeforeEach
    void signOn() {
        transcript.online("alice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "be id=77 1=alice 5=bob 13=1 | buddy-icon propose",
                "be id=77 1=alice 5=bob 13=2 20=http://p.example.com/x 192=5 | buddy-icon accept",
                "bd id=77 1=alice 212=1 5=bob 192=5 | buddy-icon propose",
                "c1 id=77 3=alice 5=bob 206=2 | buddy-icon propose",
                "c7 id=77 3=alice 5=bob 213=2 | buddy-icon propose",
                "d2 id=77 1=alice 5=bob 13=1 63=photos;20 | image propose",
                "d7 id=77 1=alice 5=bob 267=/9j/4AAQ | image begin",
                "da id=77 1=alice 5=bob 194=1 | image begin",
                "b7 id=77 1=alice 5=bob 180=chess 183=http://g.example.com/ | game propose",
                "b8 id=77 1=alice 5=bob 182=x | game begin",
                "28 id=77 1=alice 5=bob 180=chess | game propose",
                "29 id=77 1=alice 5=bob | game cancel",
                "4b st=16 id=77 49=GAME 1=alice 5=bob 13=1 14=chess | game propose",
                "4b st=16 id=77 49=GAME 1=alice 5=bob 13=0 14=chess | game cancel",
                "4d id=77 49=GAMESINVITE 1=alice 5=bob 180=chess | game propose",
                "4d id=77 49=GAMESSENDDATA 1=alice 5=bob 182=x | game begin",
                "4d id=77 49=IMVIRONMENT 1=alice 5=bob 13=0 14=1 63=doodle;106 64=1 | whiteboard propose",
                "4d id=77 49=imvironment 1=alice 5=bob 13=2 14=1,2,3,4 63=doodle;106 64=1 | whiteboard begin",
                "4d id=77 49=IMVIRONMENT 1=alice 5=bob 13=0 63=fish;7 64=1 | add-in propose",
                "4d id=77 49=IMVIRONMENT 1=alice 5=bob 13=0 63=;0 64=1 | add-in cancel",
            })
    void readsWhatTheClientDoes(String packet, String what) {
        String event = "* invite " + what + " | outbound yahoo:alice to [yahoo:bob]\n";
        transcript.play("C> " + packet + "\nS< " + packet + "\n" + event + "! deny\nC> " + packet + "\n" + event);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "be st=1 id=77 4=bob 5=alice 13=2 20=http://p.example.com/x 192=5 | buddy-icon accept",
                "c2 st=1 id=77 4=bob 5=alice 20=http://p.example.com/x 27=p 38=1 | buddy-icon begin",
                "d2 st=1 id=77 4=bob 5=alice 13=1 140=1 | image propose",
                "b7 st=1 id=77 4=bob 5=alice 180=chess | game propose",
                "4d st=1 id=77 4=bob 5=alice 49=GAMESINVITE 180=chess | game propose",
                "4d st=1 id=77 4=bob 5=alice 49=IMVIRONMENT 13=0 63=doodle;106 | whiteboard propose",
            })
    void readsWhatPeersDo(String packet, String what) {
        String event = "* invite " + what + " | inbound yahoo:bob to [yahoo:alice]\n";
        transcript.play("S> " + packet + "\nC< " + packet + "\n" + event + "! drop\nS> " + packet + "\n" + event);
    }
}
