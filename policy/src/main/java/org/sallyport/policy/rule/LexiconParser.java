package org.sallyport.policy.rule;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;
import org.sallyport.policy.text.FoldedText;
import org.sallyport.policy.text.Stemming;

/** Reads the {@code lexicons} of a document and the files they name. One thread, one document. */
final class LexiconParser {

    /** All words of all lexicons. The automaton takes some 1.6 kB for a word of ten letters. */
    static final int MOST_ENTRIES = 200_000;

    static final int LONGEST_ENTRY = 128;

    private static final int MOST_LEXICONS = 100;
    private static final int HEAVIEST = 1_000;
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);

    /** An entry and its weight: {@code off the record = 5}. */
    private static final Pattern WEIGHTED = Pattern.compile("(.*\\S)\\s+=\\s*([0-9]{1,9})");

    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private final Attachments files;
    private int entries;

    LexiconParser(Attachments files) {
        this.files = files;
    }

    /** The lexicons by name, in the order of the document; one that is wrong is there too, so that rules can name it. */
    Map<String, LexiconSet.Lexicon> parse(MapNode map) {
        Map<String, LexiconSet.Lexicon> lexicons = new LinkedHashMap<>();
        if (map.entries().size() > MOST_LEXICONS) {
            map.fail("has " + map.entries().size() + " lexicons, may have " + MOST_LEXICONS);
            return lexicons;
        }
        map.entries().forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                value.fail("the name of a lexicon has lower-case letters, digits and '-', 1 to 64 of them");
            }
            lexicons.put(
                    name,
                    value.map()
                            .map(lexicon -> lexicon(name, lexicon))
                            .orElseGet(() -> new LexiconSet.Lexicon(name, 1, null, null, List.of())));
        });
        return lexicons;
    }

    private LexiconSet.Lexicon lexicon(String name, MapNode map) {
        int threshold = map.value("threshold").integer(1, 1_000_000).orElse(1);
        Duration window = map.value("window")
                .duration(SHORTEST_WINDOW, ConversationMemory.LONGEST_WINDOW)
                .orElse(null);
        Stemming stem = map.value("stem")
                .oneOf(List.of(Stemming.values()), Stemming::id)
                .orElse(null);
        return new LexiconSet.Lexicon(name, threshold, window, stem, words(map.required("words"), stem));
    }

    private List<LexiconSet.Entry> words(Value value, @Nullable Stemming stem) {
        // The same entry twice is one, with the larger weight.
        Map<LexiconSet.Entry, LexiconSet.Entry> words = new LinkedHashMap<>();
        if (value.isList()) {
            for (Value item : value.list()) {
                item.string(1, LONGEST_ENTRY).ifPresent(word -> {
                    switch (Parsed.of(word, stem)) {
                        case Parsed.Good good -> words.merge(good.key(), good.entry(), LexiconParser::heavier);
                        case Parsed.Bad bad -> item.fail(bad.why());
                    }
                });
            }
        } else {
            files.read(value, "lexicon", (line, place) -> {
                switch (Parsed.of(line, stem)) {
                    case Parsed.Good good -> words.merge(good.key(), good.entry(), LexiconParser::heavier);
                    case Parsed.Bad bad -> files.problem(place, bad.why());
                }
            });
        }
        boolean hadRoom = entries <= MOST_ENTRIES;
        entries += words.size();
        if (hadRoom && entries > MOST_ENTRIES) {
            value.fail("all lexicons together have more than " + MOST_ENTRIES + " entries");
        }
        return entries > MOST_ENTRIES ? List.of() : List.copyOf(words.values());
    }

    private static LexiconSet.Entry heavier(LexiconSet.Entry one, LexiconSet.Entry other) {
        return one.weight() >= other.weight() ? one : other;
    }

    /** A line of a lexicon, read. */
    private sealed interface Parsed {

        record Good(LexiconSet.Entry entry) implements Parsed {

            /** The entry, whatever it weighs. */
            LexiconSet.Entry key() {
                return new LexiconSet.Entry(entry.word(), entry.openStart(), entry.openEnd(), 1);
            }
        }

        record Bad(String why) implements Parsed {}

        static Parsed of(String line, @Nullable Stemming stem) {
            if (line.length() > LONGEST_ENTRY) {
                return new Bad("an entry has at most " + LONGEST_ENTRY + " characters, this has " + line.length());
            }
            if (line.chars().anyMatch(c -> c != '\t' && Character.getType(c) == Character.CONTROL)) {
                return new Bad("has a control character in it");
            }
            String word = line.strip();
            int weight = 1;
            Matcher weighted = WEIGHTED.matcher(word);
            if (weighted.matches()) {
                word = weighted.group(1);
                weight = Integer.parseInt(weighted.group(2));
                if (weight < 1 || weight > HEAVIEST) {
                    return new Bad("a weight is 1 to " + HEAVIEST + ", this is " + weight);
                }
            }
            boolean openStart = word.startsWith("*");
            boolean openEnd = word.endsWith("*");
            String bare =
                    word.substring(openStart ? 1 : 0, Math.max(openStart ? 1 : 0, word.length() - (openEnd ? 1 : 0)));
            String folded = FoldedText.of(bare.strip()).toString().strip();
            if (folded.isEmpty()) {
                return new Bad("has nothing in it to look for");
            }
            if (stem != null && !openStart && !openEnd && !StemTable.hasWords(folded)) {
                return new Bad("has no word in it whose stem could be compared");
            }
            return new Good(new LexiconSet.Entry(folded, openStart, openEnd, weight));
        }
    }
}
