package org.sallyport.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.archive.Records.ALICE;
import static org.sallyport.archive.Records.BOB;
import static org.sallyport.archive.Records.CAROL;
import static org.sallyport.archive.Records.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

class ConversationTrackerTest {

    private final ConversationTracker tracker = new ConversationTracker(Duration.ofMinutes(30), 3);

    private @Nullable String id(
            Flow flow, @Nullable ScreenName from, List<ScreenName> to, @Nullable ScreenName account, Instant time) {
        return tracker.conversationOf(Records.of(Records.message(flow, from, to, null, "x"), account, time));
    }

    @Test
    void bothDirectionsAndBothConnectionsOfAChatAreOneConversation() {
        String first = id(Flow.OUTBOUND, ALICE, List.of(BOB), ALICE, NOON);
        assertThat(first).matches("[0-9a-f]{32}");
        assertThat(id(Flow.INBOUND, ALICE, List.of(BOB), BOB, NOON.plusMillis(3)))
                .isEqualTo(first);
        assertThat(id(Flow.OUTBOUND, BOB, List.of(ALICE), BOB, NOON.plusSeconds(9)))
                .isEqualTo(first);
        assertThat(id(Flow.INBOUND, BOB, List.of(), ALICE, NOON.plusSeconds(9))).isEqualTo(first);
        assertThat(id(Flow.OUTBOUND, null, List.of(BOB), ALICE, NOON.plusSeconds(9)))
                .isEqualTo(first);
        assertThat(id(Flow.OUTBOUND, ALICE, List.of(CAROL), ALICE, NOON.plusSeconds(9)))
                .isNotEqualTo(first);
        assertThat(id(Flow.OUTBOUND, ALICE, List.of(CAROL, BOB), ALICE, NOON.plusSeconds(9)))
                .isNotEqualTo(first);
    }

    @Test
    void aGapLongerThanTheIdleLimitBeginsAnother() {
        String first = id(Flow.OUTBOUND, ALICE, List.of(BOB), ALICE, NOON);
        Instant later = NOON.plus(Duration.ofMinutes(30));
        assertThat(id(Flow.OUTBOUND, ALICE, List.of(BOB), ALICE, later)).isEqualTo(first);
        // A straggler of another connection does not turn the clock back.
        assertThat(id(Flow.OUTBOUND, ALICE, List.of(BOB), ALICE, NOON)).isEqualTo(first);
        assertThat(id(Flow.OUTBOUND, ALICE, List.of(BOB), ALICE, later.plus(Duration.ofMinutes(29))))
                .isEqualTo(first);
        assertThat(id(Flow.OUTBOUND, ALICE, List.of(BOB), ALICE, later.plus(Duration.ofMinutes(60))))
                .isNotEqualTo(first);
    }

    @Test
    void aRoomIsAConversationWhoeverSpeaks() {
        ImEvent alice = Records.message(Flow.OUTBOUND, ALICE, List.of(), "deals", "x");
        ImEvent carol = Records.message(Flow.INBOUND, CAROL, List.of(), "deals", "x");
        ImEvent other = Records.message(Flow.INBOUND, CAROL, List.of(), "lunch", "x");
        String first = tracker.conversationOf(Records.of(alice, ALICE, NOON));
        assertThat(tracker.conversationOf(Records.of(carol, ALICE, NOON))).isEqualTo(first);
        assertThat(tracker.conversationOf(Records.of(other, ALICE, NOON))).isNotEqualTo(first);
    }

    @Test
    void presenceBelongsToNoConversation() {
        ImEvent event = new ImEvent.Presence(Flow.INBOUND, BOB, "away", Text.EMPTY);
        assertThat(tracker.conversationOf(Records.of(event, ALICE, NOON))).isNull();
    }

    @Test
    void namesCannotBeMadeToLookLikeOthers() {
        ScreenName two = ScreenName.of(Records.AIM, "bob 9 aim:carol");
        assertThat(id(Flow.OUTBOUND, ALICE, List.of(two), ALICE, NOON))
                .isNotEqualTo(id(Flow.OUTBOUND, ALICE, List.of(BOB, CAROL), ALICE, NOON));
    }

    @Test
    void isBoundedAndForgetsTheOneThatWasSilentLongest() {
        for (int i = 0; i < 10; i++) {
            id(Flow.OUTBOUND, ALICE, List.of(ScreenName.of(Records.AIM, "n" + i + "x".repeat(5_000))), ALICE, NOON);
        }
        assertThat(tracker.size()).isEqualTo(3);
    }

    @Test
    void theSameEventsGiveTheSameIdsAndAResumedConversationGoesOn() {
        String first = id(Flow.OUTBOUND, ALICE, List.of(BOB), ALICE, NOON);
        ConversationTracker again = new ConversationTracker();
        ArchiveRecord same = Records.of(Records.message(Flow.OUTBOUND, ALICE, List.of(BOB), null, "x"), ALICE, NOON);
        assertThat(again.conversationOf(same)).isEqualTo(first);

        ConversationTracker resumed = new ConversationTracker();
        resumed.resume(Records.AIM, null, List.of(BOB, ALICE), "0123", NOON);
        assertThat(resumed.conversationOf(same)).isEqualTo("0123");
    }
}
