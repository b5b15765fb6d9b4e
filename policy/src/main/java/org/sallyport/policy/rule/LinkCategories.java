package org.sallyport.policy.rule;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sallyport.policy.detect.WebHosts;
import org.sallyport.policy.document.Value;
import org.sallyport.policy.text.FoldedText;

/**
 * Which hosts are of which category, by a file of lines such as {@code casino.example gambling games}. Immutable once read;
 * any thread. At most {@value #MOST_CATEGORIES} categories and {@value #MOST_HOSTS} hosts.
 */
final class LinkCategories {

    private static final int MOST_CATEGORIES = 64;
    private static final int MOST_HOSTS = 500_000;

    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, Long> byHost = new HashMap<>();

    /** Reads the file that a document names; where it names none there are no categories. */
    static LinkCategories parse(Value value, Attachments files) {
        LinkCategories categories = new LinkCategories();
        if (value.isPresent()) {
            files.read(value, "list of link categories", (line, place) -> categories.add(line, place, files));
        }
        return categories;
    }

    private void add(String line, Attachments.Place place, Attachments files) {
        String[] words = line.split("\\s+");
        if (words.length < 2) {
            files.problem(place, "a line is a host and its categories, with spaces between them");
            return;
        }
        if (byHost.size() >= MOST_HOSTS) {
            files.problem(place, "there are more than " + MOST_HOSTS + " hosts");
            return;
        }
        long bits = 0;
        for (int i = 1; i < words.length; i++) {
            if (!LexiconParser.NAME.matcher(words[i]).matches()) {
                files.problem(place, "a category has lower-case letters, digits and '-', 1 to 64 of them");
                return;
            }
            Integer number = numbers.get(words[i]);
            if (number == null) {
                number = numbers.size();
                if (number == MOST_CATEGORIES) {
                    files.problem(place, "there are more than " + MOST_CATEGORIES + " categories");
                    return;
                }
                numbers.put(words[i], number);
            }
            bits |= 1L << number;
        }
        byHost.merge(foldHost(words[0]), bits, (a, b) -> a | b);
    }

    /** A host as it is compared: folded like the texts it is looked for in. */
    static String foldHost(String host) {
        String folded = FoldedText.of(host).toString().strip();
        return folded.startsWith("*.") ? folded.substring(2) : folded;
    }

    /** The categories there are, each with its number. */
    Map<String, Integer> numbers() {
        return numbers;
    }

    /** The categories of a host and of the domains above it, a bit for each. */
    long of(String host) {
        long[] bits = {0};
        WebHosts.anyDomain(host, domain -> {
            bits[0] |= byHost.getOrDefault(domain, 0L);
            return false;
        });
        return bits[0];
    }
}
