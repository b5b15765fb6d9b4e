package org.sallyport.protocols.ymsg;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.trial.Rig;

/** Rooms that the service keeps. */
class ChatRoomTest {

    private final Rig rig = Transcript.rig();
    private final Transcript transcript = new Transcript(rig, 12);

    @BeforeEach
    void signOn() {
        transcript.online("alice");
    }

    @Test
    void readsWhatHappensInARoom() {
        transcript.play("""
                C> 96 id=77 109=alice 1=alice 6=abcde 98=us 135=6,0,0,1710
                S< 96 id=77 109=alice 1=alice 6=abcde 98=us 135=6,0,0,1710
                S> 96 st=1 id=77 1=alice 109=alice
                C< 96 st=1 id=77 1=alice 109=alice
                C> 98 id=77 1=alice 104=Linux:1 129=1600326591 62=2
                S< 98 id=77 1=alice 104=Linux:1 129=1600326591 62=2
                * join linux:1 | outbound yahoo:alice
                S> 98 st=1 id=77 13=1 104=Linux:1 105=topic 108=2 126=1 128=16 129=1600326591 109=bob 110=0 113=1024 109=alice 110=0
                C< 98 st=1 id=77 13=1 104=Linux:1 105=topic 108=2 126=1 128=16 129=1600326591 109=bob 110=0 113=1024 109=alice 110=0
                * join linux:1 | inbound yahoo:bob
                S> 98 st=1 id=77 104=Linux:1 108=1 109=carol
                C< 98 st=1 id=77 104=Linux:1 108=1 109=carol
                * join linux:1 | inbound yahoo:carol
                C> a8 id=77 1=alice 104=Linux:1 117="\\x1b[1mhi" 124=1
                S< a8 id=77 1=alice 104=Linux:1 117="\\x1b[1mhi" 124=1
                * message group-chat | outbound yahoo:alice "hi"
                S> a8 st=1 id=77 104=Linux:1 109=bob 117=waves 124=2
                C< a8 st=1 id=77 104=Linux:1 109=bob 117=waves 124=2
                * message group-chat | inbound yahoo:bob "waves"
                C> 9d id=77 1=alice 118=dave 104=Linux:1 117=come 129=0
                S< 9d id=77 1=alice 118=dave 104=Linux:1 117=come 129=0
                * invite group-chat propose | outbound yahoo:alice to [yahoo:dave] "come"
                S> 9d st=1 id=77 104=Tea:2 117=tea 118=alice 119=bob
                C< 9d st=1 id=77 104=Tea:2 117=tea 118=alice 119=bob
                * invite group-chat propose | inbound yahoo:bob to [yahoo:alice] "tea"
                C> 97 id=77 109=bob 1=alice 62=2
                S< 97 id=77 109=bob 1=alice 62=2
                * join  | outbound yahoo:alice to [yahoo:bob]
                S> 9b st=1 id=77 104=Linux:1 109=bob 108=1 112=0
                C< 9b st=1 id=77 104=Linux:1 109=bob 108=1 112=0
                * leave | inbound yahoo:bob
                C> 9b id=77 104=Linux:1 109=alice 108=1 112=0
                S< 9b id=77 104=Linux:1 109=alice 108=1 112=0
                * leave | outbound yahoo:alice
                C> a0 id=77 1=alice
                S< a0 id=77 1=alice
                S> 98 st=ffffffff id=77 114=-35 104=Linux:1
                C< 98 st=ffffffff id=77 114=-35 104=Linux:1
                """);
    }

    @Test
    void saysThatARoomIsFull() {
        transcript.play("""
                ! deny
                C> 98 id=77 1=alice 104=Linux:1 129=1600326591 62=2
                * join linux:1 | outbound yahoo:alice
                C< 98 st=ffffffff id=77 104=Linux:1 114=-35
                C> 97 id=77 109=bob 1=alice 62=2
                * join  | outbound yahoo:alice to [yahoo:bob]
                C< 98 st=ffffffff id=77 114=-35
                ! drop
                C> 98 id=77 1=alice 104=Linux:1 129=1600326591 62=2
                * join linux:1 | outbound yahoo:alice
                """);
    }

    @Test
    void leavesARoomThatTurnsOutToHaveTheWrongPeople() {
        transcript.play("""
                ! deny
                S> 98 st=1 id=77 13=1 104=Linux:1 108=1 109=bob
                * join linux:1 | inbound yahoo:bob
                C< 98 st=ffffffff id=77 104=Linux:1 114=-35
                S< 9b id=77 104=Linux:1 109=alice 108=1 112=0
                S> 98 st=1 id=77 104=Linux:1 108=1 109=carol
                * join linux:1 | inbound yahoo:carol
                S> 9d st=1 id=77 104=Tea:2 117=tea 118=alice 119=bob
                * invite group-chat propose | inbound yahoo:bob to [yahoo:alice] "tea"
                """);
    }

    @Test
    void putsWhatIsSaidInOtherWords() {
        transcript.play("""
                ! rewrite "two"
                C> a8 id=77 1=alice 104=Linux:1 117=one 124=1
                * message group-chat | outbound yahoo:alice "one"
                S< a8 id=77 1=alice 104=Linux:1 117=two 97=1 124=1
                S> a8 st=1 id=77 104=Linux:1 109=bob 117=one 124=1
                * message group-chat | inbound yahoo:bob "one"
                C< a8 st=1 id=77 104=Linux:1 109=bob 117=two 97=1 124=1
                C> 98 id=77 1=alice 104=Linux:1
                * join linux:1 | outbound yahoo:alice
                C< 98 st=ffffffff id=77 104=Linux:1 114=-35
                """);
    }
}
