package org.sallyport.protocols.event;

/**
 * What somebody wrote.
 *
 * @param plain the words as a person reads them: tags removed, entities decoded; what rules and searches look at
 * @param source exactly what the bytes decode to, markup kept; hostile HTML when {@link #html} is set
 * @param html whether {@code source} is HTML as the client meant it
 */
public record Text(String plain, String source, boolean html) {

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

    /** Hides the words: an event may end up in a log line. */
    @Override
    public String toString() {
        return "Text[" + plain.length() + " characters]";
    }
}
