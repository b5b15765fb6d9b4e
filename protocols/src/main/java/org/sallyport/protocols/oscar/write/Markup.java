package org.sallyport.protocols.oscar.write;

/** Makes the HTML that AIM clients expect. */
public final class Markup {

    private Markup() {}

    /** The words as one HTML document: escaped, line ends as {@code <BR>}. */
    public static String html(String plain) {
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
                    // The line feed after it breaks the line.
                }
                default -> out.append(c);
            }
        }
        return out.append("</BODY></HTML>").toString();
    }
}
