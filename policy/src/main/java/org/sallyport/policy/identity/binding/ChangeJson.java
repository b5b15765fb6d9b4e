package org.sallyport.policy.identity.binding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/**
 * Changes as lines of a file: the CRC-32C of what follows in eight hexadecimal digits, a space, and a JSON list of the changes
 * that were made together. Static; any thread.
 */
final class ChangeJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HEAD = 9;

    private ChangeJson() {}

    /** A line with its line feed. */
    static byte[] line(List<BindingChange> changes) {
        ArrayNode list = JSON.createArrayNode();
        for (BindingChange change : changes) {
            ObjectNode node = list.addObject();
            node.put("time", change.time().toEpochMilli());
            node.put("kind", change.kind().name());
            node.put("service", change.name().service().value());
            node.put("name", change.name().normalized());
            node.put("display", change.name().display());
            node.put("person", change.person());
            node.put("login", change.login());
            if (change.formerPerson() != null) {
                node.put("formerPerson", change.formerPerson());
                node.put("formerLogin", change.formerLogin());
            }
            node.put("source", change.source().name());
            node.put("by", change.by());
            node.put("reason", change.reason());
        }
        try {
            byte[] json = JSON.writeValueAsBytes(list);
            byte[] line = new byte[HEAD + json.length + 1];
            System.arraycopy(head(json, 0, json.length), 0, line, 0, HEAD);
            System.arraycopy(json, 0, line, HEAD, json.length);
            line[line.length - 1] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree of strings and numbers can be written", e);
        }
    }

    /** The changes of a line without its line feed; empty when it is damaged. */
    static Optional<List<BindingChange>> parse(byte[] line) {
        if (line.length < HEAD) {
            return Optional.empty();
        }
        byte[] head = head(line, HEAD, line.length - HEAD);
        for (int i = 0; i < HEAD; i++) {
            if (head[i] != line[i]) {
                return Optional.empty();
            }
        }
        try {
            List<BindingChange> changes = new ArrayList<>();
            for (JsonNode node : JSON.readTree(line, HEAD, line.length - HEAD)) {
                changes.add(change(node));
            }
            return Optional.of(changes);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static BindingChange change(JsonNode node) {
        return new BindingChange(
                Instant.ofEpochMilli(node.path("time").asLong()),
                BindingChange.Kind.valueOf(node.path("kind").asText()),
                new ScreenName(
                        new ServiceId(node.path("service").asText()),
                        node.path("name").asText(),
                        node.path("display").asText()),
                node.path("person").asText(),
                node.path("login").asText(),
                text(node, "formerPerson"),
                text(node, "formerLogin"),
                Binding.Source.valueOf(node.path("source").asText()),
                node.path("by").asText(),
                node.path("reason").asText());
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.get(field).asText() : null;
    }

    private static byte[] head(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (HexFormat.of().toHexDigits((int) crc.getValue()) + " ").getBytes(StandardCharsets.US_ASCII);
    }
}
