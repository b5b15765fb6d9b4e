package org.sallyport.proxy.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An alert as JSON: in the queue, and in what a webhook gets. Any thread. */
public final class AlertJson {

    private static final JsonFactory JSON = new JsonFactory();

    private AlertJson() {}

    /** The alert as one object, in one line. */
    static byte[] bytes(Alert alert) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            writeFields(out, alert);
            out.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("a buffer in memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** The alert's fields, within an object that is open. */
    public static void writeFields(JsonGenerator out, Alert alert) throws IOException {
        out.writeStringField("id", alert.id());
        out.writeStringField("time", alert.time().toString());
        out.writeStringField("severity", alert.severity().id());
        list(out, "rules", alert.rules());
        out.writeStringField("service", alert.service());
        out.writeStringField("protocol", alert.protocol());
        out.writeStringField("feature", alert.feature());
        out.writeStringField("verdict", alert.verdict());
        text(out, "login", alert.login());
        text(out, "person", alert.person());
        text(out, "screen_name", alert.screenName());
        list(out, "with", alert.with());
        out.writeStringField("connection", alert.connection());
        text(out, "record", alert.record());
        list(out, "reasons", alert.reasons());
    }

    private static void text(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    private static void list(JsonGenerator out, String name, List<String> values) throws IOException {
        out.writeArrayFieldStart(name);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }

    /**
     * What {@link #bytes} made; fields that are not known are skipped, so that a queue can be read after a step back.
     *
     * @throws IOException when it is nothing of the kind
     */
    static Alert parse(byte[] bytes) throws IOException {
        Map<String, String> texts = new HashMap<>();
        Map<String, List<String>> lists = new HashMap<>();
        try (JsonParser in = JSON.createParser(bytes)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no object");
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                switch (in.nextToken()) {
                    case VALUE_STRING -> texts.put(name, in.getText());
                    case START_ARRAY -> lists.put(name, strings(in));
                    default -> in.skipChildren();
                }
            }
        }
        try {
            return new Alert(
                    required(texts, "id"),
                    Instant.parse(required(texts, "time")),
                    Severity.of(required(texts, "severity")),
                    lists.getOrDefault("rules", List.of()),
                    required(texts, "service"),
                    required(texts, "protocol"),
                    required(texts, "feature"),
                    required(texts, "verdict"),
                    texts.get("login"),
                    texts.get("person"),
                    texts.get("screen_name"),
                    lists.getOrDefault("with", List.of()),
                    required(texts, "connection"),
                    texts.get("record"),
                    lists.getOrDefault("reasons", List.of()));
        } catch (DateTimeParseException e) {
            throw new IOException("no time", e);
        }
    }

    private static List<String> strings(JsonParser in) throws IOException {
        List<String> strings = new ArrayList<>();
        while (in.nextToken() == JsonToken.VALUE_STRING) {
            strings.add(in.getText());
        }
        return strings;
    }

    private static String required(Map<String, String> texts, String name) throws IOException {
        String value = texts.get(name);
        if (value == null) {
            throw new IOException("no " + name);
        }
        return value;
    }
}
