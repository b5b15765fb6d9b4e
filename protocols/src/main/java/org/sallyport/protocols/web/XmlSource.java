package org.sallyport.protocols.web;

import org.jspecify.annotations.Nullable;

/**
 * Finds where an element's content stands in the characters of a document that is known to be well-formed and without a
 * document type: a parser's own idea of positions is made for error messages.
 */
final class XmlSource {

    /** Characters from {@code start} up to {@code end}. */
    record Span(int start, int end) {}

    private final String source;
    private int at;

    private XmlSource(String source) {
        this.source = source;
    }

    /** Between the tags of the first element with this local name; null when there is none, or it is an empty tag. */
    static @Nullable Span content(String source, String element) {
        return new XmlSource(source).find(element);
    }

    private @Nullable Span find(String element) {
        int start = -1;
        while ((at = source.indexOf('<', at)) >= 0) {
            int tag = at;
            if (source.startsWith("<![CDATA[", at)) {
                behind("]]>");
            } else if (source.startsWith("<!--", at)) {
                behind("-->");
            } else if (source.startsWith("<?", at)) {
                behind("?>");
            } else {
                boolean closing = source.startsWith("</", at);
                boolean named = isNamed(closing ? at + 2 : at + 1, element);
                behindTag();
                if (named && closing && start >= 0) {
                    return new Span(start, tag);
                }
                if (named && !closing) {
                    if (start >= 0 || source.charAt(at - 2) == '/') {
                        return null;
                    }
                    start = at;
                }
            }
        }
        return null;
    }

    private void behind(String end) {
        int found = source.indexOf(end, at);
        at = found < 0 ? source.length() : found + end.length();
    }

    /** A {@code >} in a quoted attribute ends no tag. */
    private void behindTag() {
        char quote = 0;
        while (at < source.length()) {
            char c = source.charAt(at++);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return;
            }
        }
    }

    private boolean isNamed(int from, String element) {
        int end = from;
        int name = from;
        while (end < source.length() && " \t\r\n/>".indexOf(source.charAt(end)) < 0) {
            if (source.charAt(end) == ':') {
                name = end + 1;
            }
            end++;
        }
        return source.regionMatches(name, element, 0, element.length()) && end - name == element.length();
    }
}
