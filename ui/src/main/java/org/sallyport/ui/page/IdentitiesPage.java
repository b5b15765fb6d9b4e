package org.sallyport.ui.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names and whose they are.
 *
 * @param filter what the list is narrowed to
 * @param entered what was typed to bind a name; empty at first
 * @param problem why that could not be done; null when nothing is wrong
 * @param services the services one can choose, any first
 * @param kinds how bindings come about, any first
 * @param rows this page's
 * @param pager where this page is
 * @param conflicts how many claims wait
 * @param mayEdit whether this person may change something
 */
public record IdentitiesPage(
        Filter filter,
        Entered entered,
        @Nullable String problem,
        List<Choice> services,
        List<Choice> kinds,
        List<BindingRow> rows,
        Pager pager,
        int conflicts,
        boolean mayEdit) {

    /** What the list is narrowed to; empty: nothing. */
    public record Filter(String text, String service, String source) {
        public boolean narrowed() {
            return !text.isEmpty() || !service.isEmpty() || !source.isEmpty();
        }
    }

    /** What was typed. */
    public record Entered(String service, String name, String login, String reason) {
        /** Nothing was. */
        public static final Entered NOTHING = new Entered("", "", "", "");
    }
}
