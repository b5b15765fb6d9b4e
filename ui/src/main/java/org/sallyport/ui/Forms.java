package org.sallyport.ui;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.regex.Pattern;

/** Reads what forms and addresses carry. What can't be read reads as left out. Static; any thread. */
final class Forms {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");
    private static final Pattern MOMENT = Pattern.compile("[0-9]{1,15}");

    private Forms() {}

    /** A field of a form, without what stands around it; what is too long is cut. */
    static String field(Context ctx, String name, int longest) {
        String value = ctx.formParam(name);
        String stripped = value == null ? "" : value.strip();
        return stripped.length() <= longest ? stripped : stripped.substring(0, longest);
    }

    /** A field of a form, as it is. */
    static String text(Context ctx, String name) {
        String value = ctx.formParam(name);
        return value == null ? "" : value;
    }

    /** A number in a field; -1 when it is none. */
    static int number(Context ctx, String name) {
        String value = ctx.formParam(name);
        return value != null && NUMBER.matcher(value).matches() ? Integer.parseInt(value) : -1;
    }

    /** When something was saved, as a form or an address says it; the beginning of time when it does not. */
    static Instant moment(String text) {
        return MOMENT.matcher(text).matches() ? Instant.ofEpochMilli(Long.parseLong(text)) : Instant.EPOCH;
    }

    /** From where on a list is shown; 0 when the address does not say. */
    static int from(Context ctx) {
        String value = ctx.queryParam("from");
        return value != null && NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
    }
}
