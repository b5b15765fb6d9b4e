package org.sallyport.ui.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One name.
 *
 * @param name the screen name
 * @param nameRaw the same as it is compared, for forms
 * @param service its service's name
 * @param serviceId its id
 * @param binding whose it is; null when it is nobody's
 * @param history what became of it, the newest first
 * @param mayEdit whether this person may unbind it
 */
public record NamePage(
        String name,
        String nameRaw,
        String service,
        String serviceId,
        @Nullable BindingRow binding,
        List<ChangeRow> history,
        boolean mayEdit) {}
