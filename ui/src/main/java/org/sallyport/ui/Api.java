package org.sallyport.ui;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.ui.page.Visible;

/**
 * JSON for scripts: what is asked and answered under {@link Route#API}. What goes wrong is told as RFC 9457 has it, see
 * {@link ApiProblem}. Safe for any thread.
 */
final class Api {

    /** The most entries that one answer has. */
    static final int MOST_ENTRIES = 500;

    private static final int USUAL_ENTRIES = 50;
    private static final int FARTHEST = 1_000_000;
    private static final int DEEPEST = 50;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    // Of a key that is there twice, two readers could take different ones.
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private Api() {}

    /** Whether the request is for an address for scripts, there or not. */
    static boolean isFor(Context ctx) {
        return ctx.path().startsWith("/api/");
    }

    static void give(Context ctx, Object answer) {
        give(ctx, 200, answer);
    }

    static void give(Context ctx, int status, Object answer) {
        write(ctx, status, "application/json", answer);
    }

    /** Tells what went wrong. */
    static void give(Context ctx, ApiProblem problem) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", problem.title());
        body.put("status", problem.status());
        body.put("detail", problem.detail());
        body.putAll(problem.more());
        write(ctx, problem.status(), "application/problem+json", body);
    }

    private static void write(Context ctx, int status, String type, Object answer) {
        try {
            ctx.status(status).contentType(type).result(MAPPER.writeValueAsBytes(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer of ours cannot be written", e);
        }
    }

    /**
     * What the body says.
     *
     * @param type a record; keys that it does not have are refused
     * @throws ApiProblem when it says something else; never with any of the text that was sent
     */
    static <T> T read(Context ctx, Class<T> type) throws ApiProblem {
        T read;
        try {
            read = MAPPER.readValue(ctx.bodyAsBytes(), type);
        } catch (JsonMappingException e) {
            throw new ApiProblem(400, "The document does not fit", "It goes wrong at " + where(e) + ".");
        } catch (JsonProcessingException e) {
            throw new ApiProblem(400, "Not JSON", "The body is not a JSON document.");
        } catch (IOException e) {
            throw new ApiProblem(400, "Not readable", "The body did not come whole.");
        }
        if (read == null) {
            throw new ApiProblem(400, "The document does not fit", "The body must be a JSON object.");
        }
        return read;
    }

    private static String where(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            path.append('/').append(step.getFieldName() == null ? step.getIndex() : Visible.line(step.getFieldName()));
        }
        String shown = path.length() > 100 ? path.substring(0, 100) + "…" : path.toString();
        return shown.isEmpty() ? "its outermost level" : shown;
    }

    /**
     * Which part of a list is asked for, by the parameters {@code offset} and {@code limit}.
     *
     * @param offset how many to leave out, 0 to a million
     * @param limit how many at most, 1 to {@value #MOST_ENTRIES}
     */
    record Paging(int offset, int limit) {

        static Paging of(Context ctx) throws ApiProblem {
            return new Paging(
                    number(ctx, "offset", 0, FARTHEST, 0), number(ctx, "limit", 1, MOST_ENTRIES, USUAL_ENTRIES));
        }

        /** The part of {@code all}, with how many there are. */
        <T> Part<T> of(List<T> all) {
            int from = Math.min(offset, all.size());
            return new Part<>(all.subList(from, Math.min(all.size(), from + limit)), all.size(), offset);
        }
    }

    /** A part of a list: its entries, how many the whole list has, and where the part starts. */
    record Part<T>(List<T> entries, long total, int offset) {}

    /** A number among the parameters of the address. */
    static int number(Context ctx, String name, int least, int most, int usual) throws ApiProblem {
        String text = ctx.queryParam(name);
        if (text == null) {
            return usual;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, with what would do.
        }
        throw new ApiProblem(400, "Out of bounds", name + " must be a number from " + least + " to " + most + ".");
    }

    /**
     * A text that must be there and not be too long.
     *
     * @param name what it is called in the document
     */
    static String text(@Nullable String value, String name, int longest) throws ApiProblem {
        if (value == null || value.isBlank()) {
            throw new ApiProblem(422, "Something is missing", name + " must be there, and not be empty.");
        }
        if (value.length() > longest) {
            throw new ApiProblem(422, "Too long", name + " takes at most " + longest + " characters.");
        }
        return value;
    }

    /** The same for a text that may be missing, and is empty then. */
    static String optional(@Nullable String value, String name, int longest) throws ApiProblem {
        return value == null || value.isBlank() ? "" : text(value, name, longest);
    }
}
