package org.sallyport.proxy.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the administrator reads of everything below one logger, from now until it is closed. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final @Nullable Level before;

    public LogLines(String name, Level level) {
        logger = (Logger) LoggerFactory.getLogger(name);
        before = logger.getLevel();
        setContext(logger.getLoggerContext());
        start();
        logger.setLevel(level);
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage());
        if (event.getThrowableProxy() != null) {
            lines.add(String.valueOf(event.getThrowableProxy().getMessage()));
        }
    }

    /** All so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for a line with these words. */
    public void await(String words) throws Exception {
        Await.until(
                "'" + words + "' in the log: " + lines, () -> lines.stream().anyMatch(line -> line.contains(words)));
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
