package org.sallyport.archive.elastic;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.Time;
import co.elastic.clients.elasticsearch._types.mapping.FieldType;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.elasticsearch.core.search.TotalHits;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchivedEvent;
import org.sallyport.archive.search.ArchiveEvents;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.simulate.PastEvents;
import org.sallyport.protocols.ScreenName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records in order from a point in time of the archive: what comes in meanwhile is not in it. Holds a page of records
 * and bounded memories of names and clients. One thread.
 */
final class RecordReading implements ArchiveEvents.Reading {

    private static final Logger log = LoggerFactory.getLogger(RecordReading.class);

    private static final int PAGE = 500;
    private static final int REMEMBERED = 50_000;
    private static final Time KEPT = Time.of(t -> t.time("5m"));

    private final ElasticConnection connection;
    private final Query query;
    private final Function<ScreenName, Identity> today;
    private final Deque<PastEvents.Past> ready = new ArrayDeque<>();
    private final Map<ScreenName, Identity> people = bounded();
    private final Map<String, String> clients = bounded();
    private String point;
    private @Nullable List<FieldValue> last;
    private boolean over;
    private long expected;
    private long unreadable;

    /** Asks for the first records. */
    RecordReading(ElasticConnection connection, Instant from, Instant to, Function<ScreenName, Identity> today)
            throws IOException {
        this.connection = connection;
        this.today = today;
        this.query = Query.of(q -> q.range(r -> r.date(
                d -> d.field("@timestamp").gte(from.toString()).lt(to.toString()))));
        this.point = connection
                .client()
                .openPointInTime(p -> p.index(connection.names().allRecords())
                        .ignoreUnavailable(true)
                        .keepAlive(KEPT))
                .id();
        try {
            more();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    @Override
    public long expected() {
        return expected;
    }

    @Override
    public long unreadable() {
        return unreadable;
    }

    @Override
    public boolean hasNext() {
        try {
            while (ready.isEmpty() && !over) {
                more();
            }
        } catch (IOException | ElasticsearchException e) {
            // Not the exception's own words: Elasticsearch quotes the question.
            throw new ArchiveEvents.Lost(connection.explain(e), e);
        }
        return !ready.isEmpty();
    }

    @Override
    public PastEvents.Past next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }

    private void more() throws IOException {
        SearchRequest.Builder request = new SearchRequest.Builder()
                .pit(p -> p.id(point).keepAlive(KEPT))
                .query(query)
                .size(PAGE)
                .trackTotalHits(t -> t.enabled(last == null))
                .source(s -> s.filter(f -> f.excludes("search")))
                .sort(
                        RecordSearch.sort("@timestamp", FieldType.DateNanos, SortOrder.Asc),
                        RecordSearch.sort("event.sequence", FieldType.Long, SortOrder.Asc),
                        RecordSearch.sort("event.id", FieldType.Keyword, SortOrder.Asc));
        if (last != null) {
            request.searchAfter(last);
        }
        SearchResponse<JsonNode> response = connection.client().search(request.build(), JsonNode.class);
        List<Hit<JsonNode>> hits = response.hits().hits();
        TotalHits total = response.hits().total();
        if (last == null && total != null) {
            expected = total.value();
        }
        point = Objects.requireNonNullElse(response.pitId(), point);
        over = hits.size() < PAGE;
        for (Hit<JsonNode> hit : hits) {
            take(Objects.requireNonNullElse(hit.id(), ""), hit.source() == null ? MissingNode.getInstance() : hit.source());
        }
        if (!hits.isEmpty()) {
            last = hits.getLast().sort();
        }
    }

    private void take(String id, JsonNode document) {
        String connected = ArchivedEvent.connection(document);
        String client = ArchivedEvent.client(document);
        if (client != null) {
            clients.put(connected, client);
        }
        Optional<PastEvents.Past> past = ArchivedEvent.read(id, document, this::now, clients.get(connected));
        past.ifPresentOrElse(ready::add, () -> unreadable++);
    }

    private Identity now(ScreenName name) {
        Identity known = people.get(name);
        if (known == null) {
            known = today.apply(name);
            people.put(name, known);
        }
        return known;
    }

    @Override
    public void close() {
        over = true;
        ready.clear();
        try {
            connection.client().closePointInTime(c -> c.id(point));
        } catch (IOException | ElasticsearchException e) {
            // It ends by itself when its time is over.
            log.debug("a point in time was not closed: {}", e.getClass().getName());
        }
    }
}
