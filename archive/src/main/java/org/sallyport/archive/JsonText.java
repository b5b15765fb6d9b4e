package org.sallyport.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Writes strings that strangers made: UTF-8 has no form for half a surrogate pair, and the generator would throw at one. */
final class JsonText {

    private static final char REPLACEMENT = '\uFFFD';

    private JsonText() {}

    static void field(JsonGenerator out, String name, String value) throws IOException {
        out.writeStringField(name, wellFormed(value));
    }

    /** Leaves the field out when there is nothing to say. */
    static void fieldUnlessEmpty(JsonGenerator out, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            field(out, name, value);
        }
    }

    /** Leaves the field out when the list is empty. */
    static void list(JsonGenerator out, String name, List<String> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart(name);
        for (String value : values) {
            out.writeString(wellFormed(value));
        }
        out.writeEndArray();
    }

    /** The text itself when it is well formed, as nearly all is; else a copy with U+FFFD for each lone surrogate. */
    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return repaired(text, i);
            }
        }
        return text;
    }

    private static String repaired(String text, int from) {
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append(REPLACEMENT);
            }
        }
        return out.toString();
    }
}
