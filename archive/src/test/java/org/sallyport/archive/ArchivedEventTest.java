package org.sallyport.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.simulate.PastEvents;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;

/** What was archived can be asked again. */
class ArchivedEventTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Identity today(ScreenName name) {
        return name.equals(Records.ALICE) ? new Identity.Known(Records.PERSON) : Identity.Unregistered.INSTANCE;
    }

    private static JsonNode document(ArchiveRecord record) throws IOException {
        return JSON.readTree(new ArchiveDocument("00000000000000ab", new ConversationTracker()).toBytes(record, 9));
    }

    static Stream<String> kinds() {
        return Records.everyKind().keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindComesBackAsItWas(String kind) throws IOException {
        ImEvent event = Objects.requireNonNull(Records.everyKind().get(kind));
        PastEvents.Past past = ArchivedEvent.read(
                        "id", document(Records.of(event, Records.ALICE, Records.NOON)), ArchivedEventTest::today, null)
                .orElseThrow();
        Question question = past.question();
        assertThat(question.event()).isEqualTo(event);
        assertThat(question.event().text().source()).isEqualTo(event.text().source());
        assertThat(question.account()).isEqualTo(Records.ALICE);
        assertThat(question.now()).isEqualTo(Records.NOON.truncatedTo(ChronoUnit.MICROS));
        assertThat(question.opening().client().getAddress().getHostAddress()).isEqualTo("10.1.2.3");
        assertThat(past.decision()).isEqualTo(Records.ALLOWED);
        assertThat(past.id()).isEqualTo("id");
        if (event.from() != null && event.from().equals(Records.ALICE)) {
            assertThat(question.identityOf(Records.ALICE)).isEqualTo(new Identity.Known(Records.PERSON));
        }
        if (event.to().contains(Records.CAROL)) {
            assertThat(question.identityOf(Records.CAROL)).isInstanceOf(Identity.Unavailable.class);
        }
    }

    @Test
    void whoeverHadTheNameThenIsAskedAboutAndNotWhoHasItToday() throws IOException {
        Person other = new Person("x", "somebody.else", "Else", null, Set.of("administrators"), false);
        PastEvents.Past past = ArchivedEvent.read(
                        "id", document(Records.says("hello")), name -> new Identity.Known(other), "AIM/5.9")
                .orElseThrow();
        assertThat(past.question().identityOf(Records.ALICE))
                .isEqualTo(new Identity.Known(new Person("acarter", "acarter", "Alice Carter", null, Set.of(), false)));
        // A stranger then stays a stranger, whoever registered the name since.
        assertThat(past.question().identityOf(Records.BOB)).isEqualTo(Identity.Unregistered.INSTANCE);
        assertThat(past.question().client()).isEqualTo("AIM/5.9");
        assertThat(past.conversation()).isNotBlank();
    }

    /** Without their groups they would be decided on as somebody else: and a simulation would count that as a difference. */
    @Test
    void whomTheDirectoryOfTodayDoesNotTellOfNobodyKnows() throws IOException {
        PastEvents.Past past = ArchivedEvent.read(
                        "id",
                        document(Records.says("hello")),
                        name -> new Identity.Unavailable("the directory does not answer"),
                        null)
                .orElseThrow();
        assertThat(past.question().identityOf(Records.ALICE)).isInstanceOf(Identity.Unavailable.class);
    }

    @Test
    void failuresAndRefusalsComeBackAsSuch() throws IOException {
        Decision failed = new Decision.Failed("the directory did not answer", new Verdict.Deny(null));
        Instant now = Records.NOON;
        ImEvent event = Records.message(
                org.sallyport.protocols.event.Flow.OUTBOUND, Records.ALICE, List.of(Records.BOB), null, "x");
        assertThat(ArchivedEvent.read(
                                "i",
                                document(Records.of(event, Records.ALICE, now, failed)),
                                ArchivedEventTest::today,
                                null)
                        .orElseThrow()
                        .decision())
                .isEqualTo(failed);
    }

    @Test
    void whatIsNotOursIsNoEvent() throws IOException {
        for (String path : List.of("@timestamp", "im/service", "im/feature", "im/verdict", "event/action")) {
            ObjectNode document = (ObjectNode) document(Records.says("hello"));
            String[] steps = path.split("/", -1);
            ObjectNode parent = steps.length == 1 ? document : (ObjectNode) document.get(steps[0]);
            parent.put(steps[steps.length - 1], "?!");
            assertThat(ArchivedEvent.read("i", document, ArchivedEventTest::today, null))
                    .as(path)
                    .isEmpty();
        }
        assertThat(ArchivedEvent.read("i", JSON.createObjectNode(), ArchivedEventTest::today, null))
                .isEmpty();
    }
}
