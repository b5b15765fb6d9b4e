package org.sallyport.archive.elastic;

import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch._types.query_dsl.TextQueryType;
import co.elastic.clients.elasticsearch._types.query_dsl.ZeroTermsQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.SearchQuery;

/** Says a {@link SearchQuery} in Elasticsearch's words. */
final class QueryTranslation {

    private static final List<String> WORD_FIELDS = List.of("search.words", "search.room", "search.files");

    private QueryTranslation() {}

    static Query of(SearchQuery query) {
        BoolQuery.Builder all = new BoolQuery.Builder();
        for (List<Words.Term> group : Words.parse(query.words()).groups()) {
            all.must(group(group));
        }
        for (String part : Folding.person(query.person()).strip().split("\\s+")) {
            if (!part.isEmpty()) {
                all.filter(f -> f.wildcard(w -> w.field("search.people").value("*" + escape(part) + "*")));
            }
        }
        screenName(query.screenName(), all);
        term(all, "im.service", query.service());
        term(all, "im.feature", query.feature());
        if ("failed".equals(query.verdict())) {
            term(all, "event.outcome", "unknown");
        } else {
            term(all, "im.verdict", query.verdict());
        }
        if (query.from() != null || query.to() != null) {
            all.filter(f -> f.range(r -> r.date(d -> {
                d.field("@timestamp");
                if (query.from() != null) {
                    d.gte(query.from().toString());
                }
                if (query.to() != null) {
                    d.lt(query.to().toString());
                }
                return d;
            })));
        }
        return all.build()._toQuery();
    }

    private static Query group(List<Words.Term> group) {
        if (group.size() == 1) {
            return term(group.getFirst());
        }
        return Query.of(q -> q.bool(b -> {
            group.forEach(term -> b.should(term(term)));
            return b.minimumShouldMatch("1");
        }));
    }

    private static Query term(Words.Term term) {
        // A "word" without letters, such as a smiley, is nothing to look for: it neither finds nor excludes.
        ZeroTermsQuery nothing = term.excluded() ? ZeroTermsQuery.None : ZeroTermsQuery.All;
        Query match = Query.of(q ->
                q.multiMatch(m -> m.query(Folding.fold(term.text()).text())
                        .fields(WORD_FIELDS)
                        .type(TextQueryType.Phrase)
                        .zeroTermsQuery(nothing)));
        return term.excluded() ? Query.of(q -> q.bool(b -> b.mustNot(match))) : match;
    }

    private static void screenName(String typed, BoolQuery.Builder all) {
        String name = Folding.name(typed);
        boolean begins = name.endsWith("*");
        String exact = begins ? name.substring(0, name.length() - 1) : name;
        if (exact.isEmpty()) {
            return;
        }
        all.filter(
                begins
                        ? Query.of(q -> q.prefix(p -> p.field("search.names").value(exact)))
                        : Query.of(q -> q.term(t -> t.field("search.names").value(exact))));
    }

    private static void term(BoolQuery.Builder all, String field, @Nullable String value) {
        if (value != null) {
            all.filter(f -> f.term(t -> t.field(field).value(value)));
        }
    }

    /** What stands for itself, though Elasticsearch would read it as "anything". */
    private static String escape(String part) {
        return part.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
    }
}
