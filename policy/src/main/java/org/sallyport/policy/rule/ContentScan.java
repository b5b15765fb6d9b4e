package org.sallyport.policy.rule;

import com.google.re2j.Matcher;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.detect.Detector;
import org.sallyport.policy.detect.WebHosts;
import org.sallyport.policy.text.FoldedText;
import org.sallyport.protocols.event.Text;

/**
 * What lexicons, expressions and detectors find in one text; looked for when asked, and then only once. One thread.
 */
final class ContentScan {

    private final Patterns patterns;
    private final Text source;
    private final String text;
    private @Nullable FoldedText folded;
    private LexiconSet.@Nullable Hits hits;
    private @Nullable List<Numbered> numbers;
    private @Nullable List<Link> links;
    private final BitSet tried = new BitSet();
    private final BitSet found = new BitSet();

    /** A number that was found, by its place in the original. */
    private record Numbered(Detector detector, int start, int end) {}

    /** A link that was found; one that is only in the markup has no place. */
    private record Link(String host, int start, int end, boolean certain) {}

    ContentScan(Patterns patterns, Text source) {
        this.patterns = patterns;
        this.source = source;
        text = source.plain();
    }

    /** What the hits of a lexicon weigh. */
    int weight(int lexicon) {
        return text.isEmpty() ? 0 : hits().weight(lexicon);
    }

    /** Whether lexicons were asked for: if not, nobody knows what they would find. */
    boolean wasReadByLexicons() {
        return hits != null;
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

    /** Whether there are as many numbers as asked for. */
    boolean detection(Detection detection) {
        int count = 0;
        for (Numbered number : numbers()) {
            if (detection.detectors().contains(number.detector)) {
                count++;
            }
        }
        return count >= detection.atLeast();
    }

    /** How many numbers of a kind there are. */
    int count(Detector detector) {
        int count = 0;
        for (Numbered number : numbers()) {
            if (number.detector == detector) {
                count++;
            }
        }
        return count;
    }

    /** Whether there is a link that fits. */
    boolean links(LinkTest test) {
        for (Link link : links()) {
            if (test.test(link.host, link.certain, patterns.categories())) {
                return true;
            }
        }
        return false;
    }

    /** The text with everything these conditions found covered by asterisks, one for each character. */
    String masked(Content content) {
        BitSet covered = new BitSet(text.length());
        for (int lexicon : content.lexicons()) {
            if (weight(lexicon) > 0) {
                hits().mark(lexicon, covered);
            }
        }
        for (int expression : content.expressions()) {
            Matcher matcher = patterns.expressions().get(expression).matcher(text);
            while (matcher.find()) {
                covered.set(matcher.start(), matcher.end());
            }
        }
        Detection detection = content.detection();
        Set<Detector> detectors = detection == null ? Set.of() : detection.detectors();
        for (Numbered number : detectors.isEmpty() ? List.<Numbered>of() : numbers()) {
            if (detectors.contains(number.detector)) {
                covered.set(number.start, number.end);
            }
        }
        LinkTest test = content.links();
        for (Link link : test == null ? List.<Link>of() : links()) {
            if (test != null && test.test(link.host, link.certain, patterns.categories())) {
                covered.set(link.start, link.end);
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

    private FoldedText folded() {
        FoldedText made = folded;
        if (made == null) {
            made = FoldedText.of(text);
            folded = made;
        }
        return made;
    }

    private LexiconSet.Hits hits() {
        LexiconSet.Hits made = hits;
        if (made == null) {
            made = patterns.lexicons().scan(folded());
            hits = made;
        }
        return made;
    }

    private List<Numbered> numbers() {
        List<Numbered> made = numbers;
        if (made == null) {
            List<Numbered> all = new ArrayList<>(0);
            FoldedText read = folded();
            patterns.numbers()
                    .find(
                            read,
                            (detector, start, end) -> all.add(
                                    new Numbered(detector, read.originalStart(start), read.originalEnd(end - 1))));
            made = all;
            numbers = made;
        }
        return made;
    }

    private List<Link> links() {
        List<Link> made = links;
        if (made == null) {
            List<Link> all = new ArrayList<>(0);
            FoldedText read = folded();
            WebHosts.find(
                    read,
                    (host, start, end, certain) ->
                            all.add(new Link(host, read.originalStart(start), read.originalEnd(end - 1), certain)));
            if (source.html()) {
                // Where a link leads stands in the markup, whatever the words over it say.
                WebHosts.find(
                        FoldedText.of(source.source()),
                        (host, start, end, certain) -> all.add(new Link(host, 0, 0, certain)));
            }
            made = all;
            links = made;
        }
        return made;
    }
}
