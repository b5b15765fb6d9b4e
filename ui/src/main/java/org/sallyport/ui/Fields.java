package org.sallyport.ui;

import io.javalin.http.Context;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what people fill in. Nothing here fails: what is missing is empty, what is too long is cut where that is seen. */
final class Fields {

    /** The longest that a field of one line may be. */
    static final int LONGEST = 500;

    private static final Pattern PAGE = Pattern.compile("[1-9][0-9]{0,5}");

    private Fields() {}

    /** A line of a form, without blanks around it. */
    static String form(Context ctx, String name) {
        return line(ctx.formParam(name), LONGEST);
    }

    /** A longer text of a form. One character more than allowed is kept of what is too long: enough to refuse it. */
    static String text(Context ctx, String name, int longest) {
        return line(ctx.formParam(name), longest);
    }

    /** A parameter of the address. */
    static String query(Context ctx, String name) {
        return line(ctx.queryParam(name), LONGEST);
    }

    /** The page asked for, from 0; the first when nothing sensible is. */
    static int page(Context ctx) {
        String text = ctx.queryParam("page");
        return text != null && PAGE.matcher(text).matches() ? Integer.parseInt(text) : 0;
    }

    private static String line(@Nullable String value, int longest) {
        if (value == null) {
            return "";
        }
        String stripped = value.strip();
        return stripped.length() <= longest ? stripped : stripped.substring(0, longest + 1);
    }
}
