package org.sallyport.proxy.alert.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.sallyport.proxy.alert.AlertJson;
import org.sallyport.proxy.alert.Digest;
import org.sallyport.proxy.alert.DigestText;

/** A digest as JSON, in UTF-8; docs/alerts.md describes the fields. */
final class DigestJson {

    /** Raised when a field is removed or means something else; fields may be added without. */
    private static final int VERSION = 1;

    private static final JsonFactory JSON = new JsonFactory();

    private DigestJson() {}

    static byte[] bytes(Digest digest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeNumberField("version", VERSION);
            out.writeStringField("key", digest.key());
            out.writeBooleanField("test", digest.test());
            out.writeStringField("gateway", digest.gateway());
            // Chats show this field of a hook and nothing else.
            out.writeStringField("text", DigestText.subject(digest));
            out.writeStringField("severity", digest.severity().id());
            out.writeStringField("first", digest.first().toString());
            out.writeStringField("last", digest.last().toString());
            out.writeNumberField("alerts", digest.alerts());
            out.writeNumberField("ungrouped", digest.ungrouped());
            out.writeNumberField("lost", digest.lost());
            out.writeArrayFieldStart("groups");
            for (Digest.Group group : digest.groups()) {
                group(out, group);
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("a buffer in memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void group(JsonGenerator out, Digest.Group group) throws IOException {
        out.writeStartObject();
        out.writeStringField("key", group.key());
        out.writeNumberField("count", group.count());
        out.writeStringField("last", group.last().toString());
        out.writeArrayFieldStart("records");
        for (String record : group.records()) {
            out.writeString(record);
        }
        out.writeEndArray();
        out.writeObjectFieldStart("alert");
        AlertJson.writeFields(out, group.first());
        out.writeEndObject();
        out.writeEndObject();
    }
}
