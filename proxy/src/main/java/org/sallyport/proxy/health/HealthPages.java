package org.sallyport.proxy.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@link HealthServer} answers, as documents. Safe for any thread. */
public final class HealthPages {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final int LISTED = 100;
    private static final Pattern LIMIT = Pattern.compile("limit=([0-9]{1,9})");

    private static final Map<String, String> PATHS = new TreeMap<>(Map.of(
            "/healthz", "whether the process can do its work: 200, else 503",
            "/readyz", "whether clients may be sent here: 200, else 503",
            "/metrics", "counters for Prometheus",
            "/destinations", "where unread connections went; ?limit=100"));

    /** The counters. */
    public interface Metrics {

        /**
         * All counters.
         *
         * @param openMetrics in the OpenMetrics format, else in Prometheus' own text format
         */
        Scrape scrape(boolean openMetrics);
    }

    /** Counters as text, and its media type. */
    public record Scrape(String type, String text) {}

    /** An answer. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Page(int status, String type, byte[] body) {}

    private final Health health;
    private final Metrics metrics;
    private final Destinations destinations;

    public HealthPages(Health health, Metrics metrics, Destinations destinations) {
        this.health = health;
        this.metrics = metrics;
        this.destinations = destinations;
    }

    /**
     * The page of a path.
     *
     * @param query undecoded; null when there is none
     * @param accept the media types asked for, in lower case
     */
    Page page(@Nullable String path, @Nullable String query, String accept) {
        return switch (path == null ? "" : path) {
            case "/healthz" -> report(health.alive());
            case "/readyz" -> report(health.ready());
            case "/metrics" -> metrics(accept);
            case "/destinations" -> destinations(query);
            default -> nothing();
        };
    }

    private static Page report(Health.Report report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("status", word(report.level()));
        root.put("phase", report.phase().id());
        ArrayNode checks = root.putArray("checks");
        for (Health.Line line : report.lines()) {
            checks.addObject()
                    .put("name", line.name())
                    .put("status", word(line.result().level()))
                    .put("message", line.result().message());
        }
        return json(report.passed() ? 200 : 503, root);
    }

    private static String word(Check.Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private Page metrics(String accept) {
        Scrape scrape = metrics.scrape(accept.contains("application/openmetrics-text"));
        return new Page(200, scrape.type(), scrape.text().getBytes(StandardCharsets.UTF_8));
    }

    private Page destinations(@Nullable String query) {
        int limit = LISTED;
        if (query != null) {
            Matcher asked = LIMIT.matcher(query);
            if (!asked.matches() || Integer.parseInt(asked.group(1)) < 1) {
                return problem(400, "The only parameter is 'limit', a number from 1, such as /destinations?limit=20.");
            }
            limit = Integer.parseInt(asked.group(1));
        }
        Destinations.Listing listing = destinations.top(limit);
        ObjectNode root = JSON.createObjectNode();
        root.put("kept", listing.kept());
        root.put("most", listing.most());
        root.put("dropped", listing.dropped());
        ArrayNode rows = root.putArray("destinations");
        for (Destinations.Row row : listing.rows()) {
            ObjectNode node = rows.addObject()
                    .put("host", row.host())
                    .put("port", row.port())
                    .put("protocol", row.protocol().value())
                    .put("service", row.service().value())
                    .put("connections", row.connections());
            node.putObject("bytes").put("from_client", row.bytesFromClient()).put("from_server", row.bytesFromServer());
            node.put("first_seen", row.first().toString())
                    .put("last_seen", row.last().toString());
        }
        return json(200, root);
    }

    private static Page nothing() {
        ObjectNode root = JSON.createObjectNode().put("error", "There is nothing here. There is:");
        ObjectNode paths = root.putObject("paths");
        PATHS.forEach(paths::put);
        return json(404, root);
    }

    /** Something went wrong. */
    static Page problem(int status, String message) {
        return json(status, JSON.createObjectNode().put("error", message));
    }

    private static Page json(int status, ObjectNode root) {
        try {
            byte[] body = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
            return new Page(status, JSON_TYPE, body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers can't be written", e);
        }
    }
}
