package org.sallyport.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

class ContactBookTest {

    private static final ScreenName ALICE = name("alice");
    private static final ScreenName BOB = name("bob");
    private static final ScreenName EVE = name("eve");

    private final ContactBook book = new ContactBook();

    @Test
    void whoIsAddedOrShownIsAContactOfThatAccountAlone() {
        book.note(ALICE, change("add", BOB));
        book.note(ALICE, new ImEvent.Presence(Flow.INBOUND, EVE, "online", Text.EMPTY));
        book.note(ALICE, new ImEvent.Presence(Flow.OUTBOUND, name("me"), "online", Text.EMPTY));

        assertThat(List.of(ALICE, BOB, EVE, name("me")))
                .filteredOn(book.of(ALICE))
                .containsExactly(BOB, EVE);
        assertThat(List.of(ALICE, EVE)).noneMatch(book.of(BOB));
        assertThat(List.of(BOB)).noneMatch(book.of(null));
    }

    @Test
    void whoIsRemovedIsNoneAnyMoreAndWhoAsksDoesNotMakeThemselvesOne() {
        book.note(ALICE, change("add", BOB));
        book.note(ALICE, change("remove", BOB));
        book.note(ALICE, new ImEvent.ContactChange(Flow.INBOUND, EVE, List.of(ALICE), "add", Text.EMPTY));
        book.note(ALICE, change("permit", EVE));

        assertThat(List.of(BOB, EVE)).noneMatch(book.of(ALICE));
    }

    @Test
    void aListHasABound() {
        List<ScreenName> many =
                IntStream.range(0, 3_000).mapToObj(i -> name("n" + i)).toList();
        book.note(ALICE, new ImEvent.ContactChange(Flow.OUTBOUND, ALICE, many, "add", Text.EMPTY));

        assertThat(many).filteredOn(book.of(ALICE)).hasSize(1_000);
    }

    private static ImEvent change(String action, ScreenName who) {
        return new ImEvent.ContactChange(Flow.OUTBOUND, ALICE, List.of(who), action, Text.EMPTY);
    }

    private static ScreenName name(String name) {
        return ScreenName.of(new ServiceId("aim"), name);
    }
}
