package org.sallyport.proxy.log;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * One log line with names and values beside its message: fields of their own in JSON, {@code name=value} behind the message in
 * text. They go by way of {@link MDC}, which is what the encoder for the Elastic Common Schema writes as fields (it leaves out
 * SLF4J's key-value pairs), and are gone when the line is written.
 *
 * <p>Confined to one thread. For lines that are rare: it costs a map.
 */
public final class LogLine {

    private final Logger log;
    private final Level level;
    private final Map<String, String> fields = new LinkedHashMap<>();

    private LogLine(Logger log, Level level) {
        this.log = log;
        this.level = level;
    }

    /** A line for an administrator who reads on. */
    public static LogLine info(Logger log) {
        return new LogLine(log, Level.INFO);
    }

    /** A line that an administrator must not miss. */
    public static LogLine warn(Logger log) {
        return new LogLine(log, Level.WARN);
    }

    /** Adds a value; strangers' words are fine, what people wrote is not. */
    public LogLine with(String name, Object value) {
        fields.put(name, value.toString());
        return this;
    }

    /** Writes the line; the message is as SLF4J takes it. */
    public void log(String message, Object... arguments) {
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        fields.forEach(MDC::put);
        try {
            log.atLevel(level).log(message, arguments);
        } finally {
            fields.keySet().forEach(MDC::remove);
        }
    }
}
