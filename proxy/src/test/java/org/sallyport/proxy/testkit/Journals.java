package org.sallyport.proxy.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sallyport.archive.journal.JournalEntry;
import org.sallyport.archive.journal.JournalReader;
import org.sallyport.archive.journal.JournalSettings;
import org.sallyport.archive.journal.SegmentJournal;

/** Reads what a gateway that is no longer running has journaled. */
public final class Journals {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 1_000;

    private Journals() {}

    /** The documents of all entries, in order; see {@code docs/archive-format.md}. */
    public static List<JsonNode> documents(Path data) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (SegmentJournal journal = SegmentJournal.open(JournalSettings.in(data.resolve("journal")));
                JournalReader reader = journal.reader()) {
            long next = reader.oldestSequence();
            while (next <= reader.durableSequence()) {
                for (JournalEntry entry : reader.read(next, BATCH, 16 << 20)) {
                    documents.add(JSON.readTree(entry.payload()));
                    next = entry.sequence() + 1;
                }
            }
        }
        return documents;
    }

    /** The documents of one kind of event, such as {@code message}. */
    public static List<JsonNode> documents(Path data, String action) throws IOException {
        return documents(data).stream()
                .filter(document -> document.at("/event/action").asText().equals(action))
                .toList();
    }
}
