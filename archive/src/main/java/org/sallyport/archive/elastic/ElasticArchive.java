package org.sallyport.archive.elastic;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.journal.JournalReader;
import org.sallyport.archive.search.ArchiveEvents;
import org.sallyport.archive.search.ArchiveSearch;
import org.sallyport.archive.search.ArchiveStatus;
import org.sallyport.archive.search.Conversation;
import org.sallyport.archive.search.SearchPage;
import org.sallyport.archive.search.SearchQuery;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.ScreenName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elasticsearch as the archive: ships the journal into it and searches it.
 *
 * <p><b>Lifecycle:</b> {@link #open} returns at once, whether Elasticsearch is there or not; shipping begins when it is.
 * {@link #close} before the journal is closed.
 *
 * <p><b>Threading:</b> every method may be called from any thread but an event loop: searches block for as long as
 * {@link ElasticSettings#timeout} allows. Only {@link #status} never blocks.
 */
public final class ElasticArchive implements ArchiveSearch, ArchiveEvents, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ElasticArchive.class);

    private final ElasticConnection connection;
    private final Shipper shipper;
    private final AccessLog accessLog;
    private final RecordSearch records;

    private ElasticArchive(ElasticConnection connection, Shipper shipper) {
        this.connection = connection;
        this.shipper = shipper;
        this.accessLog = new AccessLog(connection, Clock.systemUTC());
        this.records = new RecordSearch(connection);
    }

    /**
     * Begins shipping.
     *
     * @param directory where it keeps how far it is; made when missing
     * @throws IOException when the directory or the certificates cannot be read
     */
    public static ElasticArchive open(ElasticSettings settings, JournalReader journal, Path directory)
            throws IOException {
        ElasticConnection connection = new ElasticConnection(settings);
        try {
            return new ElasticArchive(connection, new Shipper(connection, settings, journal, directory));
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public SearchPage search(SearchQuery query, Reader reader) throws ArchiveUnavailable {
        return answer(() -> {
            if (query.page() != null) {
                PageToken.parse(query.page());
            }
            accessLog.search(query, reader);
            return records.search(query);
        });
    }

    @Override
    public Conversation conversation(String conversation, String around, int size, Reader reader)
            throws ArchiveUnavailable {
        if (size < 1 || size > 500) {
            throw new IllegalArgumentException("size must be 1 to 500, is " + size);
        }
        return answer(() -> {
            accessLog.open(conversation, around, reader);
            return records.conversation(conversation, around, size);
        });
    }

    @Override
    public void heldShown(List<String> messages, Reader reader) throws ArchiveUnavailable {
        answer(() -> {
            accessLog.held(messages, reader);
            return messages;
        });
    }

    @Override
    public Reading read(Instant from, Instant to, Function<ScreenName, Identity> today, String purpose, Reader reader)
            throws ArchiveUnavailable {
        return answer(() -> {
            accessLog.simulate(from, to, purpose, reader);
            return new RecordReading(connection, from, to, today);
        });
    }

    @Override
    public ArchiveStatus status() {
        Shipper.State state = shipper.state();
        String trouble = state.trouble();
        return new ArchiveStatus(trouble == null, message(state), state.journaled(), state.shipped());
    }

    /** When the eldest record that is not in the archive was made; null when everything is there. Never blocks. */
    public @Nullable Instant waitingSince() {
        return shipper.state().waitingSince();
    }

    /** How many records, since we started, the archive did not take as they were. They are kept in an index of their own. */
    public long deadLetters() {
        return shipper.state().deadLetters();
    }

    /**
     * Waits until a record is in the archive.
     *
     * @param sequence its number in the journal
     * @return false when the time was over before, or the archive was closed
     */
    public boolean awaitShipped(long sequence, Duration limit) throws InterruptedException {
        return shipper.awaitShipped(sequence, limit);
    }

    /**
     * Lets searches find what was shipped; by itself that takes as long as the index's refresh interval. Blocks. Dear when
     * called often: for whoever must know that all of it is there, such as a demonstration or a test.
     *
     * @throws ArchiveUnavailable when the archive does not answer
     */
    public void refresh() throws ArchiveUnavailable {
        answer(() -> connection
                .client()
                .indices()
                .refresh(r -> r.index(connection.names().allRecords()).ignoreUnavailable(true)));
    }

    /** Stops shipping after the request under way, and lets go of Elasticsearch. */
    @Override
    public void close() {
        shipper.close();
        try {
            connection.close();
        } catch (IOException e) {
            log.warn("closing the connection to the archive: {}", e.toString());
        }
    }

    private static String message(Shipper.State state) {
        if (state.trouble() != null) {
            return state.trouble() + " Meanwhile everything is kept in the journal.";
        }
        String odd =
                state.deadLetters() == 0 ? "" : " " + state.deadLetters() + " records are not searchable; see the log.";
        return (state.shipped() >= state.journaled() ? "Everything is archived." : "Archiving.") + odd;
    }

    private <T> T answer(Question<T> question) throws ArchiveUnavailable {
        try {
            return question.ask();
        } catch (IOException | ElasticsearchException e) {
            // Not the exception: Elasticsearch quotes the question, and with it what the reader typed.
            String explanation = connection.explain(e);
            log.warn("A reader got no answer: {}", explanation);
            throw new ArchiveUnavailable(explanation, e);
        }
    }

    private interface Question<T> {
        T ask() throws IOException;
    }
}
