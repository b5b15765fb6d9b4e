package org.sallyport.proxy.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/** One JSON object a line. Every object of a type has all its fields; what is not known is {@code null}. */
final class JsonRows implements RowWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private final Appendable out;
    private String capture = "";

    JsonRows(Appendable out) {
        this.out = out;
    }

    @Override
    public void begin(Path file) {
        capture = file.toString();
    }

    @Override
    public void row(Row row) throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            switch (row) {
                case Row.Identified identified -> identified(json, identified);
                case Row.Happened happened -> happened(json, happened);
                case Row.Gap gap -> gap(json, gap);
            }
            json.writeEndObject();
        }
        out.append(line.toString()).append('\n');
    }

    private void head(JsonGenerator json, String type, Row row) throws IOException {
        json.writeStringField("type", type);
        json.writeStringField("time", row.time().toString());
        json.writeStringField("connection", capture + "#" + row.connection().number());
    }

    private void identified(JsonGenerator json, Row.Identified row) throws IOException {
        TcpConnection connection = row.connection();
        head(json, "connection", row);
        json.writeStringField("protocol", row.protocol().value());
        json.writeStringField("service", row.service().value());
        json.writeStringField("client", TableRows.address(connection.client()));
        json.writeStringField("server", TableRows.address(connection.server()));
        json.writeBooleanField("whole", connection.whole());
    }

    private void happened(JsonGenerator json, Row.Happened row) throws IOException {
        ImEvent event = row.event();
        head(json, "event", row);
        json.writeStringField("protocol", row.protocol().value());
        json.writeStringField("service", row.service().value());
        json.writeStringField("flow", event.flow() == Flow.OUTBOUND ? "out" : "in");
        json.writeStringField("kind", EventWords.kind(event));
        json.writeStringField("feature", event.feature().id());
        ScreenName from = event.from();
        string(json, "from", from == null ? null : from.normalized());
        json.writeArrayFieldStart("to");
        for (ScreenName name : event.to()) {
            json.writeString(name.normalized());
        }
        json.writeEndArray();
        string(json, "room", event.room());
        string(json, "text", event.text().plain());
        string(json, "detail", EventWords.detail(event));
        json.writeArrayFieldStart("file");
        for (FileInfo file : event.files()) {
            json.writeStartObject();
            json.writeStringField("name", file.name());
            json.writeNumberField("size", file.size());
            json.writeNumberField("count", file.count());
            json.writeEndObject();
        }
        json.writeEndArray();
        decision(json, row.decision());
    }

    private static void decision(JsonGenerator json, @Nullable Decision decision) throws IOException {
        String verdict = null;
        List<String> rules = List.of();
        String failure = null;
        switch (decision) {
            case null -> {
                // No policy was asked.
            }
            case Decision.Decided decided -> {
                verdict = decided.verdict().id();
                rules = decided.rules();
            }
            case Decision.Failed failed -> {
                verdict = failed.verdict().id();
                failure = failed.cause();
            }
        }
        string(json, "decision", verdict);
        string(json, "rule", rules.isEmpty() ? null : rules.getFirst());
        string(json, "failure", failure);
    }

    private void gap(JsonGenerator json, Row.Gap row) throws IOException {
        head(json, "gap", row);
        json.writeStringField("from", row.from().name().toLowerCase(Locale.ROOT));
        json.writeStringField("why", row.why().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("bytes", row.bytes());
    }

    private static void string(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value == null || value.isEmpty()) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value);
        }
    }
}
