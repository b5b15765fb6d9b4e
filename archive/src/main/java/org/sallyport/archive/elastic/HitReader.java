package org.sallyport.archive.elastic;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.Hit;

/** Reads documents back. Fields that are absent or of another kind than ours read as nothing: an archive outlives its writers. */
final class HitReader {

    private HitReader() {}

    /** @param marked the folded text with what was found marked; null when there is none */
    static Hit read(String id, JsonNode document, @Nullable String marked) {
        JsonNode im = document.path("im");
        String text = string(im, "text");
        return new Hit(
                id,
                time(document),
                optional(im, "conversation"),
                string(im, "service"),
                string(im, "protocol"),
                string(im, "connection"),
                string(document.path("event"), "action"),
                string(im, "feature"),
                string(document.path("network"), "direction").equals("inbound"),
                im.path("from").isObject() ? party(im.path("from")) : null,
                parties(im.path("to")),
                optional(im, "room"),
                Pieces.of(text, marked),
                im.path("source").isTextual() ? string(im, "source") : text,
                im.path("html").asBoolean(false),
                detail(im),
                files(document.path("file")),
                string(im, "verdict"),
                strings(document.path("rule").path("name")),
                optional(im, "failure"),
                severities(im.path("alerts")));
    }

    private static Instant time(JsonNode document) {
        try {
            return Instant.parse(string(document, "@timestamp"));
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    private static String detail(JsonNode im) {
        List<String> parts = new ArrayList<>();
        for (String field : List.of("step", "detail", "method", "client")) {
            String part = string(im, field);
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        parts.addAll(strings(im.path("marks")));
        return String.join(", ", parts);
    }

    private static Hit.Party party(JsonNode party) {
        return new Hit.Party(string(party, "screen_name"), optional(party, "person"), optional(party, "login"));
    }

    private static List<Hit.Party> parties(JsonNode list) {
        List<Hit.Party> parties = new ArrayList<>();
        list.forEach(party -> parties.add(party(party)));
        return parties;
    }

    private static List<Hit.File> files(JsonNode list) {
        List<Hit.File> files = new ArrayList<>();
        list.forEach(file ->
                files.add(new Hit.File(string(file, "name"), file.path("size").asLong(-1))));
        return files;
    }

    private static List<String> severities(JsonNode list) {
        List<String> severities = new ArrayList<>();
        list.forEach(alert -> severities.add(string(alert, "severity")));
        return severities;
    }

    /** Every string in a list, or the one that stands there by itself. */
    static List<String> strings(JsonNode node) {
        List<String> strings = new ArrayList<>();
        if (node.isTextual()) {
            strings.add(node.textValue());
        }
        node.forEach(element -> {
            if (element.isTextual()) {
                strings.add(element.textValue());
            }
        });
        return strings;
    }

    static String string(JsonNode parent, String field) {
        String value = parent.path(field).textValue();
        return value == null ? "" : value;
    }

    private static @Nullable String optional(JsonNode parent, String field) {
        return parent.path(field).textValue();
    }
}
