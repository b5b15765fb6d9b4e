package org.sallyport.proxy.scenario;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.rule.PolicyFile;
import org.sallyport.proxy.testkit.Await;
import org.slf4j.LoggerFactory;

/** What an administrator reads of changed policies. Any thread. */
final class PolicyLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(PolicyFile.class);
    private final @Nullable Level before = logger.getLevel();

    PolicyLog() {
        setContext(logger.getLoggerContext());
        start();
        // Whatever else the tests are configured to say.
        logger.setLevel(Level.INFO);
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage());
    }

    /** Forgets what was said of other versions; before a new one is written. */
    void forget() {
        lines.clear();
    }

    /** Waits until a version is in force; fails with the reason when it is refused. */
    void await(int version) throws Exception {
        Await.until("version " + version + " is in force", () -> {
            for (String line : lines) {
                if (line.contains("is refused")) {
                    throw new AssertionError(line);
                }
            }
            return lines.stream().anyMatch(line -> line.startsWith("Policy " + version + "-"));
        });
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
