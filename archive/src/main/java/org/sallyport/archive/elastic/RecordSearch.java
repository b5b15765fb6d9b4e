package org.sallyport.archive.elastic;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.mapping.FieldType;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.HighlightField;
import co.elastic.clients.elasticsearch.core.search.HighlighterType;
import co.elastic.clients.elasticsearch.core.search.TotalHits;
import co.elastic.clients.elasticsearch.core.search.TotalHitsRelation;
import co.elastic.clients.util.NamedValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.Conversation;
import org.sallyport.archive.search.Hit;
import org.sallyport.archive.search.SearchPage;
import org.sallyport.archive.search.SearchQuery;

/**
 * Searches records. Their order is total (time, number in the journal, id), so that pages neither overlap nor leave anything out,
 * also while new records come in. Safe for any thread.
 */
final class RecordSearch {

    private static final int EXACT_UP_TO = 10_000;
    /** Elasticsearch does not highlight further into a text than a million characters; longer ones are marked that far. */
    private static final int HIGHLIGHT_UP_TO = 999_999;

    private final ElasticConnection connection;

    RecordSearch(ElasticConnection connection) {
        this.connection = connection;
    }

    SearchPage search(SearchQuery query) throws IOException {
        PageToken after = query.page() == null ? null : PageToken.parse(query.page());
        // One more than asked for tells whether there is a next page.
        SearchResponse<JsonNode> response = connection
                .client()
                .search(
                        base(
                                        QueryTranslation.of(query),
                                        SortOrder.Desc,
                                        after == null ? null : after.values(),
                                        query.size() + 1)
                                .trackTotalHits(t -> t.count(EXACT_UP_TO))
                                .highlight(h -> h.preTags(String.valueOf(Folding.FOUND))
                                        .postTags(String.valueOf(Folding.END))
                                        .type(HighlighterType.Unified)
                                        .numberOfFragments(0)
                                        .maxAnalyzedOffset(HIGHLIGHT_UP_TO)
                                        .fields(List.of(NamedValue.of("search.words", HighlightField.of(f -> f)))))
                                .build(),
                        JsonNode.class);
        var found = response.hits().hits();
        boolean more = found.size() > query.size();
        var page = more ? found.subList(0, query.size()) : found;
        List<Hit> hits = new ArrayList<>();
        for (var hit : page) {
            hits.add(read(hit));
        }
        TotalHits total = response.hits().total();
        return new SearchPage(
                hits,
                total == null ? hits.size() : total.value(),
                total != null && total.relation() == TotalHitsRelation.Gte,
                more ? PageToken.after(page.getLast().sort()).encode() : null);
    }

    /** Takes from both sides what fits, the middle one included; when one side is short, the other gives more. */
    Conversation conversation(String conversation, String around, int size) throws IOException {
        Query whole = Query.of(q -> q.term(t -> t.field("im.conversation").value(conversation)));
        Query middle = Query.of(q -> q.bool(b ->
                b.filter(whole, Query.of(e -> e.term(t -> t.field("event.id").value(around))))));
        var centre = run(base(middle, SortOrder.Asc, null, 1).build());
        if (centre.isEmpty()) {
            // Opened without a known event, or the event was dropped by retention: from its end.
            var last = new ArrayList<>(
                    run(base(whole, SortOrder.Desc, null, size + 1).build()));
            boolean earlier = last.size() > size;
            Collections.reverse(last);
            return new Conversation(
                    conversation, readAll(earlier ? last.subList(1, last.size()) : last), earlier, false);
        }
        List<FieldValue> sort = centre.getFirst().sort();
        var before = run(base(whole, SortOrder.Desc, sort, size).build());
        var after = run(base(whole, SortOrder.Asc, sort, size).build());
        int room = size - 1;
        int takeBefore = Math.min(before.size(), Math.max(room / 2, room - after.size()));
        int takeAfter = Math.min(after.size(), room - takeBefore);
        List<co.elastic.clients.elasticsearch.core.search.Hit<JsonNode>> events =
                new ArrayList<>(before.subList(0, takeBefore));
        Collections.reverse(events);
        events.add(centre.getFirst());
        events.addAll(after.subList(0, takeAfter));
        return new Conversation(conversation, readAll(events), before.size() > takeBefore, after.size() > takeAfter);
    }

    private List<co.elastic.clients.elasticsearch.core.search.Hit<JsonNode>> run(SearchRequest request)
            throws IOException {
        return connection.client().search(request, JsonNode.class).hits().hits();
    }

    private SearchRequest.Builder base(Query query, SortOrder order, @Nullable List<FieldValue> after, int size) {
        SearchRequest.Builder request = new SearchRequest.Builder()
                .index(connection.names().allRecords())
                .ignoreUnavailable(true)
                .allowNoIndices(true)
                .query(query)
                .size(size)
                .source(s -> s.filter(f -> f.excludes("search")))
                .sort(
                        sort("@timestamp", FieldType.DateNanos, order),
                        sort("event.sequence", FieldType.Long, order),
                        sort("event.id", FieldType.Keyword, order));
        return after == null ? request : request.searchAfter(after);
    }

    static SortOptions sort(String field, FieldType type, SortOrder order) {
        return SortOptions.of(s -> s.field(f -> {
            f.field(field).order(order).unmappedType(type);
            return type == FieldType.DateNanos ? f.format("strict_date_optional_time_nanos") : f;
        }));
    }

    private static List<Hit> readAll(List<co.elastic.clients.elasticsearch.core.search.Hit<JsonNode>> hits) {
        return hits.stream().map(RecordSearch::read).toList();
    }

    private static Hit read(co.elastic.clients.elasticsearch.core.search.Hit<JsonNode> hit) {
        List<String> marked = hit.highlight().get("search.words");
        return HitReader.read(
                Objects.requireNonNullElse(hit.id(), ""),
                hit.source() == null ? MissingNode.getInstance() : hit.source(),
                marked == null || marked.isEmpty() ? null : marked.getFirst());
    }
}
