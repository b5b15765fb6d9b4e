package org.sallyport.archive.elastic;

import co.elastic.clients.util.BinaryData;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveSearch.Reader;
import org.sallyport.archive.search.SearchQuery;

/** Records who reads what, before it is read: what cannot be recorded is not answered. Safe for any thread. */
final class AccessLog {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ElasticConnection connection;
    private final Clock clock;

    AccessLog(ElasticConnection connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
    }

    void search(SearchQuery query, Reader reader) throws IOException {
        Instant now = clock.instant();
        ObjectNode document = start("search", reader, now);
        ObjectNode access = document.putObject("access");
        put(access, "words", query.words());
        put(access, "person", query.person());
        put(access, "screen_name", query.screenName());
        put(access, "service", query.service());
        put(access, "feature", query.feature());
        put(access, "verdict", query.verdict());
        put(access, "from", query.from() == null ? null : query.from().toString());
        put(access, "to", query.to() == null ? null : query.to().toString());
        access.put("further_page", query.page() != null);
        write(document, now);
    }

    void open(String conversation, String around, Reader reader) throws IOException {
        Instant now = clock.instant();
        ObjectNode document = start("open", reader, now);
        document.putObject("access").put("conversation", conversation).put("event", around);
        write(document, now);
    }

    void simulate(Instant from, Instant to, String purpose, Reader reader) throws IOException {
        Instant now = clock.instant();
        ObjectNode document = start("simulate", reader, now);
        document.putObject("access")
                .put("policy", purpose)
                .put("from", from.toString())
                .put("to", to.toString());
        write(document, now);
    }

    void held(List<String> messages, Reader reader) throws IOException {
        Instant now = clock.instant();
        ObjectNode document = start("held", reader, now);
        ArrayNode ids = document.putObject("access").putArray("held");
        messages.forEach(ids::add);
        write(document, now);
    }

    private static ObjectNode start(String action, Reader reader, Instant now) {
        ObjectNode document = JSON.createObjectNode();
        document.put("@timestamp", now.toString());
        document.putObject("event").put("action", action);
        document.putObject("user").put("name", reader.login());
        document.putObject("source").put("address", reader.address());
        return document;
    }

    private static void put(ObjectNode target, String field, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            target.put(field, value);
        }
    }

    private void write(ObjectNode document, Instant now) throws IOException {
        connection.ensureTemplates();
        byte[] bytes = document.toString().getBytes(StandardCharsets.UTF_8);
        connection
                .client()
                .index(i -> i.index(connection.names().access(now)).document(BinaryData.of(bytes, "application/json")));
    }
}
