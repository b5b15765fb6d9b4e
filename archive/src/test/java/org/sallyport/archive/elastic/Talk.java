package org.sallyport.archive.elastic;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveDocument;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.ConversationTracker;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

/** Writes what people say into a journal, as the gateway does. */
final class Talk {

    static final ScreenName ZOE = new ScreenName(new ServiceId("aim"), "blueguitar77", "Blue Guitar 77");
    static final ScreenName BOB = new ScreenName(new ServiceId("aim"), "bobby", "Bobby");
    static final Decision ALLOWED =
            new Decision.Decided(Verdict.Allow.INSTANCE, List.of("Everything else"), List.of(), "v1", List.of());

    private static final Opening OPENING = new Opening(
            "c-1",
            Instant.EPOCH,
            "fixed:aim",
            InetSocketAddress.createUnresolved("client.example.org", 5190),
            new Address("login.oscar.aol.com", 5190),
            Opening.NamedBy.CONFIGURATION,
            null,
            true);

    private final MemoryJournal journal;
    private final ArchiveDocument document;
    private final Map<ScreenName, Identity> people = new HashMap<>();

    Talk(MemoryJournal journal) {
        this.journal = journal;
        this.document = new ArchiveDocument(journal.journalId(), new ConversationTracker());
        people.put(
                ZOE,
                new Identity.Known(
                        new Person("uuid-1", "zadams", "Zoë Adams", "zoe.adams@example.org", Set.of(), false)));
    }

    long say(Instant time, String words) {
        return say(time, Text.plain(words), ZOE, BOB, ALLOWED);
    }

    long say(Instant time, Text text, ScreenName from, ScreenName to, Decision decision) {
        return say(
                time,
                new ImEvent.Message(Flow.OUTBOUND, Feature.CHAT, from, List.of(to), null, text, Set.of(), "1"),
                decision);
    }

    long say(Instant time, ImEvent event, Decision decision) {
        return journal.append(document.toBytes(
                new ArchiveRecord(
                        time, OPENING, new ProtocolId("oscar"), service(event), event.from(), event, decision, people),
                journal.durableSequence() + 1));
    }

    private static ServiceId service(ImEvent event) {
        @Nullable ScreenName from = event.from();
        return from == null ? new ServiceId("aim") : from.service();
    }

    static Decision denied() {
        return new Decision.Decided(
                new Verdict.Deny("No."),
                List.of("No files"),
                List.of(new Duty.Alert("high", List.of())),
                "v1",
                List.of());
    }
}
