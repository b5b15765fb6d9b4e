package org.sallyport.ui.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search form and what it found.
 *
 * @param form the form as filled in
 * @param services the choices for a service
 * @param features the choices for a feature
 * @param verdicts the choices for a verdict
 * @param zone the zone that days and times are in
 * @param problem why the form cannot be asked; null when it can
 * @param unavailable what to do because the archive did not answer; null when it did
 * @param results what was found; null when nothing was asked yet
 */
public record SearchPageView(
        SearchForm form,
        List<Choice> services,
        List<Choice> features,
        List<Choice> verdicts,
        String zone,
        @Nullable String problem,
        @Nullable String unavailable,
        @Nullable Results results) {

    /**
     * One page of hits.
     *
     * @param hits newest first
     * @param count how many there are in all, in words; empty when unsaid
     * @param first whether this is the first page
     * @param next the address of the page after it; null when it is the last
     * @param tooMany whether there are more pages than anybody is shown
     */
    public record Results(
            List<HitView> hits,
            String count,
            boolean first,
            @Nullable String next,
            boolean tooMany) {}
}
