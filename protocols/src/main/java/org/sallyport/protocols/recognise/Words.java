package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;

/** Compares the beginning of a line with a row of words, cut at spaces. Lines end at CR or LF. */
final class Words {

    /** One word of the row. */
    interface Word {
        /**
         * @param from where it begins
         * @param to where it ends so far
         * @param ended whether a space or the line's end follows
         * @return {@link Fit#PART} when it could still become one
         */
        Fit fit(ByteBuf bytes, int from, int to, boolean ended);
    }

    /** Any word of one visible character or more. */
    static final Word ANY =
            (bytes, from, to, ended) -> (ended && from == to) || !visible(bytes, from, to) ? Fit.NONE : whole(ended);

    /** A number: 1 to 10 decimal digits. */
    static final Word NUMBER = (bytes, from, to, ended) -> {
        for (int i = from; i < to; i++) {
            if (!Octets.isDigit(Octets.at(bytes, i))) {
                return Fit.NONE;
            }
        }
        return to - from > 10 || (ended && from == to) ? Fit.NONE : whole(ended);
    };

    /** A word with an {@code @} inside. */
    static final Word ADDRESS = (bytes, from, to, ended) -> {
        if (!visible(bytes, from, to) || Octets.at(bytes, from) == '@') {
            return Fit.NONE;
        }
        return ended && !Octets.contains(bytes, from, to, "@") ? Fit.NONE : whole(ended);
    };

    /** No word: here the line ends. */
    static final Word END = (bytes, from, to, ended) -> from < to ? Fit.NONE : whole(ended);

    private Words() {}

    /** Exactly this word. */
    static Word is(String text) {
        return (bytes, from, to, ended) -> exactly(bytes, from, to, ended, text, false);
    }

    /** Exactly one of these. */
    static Word oneOf(String... texts) {
        return best(Arrays.stream(texts).map(Words::is).toList());
    }

    /** Exactly one of these, in letters of either case. */
    static Word oneOfInAnyCase(String... texts) {
        return best(Arrays.stream(texts)
                .map(t -> (Word) (bytes, from, to, ended) -> exactly(bytes, from, to, ended, t, true))
                .toList());
    }

    /** A word that begins with one of these, in letters of either case; how it goes on doesn't matter. */
    static Word beginning(String... texts) {
        return best(Arrays.stream(texts)
                .map(t -> (Word) (bytes, from, to, ended) -> {
                    Fit fit = Octets.fit(bytes, from, to, t, true);
                    return fit == Fit.PART && ended ? Fit.NONE : fit;
                })
                .toList());
    }

    /**
     * Compares a line with words. Spaces between words count as one.
     *
     * @param from where the line begins
     * @return {@link Fit#WHOLE} as soon as the last word fits
     */
    static Fit fit(ByteBuf bytes, int from, Word... words) {
        int count = Octets.count(bytes);
        int position = from;
        for (int i = 0; i < words.length; i++) {
            int end = position;
            while (end < count && !isSeparator(Octets.at(bytes, end))) {
                end++;
            }
            boolean ended = end < count;
            Fit fit = words[i].fit(bytes, position, end, ended);
            if (fit == Fit.NONE || (fit == Fit.WHOLE && i == words.length - 1)) {
                return fit;
            }
            if (!ended) {
                return Octets.full(bytes) ? Fit.NONE : Fit.PART;
            }
            position = end;
            while (Octets.at(bytes, position) == ' ') {
                position++;
            }
        }
        return Fit.NONE;
    }

    /** How far a line fits that one of these rows which fits it best. */
    static Fit best(ByteBuf bytes, int from, Word[]... rows) {
        Fit best = Fit.NONE;
        for (Word[] row : rows) {
            Fit fit = fit(bytes, from, row);
            best = fit.compareTo(best) > 0 ? fit : best;
        }
        return best;
    }

    private static boolean isSeparator(int octet) {
        return octet == ' ' || Octets.isLineEnd(octet);
    }

    private static Word best(List<Word> words) {
        return (bytes, from, to, ended) -> {
            Fit best = Fit.NONE;
            for (Word word : words) {
                Fit fit = word.fit(bytes, from, to, ended);
                best = fit.compareTo(best) > 0 ? fit : best;
            }
            return best;
        };
    }

    private static Fit exactly(ByteBuf bytes, int from, int to, boolean ended, String text, boolean fold) {
        if (to - from > text.length() || (ended && to - from < text.length())) {
            return Fit.NONE;
        }
        Fit fit = Octets.fit(bytes, from, to, text, fold);
        return fit == Fit.NONE ? fit : whole(ended);
    }

    private static boolean visible(ByteBuf bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            int octet = Octets.at(bytes, i);
            if (octet < ' ' || octet == 0x7F) {
                return false;
            }
        }
        return true;
    }

    private static Fit whole(boolean ended) {
        return ended ? Fit.WHOLE : Fit.PART;
    }
}
