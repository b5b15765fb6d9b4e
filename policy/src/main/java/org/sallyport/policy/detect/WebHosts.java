package org.sallyport.policy.detect;

import java.util.function.Predicate;

/**
 * Finds the hosts of links in a text: after {@code ://}, and wherever a name with a dot and a last label of letters stands by
 * itself, for people leave {@code http://} out and clients make a link of it all the same. Static; any thread. Linear time.
 */
public final class WebHosts {

    private static final int LONGEST_HOST = 253;

    private WebHosts() {}

    /** Told of what is found. */
    @FunctionalInterface
    public interface Sink {

        /**
         * Found one.
         *
         * @param host in lower case, without a dot at the end
         * @param start where the link starts, with what stands before the host
         * @param end where it ends, with what stands after the host
         * @param certain whether it is written as a link; {@code report.zip} may be a host or a file
         */
        void found(String host, int start, int end, boolean certain);
    }

    /**
     * Reads a text.
     *
     * @param text in lower case
     */
    public static void find(CharSequence text, Sink sink) {
        int at = 0;
        // What stands in the path of a link is looked at as well, and the end of that path is looked for once.
        int linkEnd = 0;
        while (at < text.length()) {
            if (!isHostChar(text.charAt(at))) {
                at++;
                continue;
            }
            int end = at;
            while (end < text.length() && isHostChar(text.charAt(end))) {
                end++;
            }
            int trimmed = end;
            while (trimmed > at && !isLabelChar(text.charAt(trimmed - 1))) {
                trimmed--;
            }
            int first = at;
            while (first < trimmed && !isLabelChar(text.charAt(first))) {
                first++;
            }
            boolean link = isAfterScheme(text, at);
            if (trimmed - first <= LONGEST_HOST && trimmed > first) {
                String host = text.subSequence(first, trimmed).toString();
                boolean mail = end < text.length() && text.charAt(end) == '@';
                if (!mail && (link || looksLikeHost(host))) {
                    linkEnd = at < linkEnd ? linkEnd : endOfLink(text, end, trimmed);
                    boolean certain = link || host.startsWith("www.") || linkEnd > trimmed;
                    sink.found(host, link ? startOfScheme(text, at) : first, Math.max(linkEnd, trimmed), certain);
                }
            }
            at = Math.max(end, at + 1);
        }
    }

    /**
     * Whether a host or a domain above it fits.
     *
     * @param fits asked for the host itself, then for each domain above it
     */
    public static boolean anyDomain(String host, Predicate<String> fits) {
        String domain = host;
        while (true) {
            if (fits.test(domain)) {
                return true;
            }
            int dot = domain.indexOf('.');
            if (dot < 0) {
                return false;
            }
            domain = domain.substring(dot + 1);
        }
    }

    private static boolean looksLikeHost(String host) {
        int dot = host.lastIndexOf('.');
        if (dot <= 0 || host.length() - dot < 3 || host.contains("..")) {
            return false;
        }
        for (int i = dot + 1; i < host.length(); i++) {
            if (!Character.isLetter(host.charAt(i)) && host.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAfterScheme(CharSequence text, int at) {
        return at >= 3 && text.charAt(at - 1) == '/' && text.charAt(at - 2) == '/' && text.charAt(at - 3) == ':';
    }

    private static int startOfScheme(CharSequence text, int at) {
        int start = at - 3;
        while (start > 0 && isLabelChar(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    /** Port, path and question belong to the link, up to the next space or quote. */
    private static int endOfLink(CharSequence text, int end, int trimmed) {
        if (end >= text.length() || (text.charAt(end) != '/' && text.charAt(end) != ':' && text.charAt(end) != '?')) {
            return trimmed;
        }
        int at = end;
        while (at < text.length() && text.charAt(at) > ' ' && "\"'<>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static boolean isHostChar(char c) {
        return isLabelChar(c) || c == '.';
    }

    private static boolean isLabelChar(char c) {
        return c < 0x80 ? (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' : Character.isLetterOrDigit(c);
    }
}
