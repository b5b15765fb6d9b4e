package org.sallyport.policy.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.sallyport.policy.rule.RulebaseReader;

/** Versions and drafts as JSON files. Static; any thread. A file that is not one of these is as none. */
final class VersionFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** JSON writes a control character as six. */
    private static final long LARGEST_FILE = RulebaseReader.LARGEST_DOCUMENT * 6 + (64 << 10);

    private VersionFile() {}

    static String write(PolicyVersion version) {
        ObjectNode node = JSON.createObjectNode();
        node.put("number", version.number());
        node.put("time", version.time().toEpochMilli());
        node.put("author", version.author());
        node.put("publisher", version.publisher());
        node.put("reason", version.reason());
        node.put("restores", version.restores());
        node.put("previous", version.previous());
        node.put("hash", version.hash());
        node.put("text", version.text());
        return print(node);
    }

    static String write(Draft draft) {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", draft.id());
        node.put("author", draft.author());
        node.put("time", draft.time().toEpochMilli());
        node.put("reason", draft.reason());
        node.put("base", draft.base());
        node.put("restores", draft.restores());
        node.put("file", draft.file());
        node.put("text", draft.text());
        return print(node);
    }

    static Optional<PolicyVersion> readVersion(Path file) {
        return read(file)
                .map(node -> new PolicyVersion(
                        node.path("number").asInt(),
                        Instant.ofEpochMilli(node.path("time").asLong()),
                        node.path("author").asText(),
                        node.path("publisher").asText(),
                        node.path("reason").asText(),
                        node.path("restores").asInt(),
                        node.path("text").asText(),
                        node.path("previous").asText(),
                        node.path("hash").asText()));
    }

    static Optional<Draft> readDraft(Path file) {
        return read(file)
                .map(node -> new Draft(
                        node.path("id").asText(),
                        node.path("author").asText(),
                        Instant.ofEpochMilli(node.path("time").asLong()),
                        node.path("reason").asText(),
                        node.path("base").asInt(),
                        node.path("restores").asInt(),
                        node.path("file").asText(),
                        node.path("text").asText()));
    }

    private static Optional<JsonNode> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                return Optional.empty();
            }
            return Optional.ofNullable(JSON.readTree(bytes)).filter(JsonNode::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String print(ObjectNode node) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree of strings and numbers can be written", e);
        }
    }
}
