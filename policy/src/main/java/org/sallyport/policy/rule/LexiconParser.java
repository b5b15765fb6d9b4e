package org.sallyport.policy.rule;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.document.Sha256;
import org.sallyport.policy.document.Value;

/** Reads the {@code lexicons} of a document and the files they name. One thread, one document. */
final class LexiconParser {

    /** All words of all lexicons. The automaton takes some 1.6 kB for a word of ten letters. */
    static final int MOST_ENTRIES = 200_000;

    static final int LONGEST_ENTRY = 128;
    static final long LARGEST_FILE = 8L << 20;

    private static final int MOST_LEXICONS = 100;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern PATH = Pattern.compile("(?!/)(?!.*(^|/)\\.\\.(/|$))[^\\\\:\\p{Cntrl}]{1,512}");

    private final LexiconSource source;
    private final List<Problem> problems = new ArrayList<>();
    private final StringBuilder hashes = new StringBuilder();
    private int entries;

    LexiconParser(LexiconSource source) {
        this.source = source;
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
            List<String> words = List.of();
            int threshold = 1;
            Optional<MapNode> lexicon = value.map();
            if (lexicon.isPresent()) {
                threshold = lexicon.get().value("threshold").integer(1, 1_000).orElse(1);
                words = words(lexicon.get().required("words"));
            }
            lexicons.put(name, new LexiconSet.Lexicon(name, threshold, words));
        });
        return lexicons;
    }

    /** What was wrong inside the files. */
    List<Problem> problems() {
        return problems;
    }

    /** The hashes of the files, for the version of the rulebase. */
    String hashes() {
        return hashes.toString();
    }

    private List<String> words(Value value) {
        Set<String> words = new LinkedHashSet<>();
        if (value.isList()) {
            for (Value item : value.list()) {
                item.string(1, LONGEST_ENTRY).ifPresent(word -> {
                    String folded = fold(word);
                    if (folded.isEmpty()) {
                        item.fail("has nothing in it to look for");
                    }
                    words.add(folded);
                });
            }
        } else {
            value.string(PATH, "a list of words, or a file's path relative to this document, without '..'")
                    .ifPresent(path -> readFile(value, path, words));
        }
        boolean hadRoom = entries <= MOST_ENTRIES;
        entries += words.size();
        if (hadRoom && entries > MOST_ENTRIES) {
            value.fail("all lexicons together have more than " + MOST_ENTRIES + " entries");
        }
        return entries > MOST_ENTRIES ? List.of() : List.copyOf(words);
    }

    private void readFile(Value value, String path, Set<String> words) {
        String text;
        try {
            text = source.read(path, LARGEST_FILE);
        } catch (IOException e) {
            value.fail("the lexicon '" + path + "' can't be read: " + e.getMessage());
            return;
        }
        hashes.append(Sha256.hex(text));
        int number = 0;
        for (String line :
                (Iterable<String>) (text.startsWith("\uFEFF") ? text.substring(1) : text).lines()::iterator) {
            number++;
            String entry = line.strip();
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            String folded = entry.length() > LONGEST_ENTRY ? "" : fold(entry);
            if (folded.isEmpty()) {
                String message = entry.length() > LONGEST_ENTRY
                        ? "an entry has at most " + LONGEST_ENTRY + " characters, this has " + entry.length()
                        : "has nothing in it to look for";
                problems.add(new Problem(path, number, 1, "", message, List.of()));
            } else {
                words.add(folded);
            }
        }
        if (words.isEmpty()) {
            value.fail("the lexicon '" + path + "' has no entries");
        }
    }

    private static String fold(String word) {
        return FoldedText.of(word.strip()).toString().strip();
    }
}
