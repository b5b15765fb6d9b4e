package org.sallyport.proxy.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.config.Configuration.LogFormat;
import org.slf4j.LoggerFactory;

/**
 * How log lines are written: {@code SALLYPORT_LOG_FORMAT} in the environment says, so that what goes wrong before a configuration
 * is read is written alike, and without it the configuration. Both must be told before the first line is logged, for
 * {@code logback.xml} looks for the property once.
 */
final class Logging {

    static final String ENVIRONMENT = "SALLYPORT_LOG_FORMAT";

    /** What {@code logback.xml} looks for. */
    static final String PROPERTY = "sallyport.log.format";

    private Logging() {}

    /** What the environment says; a value it can't have is told of and counts as none. */
    static void environment(@Nullable String value, PrintWriter err) {
        if (value == null || value.isBlank() || System.getProperty(PROPERTY) != null) {
            return;
        }
        String format = value.strip().toLowerCase(Locale.ROOT);
        if (format.equals("text") || format.equals("json")) {
            System.setProperty(PROPERTY, format);
        } else {
            err.println("sallyport: " + ENVIRONMENT
                    + " must be text or json; the log is text unless the configuration says otherwise");
            err.flush();
        }
    }

    /** What the configuration says; the environment has said its word before. */
    static void configured(LogFormat format) {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, format.name().toLowerCase(Locale.ROOT));
        }
    }

    /** Says why a command could not be done, in the format of the log. */
    static void failure(PrintWriter err, String message) {
        if ("json".equals(System.getProperty(PROPERTY))) {
            LoggerFactory.getLogger(Main.class).error("{}", message);
        } else {
            err.println("sallyport: " + message);
        }
    }

    /** Says that a command could not be done for a fault of ours. */
    static void fault(PrintWriter err, Throwable fault) {
        if ("json".equals(System.getProperty(PROPERTY))) {
            LoggerFactory.getLogger(Main.class).error("a fault of our own, please report it", fault);
        } else {
            err.println("sallyport: a fault of our own, please report it:");
            fault.printStackTrace(err);
        }
    }
}
