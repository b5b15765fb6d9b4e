package org.sallyport.ui.page;

import java.util.ArrayList;
import java.util.List;
import org.sallyport.archive.search.Hit;

/**
 * The part of a text worth showing in a list.
 *
 * @param pieces the part, cut into what was found and what not
 * @param cutBefore whether there is more before it
 * @param cutAfter whether there is more after it
 */
record Excerpt(List<Hit.Piece> pieces, boolean cutBefore, boolean cutAfter) {

    /**
     * At most {@code limit} characters, from at most {@code lead} characters before the first word found. Surrogate pairs
     * stay whole.
     */
    static Excerpt of(List<Hit.Piece> pieces, int limit, int lead) {
        StringBuilder all = new StringBuilder();
        int found = -1;
        for (Hit.Piece piece : pieces) {
            if (piece.found() && found < 0) {
                found = all.length();
            }
            all.append(piece.text());
        }
        if (all.length() <= limit) {
            return new Excerpt(pieces, false, false);
        }
        int start = whole(all, Math.max(0, Math.min(found - lead, all.length() - limit)));
        int end = whole(all, Math.min(all.length(), start + limit));
        List<Hit.Piece> kept = new ArrayList<>();
        int at = 0;
        for (Hit.Piece piece : pieces) {
            int from = Math.max(start, at);
            int to = Math.min(end, at + piece.text().length());
            if (from < to) {
                kept.add(new Hit.Piece(piece.text().substring(from - at, to - at), piece.found()));
            }
            at += piece.text().length();
        }
        return new Excerpt(kept, start > 0, end < all.length());
    }

    private static int whole(CharSequence text, int at) {
        boolean split = at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
        return split ? at - 1 : at;
    }
}
