package org.sallyport.protocols.ymsg;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.trial.Rig;

/** Voice and webcams. */
class CallTest {

    private final Rig rig = Transcript.rig();
    private final Transcript transcript = new Transcript(rig, 12);

    @BeforeEach
    void signOn() {
        transcript.online("alice");
    }

    @Test
    void readsCallsThatMayBe() {
        transcript.play("""
                C> 4b st=16 id=77 49=WEBCAMINVITE 14=" " 13=0 1=alice 5=bob
                S< 4b st=16 id=77 49=WEBCAMINVITE 14=" " 13=0 1=alice 5=bob
                * invite video propose | outbound yahoo:alice to [yahoo:bob]
                S> 4b st=1 id=77 4=bob 5=alice 49=WEBCAMINVITE 14=1 13=0
                C< 4b st=1 id=77 4=bob 5=alice 49=WEBCAMINVITE 14=1 13=0
                * invite video accept | inbound yahoo:bob to [yahoo:alice]
                S> 4b st=1 id=77 4=bob 5=alice 49=webcaminvites 14=-1 13=0
                C< 4b st=1 id=77 4=bob 5=alice 49=webcaminvites 14=-1 13=0
                * invite video decline | inbound yahoo:bob to [yahoo:alice]
                C> 50 id=77 1=alice 5=bob
                S< 50 id=77 1=alice 5=bob
                * invite video propose | outbound yahoo:alice to [yahoo:bob]
                C> 50 id=77 1=alice
                S< 50 id=77 1=alice
                * invite video begin | outbound yahoo:alice
                S> 50 st=1 id=77 5=alice 61=token 102=webcam.yahoo.com
                C< 50 st=1 id=77 5=alice 61=token 102=webcam.yahoo.com
                * invite video begin | inbound ? to [yahoo:alice]
                C> 4a id=77 4=alice 5=bob 57=ch/alice::1 13=1
                S< 4a id=77 4=alice 5=bob 57=ch/alice::1 13=1
                * invite voice propose | outbound yahoo:alice to [yahoo:bob]
                S> 4a st=1 id=77 4=bob 5=alice 57=ch/alice::1 13=3
                C< 4a st=1 id=77 4=bob 5=alice 57=ch/alice::1 13=3
                * invite voice decline | inbound yahoo:bob to [yahoo:alice]
                S> 4a st=4 id=77 5=bob 10=0 19=-1
                C< 4a st=4 id=77 5=bob 10=0 19=-1
                S> 4a st=1 id=77 4=bob 5=alice 13=8
                C< 4a st=1 id=77 4=bob 5=alice 13=8
                * unclassified 004a | inbound ?
                C> e8 id=77 1=alice
                S< e8 id=77 1=alice
                * invite voice begin | outbound yahoo:alice
                """);
    }

    @Test
    void refusesInTheOthersName() {
        transcript.play("""
                ! deny
                C> 4b st=16 id=77 49=WEBCAMINVITE 14=" " 13=0 1=alice 5=bob
                * invite video propose | outbound yahoo:alice to [yahoo:bob]
                C< 4b st=1 id=77 4=bob 5=alice 49=WEBCAMINVITE 14=-1 13=0
                S> 4b st=1 id=77 4=bob 5=alice 49=WEBCAMINVITE 14=" " 13=0
                * invite video propose | inbound yahoo:bob to [yahoo:alice]
                S< 4b st=16 id=77 1=alice 5=bob 49=WEBCAMINVITE 14=-1 13=0
                S> 4b st=1 id=77 4=bob 5=alice 49=WEBCAMINVITE 14=-1 13=0
                * invite video decline | inbound yahoo:bob to [yahoo:alice]
                C> 4a id=77 4=alice 5=bob 57=ch/alice::1 13=1
                * invite voice propose | outbound yahoo:alice to [yahoo:bob]
                C< 4a st=1 id=77 4=bob 5=alice 57=ch/alice::1 13=3
                S> 4a st=1 id=77 4=bob 5=alice 57=ch/bob::1 13=1
                * invite voice propose | inbound yahoo:bob to [yahoo:alice]
                S< 4a id=77 1=alice 5=bob 57=ch/bob::1 13=3
                ! drop
                S> 4a st=1 id=77 4=bob 5=alice 57=ch/bob::1 13=1
                * invite voice propose | inbound yahoo:bob to [yahoo:alice]
                """);
    }

    @Test
    void keepsBackWhatLeadsToAServerOfTheMedia() {
        transcript.play("""
                ! deny
                S> 50 st=1 id=77 5=alice 61=token 102=webcam.yahoo.com
                * invite video begin | inbound ? to [yahoo:alice]
                C> 50 id=77 1=alice
                * invite video begin | outbound yahoo:alice
                S> e8 st=1 id=77 1=alice 307=crumb
                * invite voice begin | inbound yahoo:alice to [yahoo:alice]
                """);
    }
}
