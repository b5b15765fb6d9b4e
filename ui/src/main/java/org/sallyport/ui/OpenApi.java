package org.sallyport.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The description of everything under {@link Route#API}, as OpenAPI 3.1 has it: put together from one resource for each area. A
 * test holds it against the routes, and what they answer.
 */
final class OpenApi {

    private static final String FOLDER = "/org/sallyport/ui/openapi/";

    /** What the others add to. */
    private static final String BASE = "base";

    private static final List<String> AREAS = List.of("held", "who-is-on", "identities", "logons", "policy");

    private final byte[] document;

    OpenApi() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode whole = read(mapper, BASE);
        for (String area : AREAS) {
            ObjectNode part = read(mapper, area);
            ((ArrayNode) whole.get("tags")).addAll((ArrayNode) part.get("tags"));
            add(whole.withObject("/paths"), part.withObject("/paths"), area);
            add(whole.withObject("/components/schemas"), part.withObject("/components/schemas"), area);
        }
        try {
            document = mapper.writeValueAsBytes(whole);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON cannot be written", e);
        }
    }

    List<Route> routes() {
        return List.of(Route.open(HandlerType.GET, Route.API + "/openapi.json", this::give));
    }

    private void give(Context ctx, @Nullable Session session) {
        ctx.contentType("application/json").result(document);
    }

    private static void add(ObjectNode whole, ObjectNode part, String area) {
        part.properties().forEach(entry -> {
            if (whole.has(entry.getKey())) {
                throw new IllegalStateException(area + " describes again what is there: " + entry.getKey());
            }
            whole.set(entry.getKey(), entry.getValue());
        });
    }

    private static ObjectNode read(ObjectMapper mapper, String area) {
        try (InputStream in = OpenApi.class.getResourceAsStream(FOLDER + area + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the console was packaged without " + FOLDER + area + ".json");
            }
            return (ObjectNode) mapper.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
