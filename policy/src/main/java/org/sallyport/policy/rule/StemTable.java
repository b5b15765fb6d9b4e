package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sallyport.policy.text.FoldedText;
import org.sallyport.policy.text.Stemming;

/**
 * The words and phrases of one language by their stems. A phrase is found by the stem of its first word. Filled by one
 * thread, then read by any.
 */
final class StemTable {

    private final Stemming language;
    private final Stemming.Stemmer stemmer;
    private final Map<String, List<Phrase>> byFirst = new HashMap<>();

    /** The stems of an entry, in order. */
    private record Phrase(List<String> stems, LexiconSet.Owner owner) {}

    /** A word of a text: where it starts and ends, both included. */
    private record Token(int start, int end) {}

    StemTable(Stemming language) {
        this.language = language;
        stemmer = language.stemmer();
    }

    void add(LexiconSet.Owner owner) {
        String word = owner.entry().word();
        List<String> stems = new ArrayList<>(1);
        for (Token token : tokens(word)) {
            stems.add(stemmer.stem(word.substring(token.start(), token.end() + 1)));
        }
        byFirst.computeIfAbsent(stems.getFirst(), s -> new ArrayList<>(1)).add(new Phrase(List.copyOf(stems), owner));
    }

    /** Whether there is a word in an entry: signs alone have no stem. */
    static boolean hasWords(String entry) {
        return !tokens(entry).isEmpty();
    }

    void scan(FoldedText text, LexiconSet.Hits hits) {
        List<Token> tokens = tokens(text);
        if (tokens.isEmpty()) {
            return;
        }
        Stemming.Stemmer mine = language.stemmer();
        List<String> stems = new ArrayList<>(tokens.size());
        for (Token token : tokens) {
            stems.add(mine.stem(text.subSequence(token.start(), token.end() + 1).toString()));
        }
        for (int i = 0; i < stems.size(); i++) {
            for (Phrase phrase : byFirst.getOrDefault(stems.get(i), List.of())) {
                int behind = i + phrase.stems().size();
                if (behind <= stems.size() && stems.subList(i, behind).equals(phrase.stems())) {
                    hits.add(text, tokens.get(i).start(), tokens.get(behind - 1).end(), phrase.owner());
                }
            }
        }
    }

    private static List<Token> tokens(CharSequence text) {
        List<Token> tokens = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inWord = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
            if (inWord && start < 0) {
                start = i;
            } else if (!inWord && start >= 0) {
                tokens.add(new Token(start, i - 1));
                start = -1;
            }
        }
        return tokens;
    }
}
