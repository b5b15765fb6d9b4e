package org.sallyport.ui;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveSearch;
import org.sallyport.archive.search.ArchiveStatus;
import org.sallyport.archive.search.Conversation;
import org.sallyport.archive.search.Hit;
import org.sallyport.archive.search.SearchPage;
import org.sallyport.archive.search.SearchQuery;

/** An archive in a list: finds by one word or phrase, and keeps what it was asked. */
final class FakeArchive implements ArchiveSearch {

    final List<Hit> events = new CopyOnWriteArrayList<>();
    final List<SearchQuery> queries = new CopyOnWriteArrayList<>();
    final List<Reader> readers = new CopyOnWriteArrayList<>();
    final List<String> shown = new CopyOnWriteArrayList<>();
    volatile ArchiveStatus status = new ArchiveStatus(true, "All records are in the archive.", 128_467, 128_467);
    volatile boolean down;
    volatile @Nullable RuntimeException bug;

    @Override
    public SearchPage search(SearchQuery query, Reader reader) throws ArchiveUnavailable {
        queries.add(query);
        readers.add(reader);
        mayFail();
        List<Hit> found = new ArrayList<>();
        for (Hit hit : events.reversed()) {
            Hit marked = mark(hit, query.words());
            boolean matches = query.words().isEmpty()
                    || marked.text().stream().anyMatch(Hit.Piece::found)
                    || marked.files().stream().anyMatch(f -> f.name().contains(query.words()));
            boolean verdict = query.verdict() == null || query.verdict().equals(hit.verdict());
            if (matches && verdict) {
                found.add(marked);
            }
        }
        int start = query.page() == null ? 0 : Integer.parseInt(query.page().substring(1));
        int end = Math.min(found.size(), start + query.size());
        return new SearchPage(found.subList(start, end), found.size(), false, end < found.size() ? "p" + end : null);
    }

    @Override
    public Conversation conversation(String conversation, String around, int size, Reader reader)
            throws ArchiveUnavailable {
        readers.add(reader);
        mayFail();
        List<Hit> all = events.stream()
                .filter(hit -> conversation.equals(hit.conversation()))
                .toList();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(around)) {
                int from = Math.max(0, i - size / 2);
                int to = Math.min(all.size(), i + size / 2 + 1);
                return new Conversation(conversation, all.subList(from, to), from > 0, to < all.size());
            }
        }
        return new Conversation(conversation, List.of(), false, false);
    }

    @Override
    public void heldShown(List<String> messages, Reader reader) throws ArchiveUnavailable {
        readers.add(reader);
        mayFail();
        shown.addAll(messages);
    }

    @Override
    public ArchiveStatus status() {
        return status;
    }

    private void mayFail() throws ArchiveUnavailable {
        RuntimeException thrown = bug;
        if (thrown != null) {
            throw thrown;
        }
        if (down) {
            throw new ArchiveUnavailable(
                    "Elasticsearch at archive:9200 refuses connections. Check that it runs, then search again.",
                    new IOException("refused"));
        }
    }

    private static Hit mark(Hit hit, String words) {
        if (words.isEmpty()) {
            return hit;
        }
        StringBuilder text = new StringBuilder();
        hit.text().forEach(piece -> text.append(piece.text()));
        List<Hit.Piece> pieces = new ArrayList<>();
        Matcher matcher = Pattern.compile(Pattern.quote(words.toLowerCase(Locale.ROOT)))
                .matcher(text.toString().toLowerCase(Locale.ROOT));
        int at = 0;
        while (matcher.find()) {
            if (matcher.start() > at) {
                pieces.add(new Hit.Piece(text.substring(at, matcher.start()), false));
            }
            pieces.add(new Hit.Piece(text.substring(matcher.start(), matcher.end()), true));
            at = matcher.end();
        }
        if (at < text.length()) {
            pieces.add(new Hit.Piece(text.substring(at), false));
        }
        return Hits.withText(hit, pieces);
    }
}
