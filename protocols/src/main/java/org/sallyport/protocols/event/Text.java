package org.sallyport.protocols.event;

/**
 * What somebody wrote.
 *
 * @param plain the words as a person reads them: tags removed, entities decoded; what rules and searches look at
 * @param source exactly what the bytes decode to, markup kept; hostile HTML when {@link #html} is set
 * @param html whether {@code source} is HTML as the client meant it
 * @param style how it is to look, where the protocol says that beside the words and in a form of its own; empty where it doesn't.
 *     A stranger's text: only a session of the same protocol knows what to make of it
 */
public record Text(String plain, String source, boolean html, String style) {

    /** Without anything beside the words. */
    public Text(String plain, String source, boolean html) {
        this(plain, source, html, "");
    }

    /** No words. */
    public static final Text EMPTY = new Text("", "", false);

    /** Text without markup. */
    public static Text plain(String text) {
        return new Text(text, text, false);
    }

    /** Text that the client meant as HTML. */
    public static Text html(String source) {
        return new Text(HtmlText.toPlain(source), source, true);
    }

    /** The same words, to look like this. */
    public Text inStyle(String style) {
        return new Text(plain, source, html, style);
    }

    /** Hides the words: an event may end up in a log line. */
    @Override
    public String toString() {
        return "Text[" + plain.length() + " characters]";
    }
}
