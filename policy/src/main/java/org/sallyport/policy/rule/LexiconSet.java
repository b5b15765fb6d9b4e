package org.sallyport.policy.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ahocorasick.trie.PayloadTrie;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.text.FoldedText;
import org.sallyport.policy.text.Stemming;

/**
 * All lexicons of a rulebase in one automaton, so that a text is read once whatever their number. Lexicons that compare stems
 * have a table of stems beside it for each language. Immutable; any thread.
 */
final class LexiconSet {

    /**
     * A list of words, as a rule names it.
     *
     * @param name its name in the document
     * @param threshold how much it takes, 1 or more
     * @param window how long what was said earlier in the conversation counts; null: only the message itself does
     * @param stem the language whose stems are compared; null: words are, as they stand
     * @param entries what to look for
     */
    record Lexicon(
            String name,
            int threshold,
            @Nullable Duration window,
            @Nullable Stemming stem,
            List<Entry> entries) {
        Lexicon {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A word or phrase.
     *
     * @param word folded, not empty
     * @param openStart whether it may be the end of a longer word
     * @param openEnd whether it may be the beginning of a longer word
     * @param weight what a hit counts, 1 or more
     */
    record Entry(String word, boolean openStart, boolean openEnd, int weight) {

        boolean isOpen() {
            return openStart || openEnd;
        }
    }

    /** An entry, and the number of the lexicon it is in. */
    record Owner(int lexicon, Entry entry) {}

    private final List<Lexicon> lexicons;

    /** A word leads to all entries that are this word: the automaton keeps one payload for a word. */
    private final PayloadTrie<List<Owner>> automaton;

    private final List<StemTable> stems;

    /** The numbers of the lexicons that look back. */
    private final int[] windowed;

    LexiconSet(List<Lexicon> lexicons) {
        this.lexicons = List.copyOf(lexicons);
        Map<String, List<Owner>> owners = new HashMap<>();
        Map<Stemming, StemTable> tables = new HashMap<>();
        for (int i = 0; i < lexicons.size(); i++) {
            Stemming stem = lexicons.get(i).stem();
            for (Entry entry : lexicons.get(i).entries()) {
                Owner owner = new Owner(i, entry);
                if (stem == null || entry.isOpen()) {
                    // Most words are in one lexicon: no room for more than that.
                    owners.computeIfAbsent(entry.word(), w -> new ArrayList<>(1))
                            .add(owner);
                } else {
                    tables.computeIfAbsent(stem, StemTable::new).add(owner);
                }
            }
        }
        PayloadTrie.PayloadTrieBuilder<List<Owner>> builder = PayloadTrie.builder();
        owners.forEach(builder::addKeyword);
        automaton = builder.build();
        stems = List.copyOf(tables.values());
        windowed = IntStream.range(0, lexicons.size())
                .filter(i -> lexicons.get(i).window() != null)
                .toArray();
    }

    Lexicon get(int index) {
        return lexicons.get(index);
    }

    /** The numbers of the lexicons with a window. The array is shared: not to be written to. */
    int[] windowed() {
        return windowed;
    }

    /** Reads a text. */
    Hits scan(FoldedText folded) {
        Hits hits = new Hits(lexicons.size());
        automaton.parseText(folded, emit -> {
            boolean starts = folded.startsWord(emit.getStart());
            boolean ends = folded.endsWord(emit.getEnd());
            for (Owner owner : emit.getPayload()) {
                if ((starts || owner.entry().openStart())
                        && (ends || owner.entry().openEnd())) {
                    hits.add(folded, emit.getStart(), emit.getEnd(), owner);
                }
            }
            return true;
        });
        for (StemTable table : stems) {
            table.scan(folded, hits);
        }
        return hits;
    }

    /** What was found in one text. */
    static final class Hits {

        private final int[] weights;
        private final List<Hit> hits = new ArrayList<>(0);

        private record Hit(int start, int end, int lexicon) {}

        Hits(int lexicons) {
            weights = new int[lexicons];
        }

        /** Both places are of folded characters, and included. */
        void add(FoldedText folded, int start, int end, Owner owner) {
            hits.add(new Hit(folded.originalStart(start), folded.originalEnd(end), owner.lexicon()));
            weights[owner.lexicon()] += owner.entry().weight();
        }

        /** What all hits of a lexicon's words weigh together. */
        int weight(int lexicon) {
            return weights[lexicon];
        }

        /** Marks the places of a lexicon's words. */
        void mark(int lexicon, BitSet chars) {
            for (Hit hit : hits) {
                if (hit.lexicon == lexicon) {
                    chars.set(hit.start, hit.end);
                }
            }
        }
    }
}
