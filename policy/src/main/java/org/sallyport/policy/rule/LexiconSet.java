package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ahocorasick.trie.PayloadTrie;

/** All lexicons of a rulebase in one automaton, so that a text is read once whatever their number. Immutable; any thread. */
final class LexiconSet {

    /**
     * A list of words, as a rule names it.
     *
     * @param name its name in the document
     * @param threshold how many hits it takes, 1 or more
     * @param words words and phrases, folded, none of them empty
     */
    record Lexicon(String name, int threshold, List<String> words) {
        Lexicon {
            words = List.copyOf(words);
        }
    }

    private final List<Lexicon> lexicons;

    /** A word leads to the numbers of the lexicons it is in: the automaton keeps one payload for a word. */
    private final PayloadTrie<BitSet> automaton;

    LexiconSet(List<Lexicon> lexicons) {
        this.lexicons = List.copyOf(lexicons);
        Map<String, BitSet> owners = new HashMap<>();
        for (int i = 0; i < lexicons.size(); i++) {
            for (String word : lexicons.get(i).words()) {
                owners.computeIfAbsent(word, w -> new BitSet()).set(i);
            }
        }
        PayloadTrie.PayloadTrieBuilder<BitSet> builder = PayloadTrie.builder();
        owners.forEach(builder::addKeyword);
        automaton = builder.build();
    }

    Lexicon get(int index) {
        return lexicons.get(index);
    }

    /** Reads a text. */
    Hits scan(String text) {
        Hits hits = new Hits(lexicons.size());
        FoldedText folded = FoldedText.of(text);
        automaton.parseText(folded, emit -> {
            if (folded.isWhole(emit.getStart(), emit.getEnd())) {
                hits.add(folded.originalStart(emit.getStart()), folded.originalEnd(emit.getEnd()), emit.getPayload());
            }
            return true;
        });
        return hits;
    }

    /** What was found in one text. */
    static final class Hits {

        private final int[] counts;
        private final List<Hit> hits = new ArrayList<>(0);

        private record Hit(int start, int end, BitSet lexicons) {}

        Hits(int lexicons) {
            counts = new int[lexicons];
        }

        private void add(int start, int end, BitSet lexicons) {
            hits.add(new Hit(start, end, lexicons));
            for (int i = lexicons.nextSetBit(0); i >= 0; i = lexicons.nextSetBit(i + 1)) {
                counts[i]++;
            }
        }

        /** How many times words of a lexicon are there. */
        int count(int lexicon) {
            return counts[lexicon];
        }

        /** Marks the places of a lexicon's words. */
        void mark(int lexicon, BitSet chars) {
            for (Hit hit : hits) {
                if (hit.lexicons.get(lexicon)) {
                    chars.set(hit.start, hit.end);
                }
            }
        }
    }
}
