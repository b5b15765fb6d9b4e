package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.event.FileInfo;

/**
 * What a rule asks about words and files: every kind of condition that is there must hold. Immutable.
 *
 * @param lexicons one of these must have enough hits; none: not asked
 * @param expressions one of these must match; none: not asked
 * @param fileNames the name of a file must match one of these; none: not asked
 * @param moreThan a file must be larger than this many bytes, or of unsaid size; -1: not asked
 * @param atMost a file must be said to be no larger than this many bytes; -1: not asked
 */
record Content(List<Integer> lexicons, List<Integer> expressions, List<Glob> fileNames, long moreThan, long atMost) {

    Content {
        lexicons = List.copyOf(lexicons);
        expressions = List.copyOf(expressions);
        fileNames = List.copyOf(fileNames);
    }

    boolean asksWords() {
        return !lexicons.isEmpty() || !expressions.isEmpty();
    }

    private boolean asksFiles() {
        return !fileNames.isEmpty() || moreThan >= 0 || atMost >= 0;
    }

    /** Whether it holds. Files first: they cost less. */
    boolean test(EventView event) {
        return (!asksFiles() || anyFile(event.event().files()))
                && (lexicons.isEmpty() || anyLexicon(event.scan()))
                && (expressions.isEmpty() || anyExpression(event.scan()));
    }

    /** What matched, by the names of the document and never in the words of the person. */
    List<String> reasons(EventView event, Patterns patterns) {
        List<String> reasons = new ArrayList<>();
        for (int lexicon : lexicons) {
            if (event.scan().lexicon(lexicon)) {
                reasons.add("lexicon " + patterns.lexicons().get(lexicon).name());
            }
        }
        if (!expressions.isEmpty()) {
            reasons.add("regex");
        }
        if (!fileNames.isEmpty()) {
            reasons.add("file name");
        }
        if (moreThan >= 0 || atMost >= 0) {
            reasons.add("file size");
        }
        return reasons;
    }

    private boolean anyLexicon(ContentScan scan) {
        for (int i = 0; i < lexicons.size(); i++) {
            if (scan.lexicon(lexicons.get(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean anyExpression(ContentScan scan) {
        for (int i = 0; i < expressions.size(); i++) {
            if (scan.expression(expressions.get(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean anyFile(List<FileInfo> files) {
        for (int i = 0; i < files.size(); i++) {
            FileInfo file = files.get(i);
            if (sizeFits(file.size()) && nameFits(file.name())) {
                return true;
            }
        }
        return false;
    }

    private boolean sizeFits(long size) {
        // A size that nobody said fits "more than" and never "at most": not saying it opens no door.
        return (moreThan < 0 || size < 0 || size > moreThan) && (atMost < 0 || (size >= 0 && size <= atMost));
    }

    private boolean nameFits(String name) {
        if (fileNames.isEmpty()) {
            return true;
        }
        // Windows drops dots and spaces at the end, so that "a.exe. " arrives as an .exe.
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) <= ' ')) {
            end--;
        }
        String trimmed = name.substring(0, end);
        for (int i = 0; i < fileNames.size(); i++) {
            if (fileNames.get(i).matches(trimmed)) {
                return true;
            }
        }
        return false;
    }
}
