package org.sallyport.archive.elastic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveDocument;
import org.sallyport.archive.journal.JournalEntry;

/**
 * Turns a journal entry into what is sent to Elasticsearch: the same bytes, with what searching needs added at the end: the
 * entry's place in the chain ({@code event.hash}) and folded words and names ({@code search.*}).
 */
final class ShippingDocument {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ShippingDocument() {}

    /** Something to send, or why it cannot be. */
    sealed interface Prepared {

        /** The entry it was. */
        JournalEntry entry();

        /** Ready to be indexed. */
        @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
        record Ready(JournalEntry entry, String id, String index, byte[] bytes) implements Prepared {}

        /** Not a document. {@code reason} holds nothing of what people wrote. */
        record Unfit(JournalEntry entry, String id, String reason) implements Prepared {}
    }

    static Prepared prepare(JournalEntry entry, String journal, IndexNames names) {
        String id = ArchiveDocument.idOf(journal, entry.sequence());
        byte[] payload = entry.payload();
        try {
            JsonNode document = JSON.readTree(payload);
            if (document == null || !document.isObject()) {
                return new Prepared.Unfit(entry, id, "not a JSON object");
            }
            Instant time = Instant.parse(HitReader.string(document, "@timestamp"));
            return new Prepared.Ready(entry, id, names.records(time), with(payload, additions(entry, document)));
        } catch (DateTimeException e) {
            return new Prepared.Unfit(entry, id, "no readable @timestamp");
        } catch (IOException e) {
            return new Prepared.Unfit(entry, id, "not JSON");
        }
    }

    /** When what an entry holds happened; null when it does not say. */
    static @Nullable Instant timeOf(JournalEntry entry) {
        try {
            JsonNode document = JSON.readTree(entry.payload());
            return document == null ? null : Instant.parse(HitReader.string(document, "@timestamp"));
        } catch (DateTimeException | IOException e) {
            return null;
        }
    }

    private static ObjectNode additions(JournalEntry entry, JsonNode document) {
        JsonNode im = document.path("im");
        ObjectNode additions = JSON.createObjectNode();
        additions.put("event.hash", HexFormat.of().formatHex(entry.hash()));
        ObjectNode search = additions.putObject("search");
        putUnlessEmpty(
                search, "words", Folding.fold(HitReader.string(im, "text")).text());
        putUnlessEmpty(
                search, "room", Folding.fold(HitReader.string(im, "room")).text());
        Set<String> files = new LinkedHashSet<>();
        document.path("file")
                .forEach(file ->
                        add(files, Folding.fold(HitReader.string(file, "name")).text()));
        put(search, "files", files);

        Set<String> people = new LinkedHashSet<>();
        Set<String> screenNames = new LinkedHashSet<>();
        party(im.path("from"), people, screenNames);
        im.path("to").forEach(to -> party(to, people, screenNames));
        add(screenNames, Folding.name(HitReader.string(im, "account")));
        for (String field : new String[] {"name", "full_name", "email"}) {
            add(people, Folding.person(HitReader.string(document.path("user"), field)));
        }
        put(search, "people", people);
        put(search, "names", screenNames);
        return additions;
    }

    private static void party(JsonNode party, Set<String> people, Set<String> screenNames) {
        add(people, Folding.person(HitReader.string(party, "person")));
        add(people, Folding.person(HitReader.string(party, "login")));
        add(screenNames, Folding.name(HitReader.string(party, "normalized")));
    }

    private static void add(Set<String> set, String value) {
        if (!value.isEmpty()) {
            set.add(value);
        }
    }

    private static void put(ObjectNode target, String field, Set<String> values) {
        if (!values.isEmpty()) {
            values.forEach(target.putArray(field)::add);
        }
    }

    private static void putUnlessEmpty(ObjectNode target, String field, String value) {
        if (!value.isEmpty()) {
            target.put(field, value);
        }
    }

    /** Splices fields in before the closing brace, so that the journal's bytes stay what they are; there is a time, so it is not empty. */
    private static byte[] with(byte[] payload, ObjectNode additions) throws IOException {
        int brace = payload.length - 1;
        while (payload[brace] != '}') {
            brace--;
        }
        byte[] more = JSON.writeValueAsBytes(additions);
        byte[] whole = Arrays.copyOf(payload, brace + more.length);
        whole[brace] = ',';
        System.arraycopy(more, 1, whole, brace + 1, more.length - 1);
        return whole;
    }
}
