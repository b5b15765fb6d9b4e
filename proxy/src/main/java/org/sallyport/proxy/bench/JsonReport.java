package org.sallyport.proxy.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/** The report for programs, with every single measurement. */
public final class JsonReport {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonReport() {}

    /** One JSON object. What isn't known is {@code null}. */
    public static String text(BenchReport report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            options(json, report.options());
            machine(json, report.machine());
            json.writeArrayFieldStart("rows");
            for (Row row : report.rows()) {
                row(json, row);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("samples");
            for (Sample sample : report.samples()) {
                sample(json, sample);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("idle");
            for (IdleRow row : report.idleRows()) {
                idle(json, row);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("idle_samples");
            for (IdleSample sample : report.idleSamples()) {
                idle(json, sample);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("decisions");
            for (DecisionRow row : report.decisions()) {
                decision(json, row);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string can't fail", e);
        }
        return text.toString();
    }

    private static void options(JsonGenerator json, BenchOptions options) throws IOException {
        json.writeNumberField("seconds", options.cell().toMillis() / 1e3);
        json.writeNumberField("warm_up_seconds", options.warmUp().toMillis() / 1e3);
        json.writeNumberField("rounds", options.rounds());
        json.writeStringField("guarantee", options.guarantee().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("message_bytes", Dialogue.MESSAGE_BYTES);
        json.writeNumberField("bulk_bytes", Dialogue.BULK_BYTES);
        json.writeNumberField("idle_connections_wanted", options.idleConnections());
        json.writeBooleanField("elasticsearch", false);
    }

    private static void machine(JsonGenerator json, Machine machine) throws IOException {
        json.writeObjectFieldStart("machine");
        json.writeStringField("processor", machine.processor());
        json.writeNumberField("cores", machine.cores());
        json.writeNumberField("memory_mb", machine.memoryMegabytes());
        json.writeStringField("kernel", machine.kernel());
        json.writeStringField("jdk", machine.jdk());
        json.writeStringField("jvm_options", String.join(" ", machine.jvmOptions()));
        json.writeStringField("haproxy", machine.haproxy().isEmpty() ? null : machine.haproxy());
        json.writeStringField("file_system", machine.fileSystem());
        json.writeNumberField("load_before", machine.load());
        json.writeNumberField("fsync_p50_us", machine.fsyncP50Micros());
        json.writeNumberField("fsync_p99_us", machine.fsyncP99Micros());
        json.writeEndObject();
    }

    private static void row(JsonGenerator json, Row row) throws IOException {
        json.writeStartObject();
        json.writeStringField("talk", row.talk());
        json.writeStringField("through", row.middle());
        json.writeNumberField("connections", row.connections());
        spread(json, "messages_per_second", Optional.of(row.rate()));
        spread(json, "megabytes_per_second", Optional.of(row.megabytes()));
        spread(json, "of_direct", row.ofDirect());
        spread(json, "of_haproxy", row.ofHaproxy());
        spread(json, "p50_us", Optional.of(row.p50Micros()));
        spread(json, "p99_us", Optional.of(row.p99Micros()));
        spread(json, "cpu_us_per_message", row.cpuMicros());
        json.writeNumberField("errors", row.errors());
        json.writeStringField("first_error", row.firstError().isEmpty() ? null : row.firstError());
        json.writeEndObject();
    }

    private static void idle(JsonGenerator json, IdleRow row) throws IOException {
        json.writeStartObject();
        json.writeStringField("through", row.middle());
        json.writeNumberField("connections", row.connections());
        spread(json, "base_mb", Optional.of(row.baseMegabytes()));
        spread(json, "kb_with_garbage", Optional.of(row.garbageKilobytes()));
        spread(json, "kb", Optional.of(row.kilobytes()));
        spread(json, "heap_kb", Optional.of(row.heapKilobytes()));
        json.writeStringField("first_error", row.firstError().isEmpty() ? null : row.firstError());
        json.writeEndObject();
    }

    private static void idle(JsonGenerator json, IdleSample sample) throws IOException {
        json.writeStartObject();
        json.writeStringField("through", sample.middle());
        json.writeNumberField("connections", sample.connections());
        json.writeNumberField("round", sample.round());
        memory(json, "before", sample.before());
        memory(json, "with", sample.with());
        memory(json, "after", sample.after());
        json.writeEndObject();
    }

    private static void decision(JsonGenerator json, DecisionRow row) throws IOException {
        json.writeStartObject();
        json.writeStringField("about", row.what());
        json.writeNumberField("rules", row.rules());
        json.writeNumberField("loading_ms", row.loadMillis());
        spread(json, "p50_us", Optional.of(row.median()));
        spread(json, "p99_us", Optional.of(row.p99()));
        spread(json, "p999_us", Optional.of(row.p999()));
        spread(json, "grep_us", row.grep());
        json.writeEndObject();
    }

    private static void memory(JsonGenerator json, String name, Memory memory) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("resident", memory.resident());
        if (memory.heap().isPresent()) {
            json.writeNumberField("heap", memory.heap().getAsLong());
        } else {
            json.writeNullField("heap");
        }
        json.writeEndObject();
    }

    private static void spread(JsonGenerator json, String name, Optional<Spread> value) throws IOException {
        if (value.isEmpty()) {
            json.writeNullField(name);
            return;
        }
        json.writeObjectFieldStart(name);
        json.writeNumberField("median", value.get().median());
        json.writeNumberField("least", value.get().least());
        json.writeNumberField("most", value.get().most());
        json.writeEndObject();
    }

    private static void sample(JsonGenerator json, Sample sample) throws IOException {
        json.writeStartObject();
        json.writeStringField("talk", sample.talk());
        json.writeStringField("through", sample.middle());
        json.writeNumberField("connections", sample.connections());
        json.writeNumberField("round", sample.round());
        json.writeNumberField("round_trips", sample.roundTrips());
        json.writeNumberField("bytes", sample.bytes());
        json.writeNumberField("nanos", sample.nanos());
        json.writeNumberField("p50_ns", sample.p50Nanos());
        json.writeNumberField("p99_ns", sample.p99Nanos());
        if (sample.cpuNanos().isPresent()) {
            json.writeNumberField("cpu_ns", (long) sample.cpuNanos().getAsDouble());
        } else {
            json.writeNullField("cpu_ns");
        }
        json.writeNumberField("errors", sample.errors());
        json.writeEndObject();
    }
}
