package org.sallyport.protocols.oscar;

import org.sallyport.protocols.oscar.wire.TextCodec;

/** Plain text of ours in the form clients show it in. Stateless. */
final class Words {

    /** Clients take messages of 8,000 bytes as a rule (04/02 in the captures); this leaves room for what is around the text. */
    static final int MOST_BYTES = 7_500;

    private static final String CUT = "\u2026";

    private Words() {}

    /**
     * Encodes text: ASCII where it is, else UTF-16, the two that every client reads. Text that is too long is cut, with an
     * ellipsis.
     *
     * @param html whether the client reads HTML
     */
    static TextCodec.Encoded encode(String plain, boolean html) {
        TextCodec.Encoded whole = TextCodec.encode(html ? html(plain) : plain);
        int keep = plain.length();
        while (whole.bytes().length > MOST_BYTES) {
            keep = keep / 2;
            if (Character.isHighSurrogate(plain.charAt(keep))) {
                keep++;
            }
            String part = plain.substring(0, keep) + CUT;
            whole = TextCodec.encode(html ? html(part) : part);
        }
        return whole;
    }

    /** The text as an HTML document in the style of AIM. */
    static String html(String plain) {
        StringBuilder out = new StringBuilder(plain.length() + 32).append("<HTML><BODY>");
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\n' -> out.append("<BR>");
                case '\r' -> {
                    // Its line feed breaks the line.
                }
                default -> out.append(c);
            }
        }
        return out.append("</BODY></HTML>").toString();
    }
}
