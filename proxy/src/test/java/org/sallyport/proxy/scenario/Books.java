package org.sallyport.proxy.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The archive, asked by Elasticsearch's own interface for the documents as they are. */
final class Books {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = 1_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI search;

    /** @param port where Elasticsearch answers on loopback */
    Books(int port) {
        search = URI.create("http://127.0.0.1:" + port + "/sallyport*/_search");
    }

    /** A document; see {@code docs/archive-format.md}. */
    record Found(JsonNode json) {

        String text(String pointer) {
            return json.at(pointer).asText("");
        }

        List<String> texts(String pointer) {
            return texts(json.at(pointer));
        }

        private static List<String> texts(JsonNode node) {
            return node.isArray()
                    ? StreamSupport.stream(node.spliterator(), false)
                            .map(JsonNode::asText)
                            .toList()
                    : node.isMissingNode() ? List.of() : List.of(node.asText());
        }

        /** A field of each object in a list. */
        List<String> each(String pointer, String field) {
            List<String> values = new ArrayList<>();
            json.at(pointer).forEach(item -> values.addAll(texts(item.path(field))));
            return values;
        }

        /** Who acted, as the service compares names; the account whose connection it is, where the wire doesn't say. */
        String from() {
            String from = text("/im/from/normalized");
            return from.isEmpty() ? text("/im/account") : from;
        }

        /** For messages: what happened, without anybody's words. */
        @Override
        public String toString() {
            return "%s %s of %s, %s by %s"
                    .formatted(
                            text("/network/direction"),
                            text("/im/feature"),
                            from(),
                            text("/im/verdict"),
                            texts("/rule/name"));
        }
    }

    /** The documents of records after one and up to another, in order. */
    List<Found> between(long after, long last) throws IOException, InterruptedException {
        String query = """
                {"size": %d, "sort": [{"event.sequence": "asc"}],
                 "query": {"range": {"event.sequence": {"gt": %d, "lte": %d}}}}
                """.formatted(MOST, after, last);
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(search)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(query))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("Elasticsearch: " + answer.statusCode() + " " + answer.body());
        }
        JsonNode hits = JSON.readTree(answer.body()).at("/hits/hits");
        if (hits.size() != last - after) {
            throw new AssertionError("the archive holds " + hits.size() + " of " + (last - after) + " records");
        }
        List<Found> found = new ArrayList<>();
        hits.forEach(hit -> found.add(new Found(hit.path("_source"))));
        return found;
    }
}
