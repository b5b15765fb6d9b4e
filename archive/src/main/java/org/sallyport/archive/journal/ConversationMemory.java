package org.sallyport.archive.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.sallyport.archive.ConversationTracker;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the conversations up again that were going on when the journal was closed, from its last entries. */
final class ConversationMemory {

    private static final Logger log = LoggerFactory.getLogger(ConversationMemory.class);

    /** Reading back more would make every start slower for conversations that have mostly ended. */
    private static final int ENTRIES = 5_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConversationMemory() {}

    /** Best effort: what can't be read begins a new conversation. */
    static void recall(JournalReader reader, ConversationTracker tracker) {
        long from = Math.max(reader.oldestSequence(), reader.durableSequence() - ENTRIES + 1);
        try {
            while (from <= reader.durableSequence()) {
                for (JournalEntry entry : reader.read(from, 256, 1 << 20)) {
                    resume(JSON.readTree(entry.payload()), tracker);
                    from = entry.sequence() + 1;
                }
            }
        } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
            log.warn("conversations from before the start are not continued: {}", e.toString());
        }
    }

    private static void resume(JsonNode document, ConversationTracker tracker) {
        JsonNode im = document.path("im");
        String id = im.path("conversation").asText("");
        if (id.isEmpty()) {
            return;
        }
        ServiceId service = new ServiceId(im.path("service").asText());
        Set<ScreenName> names = new LinkedHashSet<>();
        if (im.has("from")) {
            names.add(name(im.path("from"), service));
        }
        im.path("to").forEach(to -> names.add(name(to, service)));
        boolean senderUnsaid = !im.has("from")
                && document.path("network").path("direction").asText().equals("outbound");
        if (im.has("account") && (names.size() < 2 || senderUnsaid)) {
            names.add(ScreenName.of(service, im.path("account").asText()));
        }
        String room = im.has("room") ? im.path("room").asText() : null;
        tracker.resume(
                service,
                room,
                names,
                id,
                Instant.parse(document.path("@timestamp").asText()));
    }

    private static ScreenName name(JsonNode party, ServiceId service) {
        ServiceId own =
                party.has("service") ? new ServiceId(party.path("service").asText()) : service;
        return ScreenName.of(own, party.path("normalized").asText());
    }
}
