package org.sallyport.policy.rule;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.document.Sha256;
import org.sallyport.policy.document.Value;

/** The files that a document names: read line by line, with what is wrong in them. One thread, one document. */
final class Attachments {

    static final long LARGEST_FILE = 8L << 20;

    private static final Pattern PATH = Pattern.compile("(?!/)(?!.*(^|/)\\.\\.(/|$))[^\\\\:\\p{Cntrl}]{1,512}");

    private final LexiconSource source;
    private final List<Problem> problems = new ArrayList<>();
    private final StringBuilder hashes = new StringBuilder();

    Attachments(LexiconSource source) {
        this.source = source;
    }

    /** What was wrong inside the files. */
    List<Problem> problems() {
        return problems;
    }

    /** The hashes of the files, for the version of the rulebase. */
    String hashes() {
        return hashes.toString();
    }

    /**
     * Reads a file.
     *
     * @param value where the document has its path
     * @param what it is, for messages, such as {@code lexicon}
     * @param entry told of each line that is neither empty nor a comment, stripped, with its number
     */
    void read(Value value, String what, BiConsumer<String, Place> entry) {
        value.string(PATH, "a list, or a file's path relative to this document, without '..'")
                .ifPresent(path -> read(value, what, path, entry));
    }

    /** A line of a file. */
    record Place(String path, int line) {}

    private void read(Value value, String what, String path, BiConsumer<String, Place> entry) {
        String text;
        try {
            text = source.read(path, LARGEST_FILE);
        } catch (IOException e) {
            value.fail("the " + what + " '" + path + "' can't be read: " + e.getMessage());
            return;
        }
        hashes.append(Sha256.hex(text));
        int number = 0;
        boolean empty = true;
        for (String line :
                (Iterable<String>) (text.startsWith("\uFEFF") ? text.substring(1) : text).lines()::iterator) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                empty = false;
                entry.accept(stripped, new Place(path, number));
            }
        }
        if (empty) {
            value.fail("the " + what + " '" + path + "' has no entries");
        }
    }

    /** Adds a problem; a file can have one on each of its lines, and more than are ever shown need no room. */
    void problem(Place place, String message) {
        if (problems.size() <= Problems.LIMIT) {
            problems.add(new Problem(place.path(), place.line(), 1, "", message, List.of()));
        }
    }
}
