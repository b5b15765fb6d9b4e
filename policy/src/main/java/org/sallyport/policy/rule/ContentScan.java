package org.sallyport.policy.rule;

import com.google.re2j.Matcher;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What lexicons and expressions find in one text; looked for when asked, and then only once. One thread. */
final class ContentScan {

    private final Patterns patterns;
    private final String text;
    private LexiconSet.@Nullable Hits hits;
    private final BitSet tried = new BitSet();
    private final BitSet found = new BitSet();

    ContentScan(Patterns patterns, String text) {
        this.patterns = patterns;
        this.text = text;
    }

    /** Whether a lexicon has as many hits as it asks for. */
    boolean lexicon(int index) {
        return !text.isEmpty()
                && hits().count(index) >= patterns.lexicons().get(index).threshold();
    }

    /** Whether an expression matches anywhere. No text, no match: {@code .*} does not match a file offer. */
    boolean expression(int index) {
        if (text.isEmpty()) {
            return false;
        }
        if (!tried.get(index)) {
            tried.set(index);
            found.set(index, patterns.expressions().get(index).matcher(text).find());
        }
        return found.get(index);
    }

    /** The text with everything these conditions found covered by asterisks, one for each character. */
    String masked(Content content) {
        BitSet covered = new BitSet(text.length());
        for (int lexicon : content.lexicons()) {
            if (lexicon(lexicon)) {
                hits().mark(lexicon, covered);
            }
        }
        for (int expression : content.expressions()) {
            Matcher matcher = patterns.expressions().get(expression).matcher(text);
            while (matcher.find()) {
                covered.set(matcher.start(), matcher.end());
            }
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (covered.get(i)) {
                out.append('*');
            } else {
                out.appendCodePoint(codePoint);
            }
            i += Character.charCount(codePoint);
        }
        return out.toString();
    }

    private LexiconSet.Hits hits() {
        LexiconSet.Hits made = hits;
        if (made == null) {
            made = patterns.lexicons().scan(text);
            hits = made;
        }
        return made;
    }
}
