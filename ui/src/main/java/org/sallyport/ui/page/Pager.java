package org.sallyport.ui.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where one is in a long list.
 *
 * @param count how many there are, in words
 * @param where which page this is, of how many
 * @param previous the address of the page before; null on the first
 * @param next the address of the page after; null on the last
 */
public record Pager(
        String count,
        String where,
        @Nullable String previous,
        @Nullable String next) {

    /** How many entries a page has. */
    public static final int SIZE = 50;

    /**
     * @param total how many there are
     * @param page this page, from 0
     * @param one what one of them is called; an s is put behind it for several
     * @param path the address of the list
     * @param filter its parameters besides the page; empty ones are left out
     */
    public static Pager of(long total, int page, String one, String path, Map<String, String> filter) {
        StringBuilder query = new StringBuilder();
        filter.forEach((name, value) -> {
            if (!value.isEmpty()) {
                query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        int last = last(total);
        return new Pager(
                total == 1 ? "1 " + one : ArchiveNote.count(total) + " " + one + "s",
                "Page " + ArchiveNote.count(page + 1L) + " of " + ArchiveNote.count(last + 1L),
                page == 0 ? null : path + "?page=" + Math.min(page - 1, last) + query,
                page >= last ? null : path + "?page=" + (page + 1) + query);
    }

    /** The last page of a list of so many, from 0. */
    public static int last(long total) {
        return total <= 0 ? 0 : (int) Math.min((total - 1) / SIZE, Integer.MAX_VALUE / SIZE);
    }

    /** The entries of a page of {@code all}. */
    public static <T> List<T> part(List<T> all, int page) {
        int from = (int) Math.min((long) page * SIZE, all.size());
        return all.subList(from, Math.min(all.size(), from + SIZE));
    }
}
