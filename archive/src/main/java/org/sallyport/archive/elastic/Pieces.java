package org.sallyport.archive.elastic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.Hit;

/** Cuts a text, as it was written, into what the search found in its folded form and what not. */
final class Pieces {

    private Pieces() {}

    /**
     * @param original the text as it was written
     * @param marked the folded text with {@link Folding#FOUND} and {@link Folding#END} around what was found; null when nothing was
     * @return the pieces in order; together they are {@code original}, whatever {@code marked} is. Empty when there is no text.
     */
    static List<Hit.Piece> of(String original, @Nullable String marked) {
        if (original.isEmpty()) {
            return List.of();
        }
        if (marked == null) {
            return List.of(new Hit.Piece(original, false));
        }
        Folding.Folded folded = Folding.fold(original);
        List<Hit.Piece> pieces = new ArrayList<>();
        int position = 0;
        int done = 0;
        boolean found = false;
        for (int i = 0; i < marked.length(); i++) {
            char c = marked.charAt(i);
            if (c == Folding.FOUND || c == Folding.END) {
                done = cut(original, done, folded.origin()[position], found, pieces);
                found = c == Folding.FOUND;
            } else if (position == folded.text().length() || folded.text().charAt(position) != c) {
                // Folded by other rules than today's: better no marks than wrong ones.
                return List.of(new Hit.Piece(original, false));
            } else {
                position++;
            }
        }
        cut(original, done, original.length(), found, pieces);
        return pieces;
    }

    private static int cut(String original, int from, int to, boolean found, List<Hit.Piece> pieces) {
        if (to > from) {
            pieces.add(new Hit.Piece(original.substring(from, to), found));
        }
        return Math.max(from, to);
    }
}
