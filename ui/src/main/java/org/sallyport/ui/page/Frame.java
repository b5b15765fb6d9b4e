package org.sallyport.ui.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds every page.
 *
 * @param title the page's own title
 * @param reader the signed-in person's name; null when nobody is signed in
 * @param csrf the token every form must carry; empty when nobody is signed in
 * @param archive how the archive is; null where that is not shown
 * @param links the pages this person can go to; empty when nobody is signed in
 * @param zone the time zone that every page's times are of
 * @param notice how what was just done went; null when there is nothing to say
 */
public record Frame(
        String title,
        @Nullable String reader,
        String csrf,
        @Nullable ArchiveNote archive,
        List<NavigationLink> links,
        String zone,
        @Nullable String notice) {

    /** Around a page for somebody who is not signed in. */
    public static Frame unknown(String title) {
        return new Frame(title, null, "", null, List.of(), "", null);
    }
}
