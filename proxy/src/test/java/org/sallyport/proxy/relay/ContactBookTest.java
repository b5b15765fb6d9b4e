package org.sallyport.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
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
    void aWholeListTakesThePlaceOfWhatWasKnown() {
        book.note(ALICE, change("add", EVE));
        book.has(ALICE, List.of(BOB));
        assertThat(List.of(BOB, EVE)).allMatch(book.of(ALICE));
        assertThat(List.of(BOB, EVE)).noneMatch(book.of(BOB));

        Predicate<ScreenName> asked = book.of(ALICE);
        book.begins(ALICE);
        book.has(ALICE, List.of(name("carol")));
        book.has(ALICE, List.of(BOB));
        book.note(ALICE, change("remove", name("carol")));

        assertThat(List.of(BOB, EVE, name("carol"))).filteredOn(asked).containsExactly(BOB);
    }

    @Test
    void whatIsChangedElsewhereUnderTheSameNameCountsToo() {
        book.note(ALICE, new ImEvent.ContactChange(Flow.INBOUND, ALICE, List.of(BOB, EVE), "add", Text.EMPTY));
        book.note(ALICE, new ImEvent.ContactChange(Flow.INBOUND, ALICE, List.of(EVE), "remove", Text.EMPTY));

        assertThat(List.of(ALICE, BOB, EVE)).filteredOn(book.of(ALICE)).containsExactly(BOB);
    }

    @Test
    void aToldListHasTheSameBoundAndNamesHaveOne() {
        List<ScreenName> many =
                IntStream.range(0, 3_000).mapToObj(i -> name("n" + i)).toList();
        book.begins(ALICE);
        book.has(ALICE, List.of(name("x".repeat(320)), name("x".repeat(321))));
        book.has(ALICE, many);

        assertThat(many).filteredOn(book.of(ALICE)).hasSize(999);
        assertThat(List.of(name("x".repeat(320)))).allMatch(book.of(ALICE));
        assertThat(List.of(name("x".repeat(321)))).noneMatch(book.of(ALICE));
    }

    @Test
    void accountsHaveABoundToo() {
        for (int i = 0; i < 50_010; i++) {
            book.begins(name("a" + i));
            book.has(name("a" + i), List.of(BOB));
        }
        assertThat(IntStream.range(0, 50_010).filter(i -> book.of(name("a" + i)).test(BOB)))
                .hasSize(50_000);
        assertThat(book.of(name("a50009"))).accepts(BOB);
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
