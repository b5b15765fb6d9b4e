package org.sallyport.protocols.oscar.wire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a line in a room was written: the names of its charset and its language beside the words (0E/05, TLVs 2 and 3 in TLV 5).
 * Kept with the words as the style of a {@link org.sallyport.protocols.event.Text}, so that whoever shows them again writes them
 * likewise. What else clients put there is left out: services strip it, for old clients fall over it (observed with an open server).
 *
 * @param charset as the sender named it, quotes and all; null when it was not said
 * @param language likewise
 */
public record LineStyle(@Nullable String charset, @Nullable String language) {

    /** What clients write when nothing asks for anything else. */
    public static final LineStyle USUAL = new LineStyle("us-ascii", "en");

    private static final int TEXT = 0x0001;
    private static final int CHARSET = 0x0002;
    private static final int LANGUAGE = 0x0003;

    /** What UTF-16 needs for the longest text that is written. */
    private static final int MOST_BYTES = 60_000;

    private static final String KIND = "line";
    private static final String CHARSET_IS = "; charset=";
    private static final String LANGUAGE_IS = "; language=";

    private static final Pattern NAME = Pattern.compile("[\\x21-\\x3A\\x3C-\\x7E][\\x20-\\x3A\\x3C-\\x7E]{0,63}");
    private static final Pattern WRITTEN =
            Pattern.compile(KIND + "(?:" + CHARSET_IS + "([^;]*))?(?:" + LANGUAGE_IS + "([^;]*))?");

    /**
     * Of the parts of a line's content. Names that are none, being empty, too long or not in ASCII, count as not said.
     *
     * @param parts what stands in TLV 5
     */
    public static LineStyle of(TlvList parts) {
        return new LineStyle(name(parts.text(CHARSET)), name(parts.text(LANGUAGE)));
    }

    /** As a text's style says it; the usual one where that is empty or another protocol's. */
    public static LineStyle parse(String style) {
        Matcher written = WRITTEN.matcher(style);
        return written.matches() ? new LineStyle(name(written.group(1)), name(written.group(2))) : USUAL;
    }

    /** For a text's style; never empty. */
    public String written() {
        return KIND + (charset == null ? "" : CHARSET_IS + charset) + (language == null ? "" : LANGUAGE_IS + language);
    }

    private static @Nullable String name(@Nullable String said) {
        return said != null && NAME.matcher(said).matches() ? said : null;
    }

    /**
     * Writes the content of TLV 5: the words in this charset where it has all of them, else in one that every client reads.
     *
     * @param words at most 30,000 characters
     */
    public void write(SnacBuilder out, String words) {
        byte[] asSaid = encode(words);
        if (asSaid == null) {
            TextCodec.Encoded encoded = TextCodec.encode(words);
            out.tlv(TEXT, encoded.bytes()).tlv(CHARSET, TextCodec.nameOf(encoded.charset()));
        } else {
            out.tlv(TEXT, asSaid);
            if (charset != null) {
                out.tlv(CHARSET, charset);
            }
        }
        if (language != null) {
            out.tlv(LANGUAGE, language);
        }
    }

    private byte @Nullable [] encode(String words) {
        String known = charset == null ? "" : charset.replace("\"", "").strip().toLowerCase(Locale.ROOT);
        return switch (known) {
            case "unicode-2-0", "utf-16be", "utf-16" -> words.getBytes(StandardCharsets.UTF_16BE);
            case "utf-8" -> {
                byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
                yield bytes.length <= MOST_BYTES ? bytes : null;
            }
            case "iso-8859-1" ->
                words.chars().allMatch(c -> c <= 0xFF) ? words.getBytes(StandardCharsets.ISO_8859_1) : null;
            // Whatever is meant, ASCII is a part of it.
            default -> TextCodec.isAscii(words) ? words.getBytes(StandardCharsets.US_ASCII) : null;
        };
    }
}
