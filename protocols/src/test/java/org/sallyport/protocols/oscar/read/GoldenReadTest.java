package org.sallyport.protocols.oscar.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.Typing.State;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.oscar.wire.GoldenSnacs;
import org.sallyport.protocols.oscar.wire.GoldenSnacs.Golden;
import org.sallyport.protocols.oscar.wire.OscarNames;

/** Recorded SNACs and the events that the captures' README says happened. */
final class GoldenReadTest {

    private static final ScreenName ALICE = OscarNames.screenName("alice");
    private static final ScreenName BOBBY = OscarNames.screenName("bobby");
    private static final String HTML = "<HTML><BODY>hello B from A <b>bold</b></BODY></HTML>";

    private static ImEvent only(String capture, int frame, String opcode, String account) {
        List<ImEvent> events = Reads.events(GoldenSnacs.at(capture, frame, opcode), account);
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    @Test
    void aMessageOnItsWayOutAndIn() {
        assertThat(only("oscar", 638, "00040006", "alice"))
                .isEqualTo(new ImEvent.Message(
                        Flow.OUTBOUND,
                        Feature.CHAT,
                        ALICE,
                        List.of(BOBBY),
                        null,
                        Text.html(HTML),
                        Set.of(),
                        "3338353531353400"));
        assertThat(only("oscar", 649, "00040007", "bobby"))
                .isEqualTo(new ImEvent.Message(
                        Flow.INBOUND,
                        Feature.CHAT,
                        ALICE,
                        List.of(BOBBY),
                        null,
                        Text.html(HTML),
                        Set.of(),
                        "3338353531353400"));
        assertThat(only("oscar", 638, "00040006", "alice").text().plain()).isEqualTo("hello B from A bold");
    }

    @Test
    void aPlainMessageWithACookieOfZeros() {
        assertThat(only("oscar-joscar", 411, "00040006", "alice"))
                .isEqualTo(new ImEvent.Message(
                        Flow.OUTBOUND,
                        Feature.CHAT,
                        ALICE,
                        List.of(BOBBY),
                        null,
                        Text.plain("hello B from joscar"),
                        Set.of(),
                        "0000000000000000"));
    }

    @Test
    void theHostsAcknowledgementAndItsError() {
        assertThat(only("oscar", 650, "0004000c", "alice"))
                .isEqualTo(new ImEvent.Receipt(
                        Flow.INBOUND, BOBBY, List.of(ALICE), true, "3338353531353400", "channel 1"));
        assertThat(only("oscar", 383, "00040001", "alice"))
                .isEqualTo(new ImEvent.Receipt(Flow.INBOUND, null, List.of(ALICE), false, "00000000", "error 1"));
    }

    @Test
    void typingBothWays() {
        assertThat(only("oscar", 653, "00040014", "bobby"))
                .isEqualTo(new ImEvent.Typing(Flow.OUTBOUND, BOBBY, List.of(ALICE), State.STARTED));
        assertThat(only("oscar", 662, "00040014", "alice"))
                .isEqualTo(new ImEvent.Typing(Flow.INBOUND, BOBBY, List.of(ALICE), State.STARTED));
    }

    @Test
    void aFileOfferedDeliveredAndAccepted() {
        List<FileInfo> files = List.of(new FileInfo("sendme.txt", 40, 1));
        assertThat(only("oscar", 683, "00040006", "alice"))
                .isEqualTo(new ImEvent.FileOffer(
                        Flow.OUTBOUND,
                        Feature.FILE_TRANSFER,
                        Step.PROPOSE,
                        ALICE,
                        List.of(BOBBY),
                        files,
                        Text.EMPTY,
                        "3631353631323100"));
        assertThat(only("oscar", 688, "00040007", "bobby"))
                .isEqualTo(new ImEvent.FileOffer(
                        Flow.INBOUND,
                        Feature.FILE_TRANSFER,
                        Step.PROPOSE,
                        ALICE,
                        List.of(BOBBY),
                        files,
                        Text.EMPTY,
                        "3631353631323100"));
        assertThat(only("oscar", 709, "00040007", "alice"))
                .isEqualTo(new ImEvent.FileOffer(
                        Flow.INBOUND,
                        Feature.FILE_TRANSFER,
                        Step.ACCEPT,
                        BOBBY,
                        List.of(ALICE),
                        List.of(),
                        Text.EMPTY,
                        "3631353631323100"));
    }

    @Test
    void arrivalAndDeparture() {
        assertThat(only("oscar", 230, "0003000b", "alice"))
                .isEqualTo(new ImEvent.Presence(Flow.INBOUND, BOBBY, "online", Text.EMPTY));
        assertThat(only("oscar", 744, "0003000c", "alice"))
                .isEqualTo(new ImEvent.Presence(Flow.INBOUND, BOBBY, "offline", Text.EMPTY));
    }

    @Test
    void goingOnline() {
        assertThat(only("oscar", 216, "0002000400000000000e", "alice"))
                .isInstanceOf(ImEvent.Presence.class)
                .extracting(event -> ((ImEvent.Presence) event).status())
                .isEqualTo("online");
        assertThat(only("oscar", 219, "00010011", "alice"))
                .isEqualTo(new ImEvent.Presence(Flow.OUTBOUND, ALICE, "online", Text.EMPTY));
    }

    /** The rest of both captures: nothing broken, and unclassified only what the session reads by itself. */
    @Test
    void everythingElseIsKnown() {
        Set<String> unclassified = new TreeSet<>();
        for (Golden golden : GoldenSnacs.all()) {
            Meaning meaning = Reads.read(golden.from(), golden.buffer(), Reads.as("alice"));
            assertThat(meaning).as(golden.toString()).isNotInstanceOf(Meaning.Broken.class);
            if (meaning instanceof Meaning.Unclassified) {
                unclassified.add(golden.header().opcode());
            }
        }
        assertThat(unclassified).containsExactly("0017/0002", "0017/0003", "0017/0006", "0017/0007");
    }

    /** What the table says means nothing must not be something a reader would have made an event of. */
    @Test
    void theTableAgreesWithTheReaders() {
        int passed = 0;
        for (Golden golden : GoldenSnacs.all()) {
            int family = golden.header().family();
            int subtype = golden.header().subtype();
            if (SnacReaders.meansNothing(golden.from(), family, subtype)) {
                passed++;
                assertThat(Reads.read(golden.from(), golden.buffer(), Reads.as("alice")))
                        .isEqualTo(Meaning.Nothing.INSTANCE);
            }
        }
        assertThat(passed).isGreaterThan(60);
        for (org.sallyport.protocols.Side side : org.sallyport.protocols.Side.values()) {
            for (int subtype : new int[] {0x01, 0x06, 0x07, 0x0A, 0x0B, 0x0C, 0x14}) {
                assertThat(SnacReaders.meansNothing(side, 0x04, subtype)).isFalse();
            }
            assertThat(SnacReaders.meansNothing(side, 0x13, 0x08)).isFalse();
            assertThat(SnacReaders.meansNothing(side, 0x0104, 0x05)).isFalse();
            assertThat(SnacReaders.meansNothing(side, 0x04, 0x45)).isFalse();
        }
    }
}
