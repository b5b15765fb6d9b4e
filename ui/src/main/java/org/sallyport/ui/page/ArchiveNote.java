package org.sallyport.ui.page;

import java.util.Locale;
import org.sallyport.archive.search.ArchiveStatus;

/**
 * How the archive is, in one glance.
 *
 * @param state {@code good}, {@code busy} or {@code bad}, for the style sheet
 * @param label a few words
 * @param detail a sentence
 * @param empty whether nothing was ever archived or is on its way
 * @param waiting how many records cannot be found yet
 */
public record ArchiveNote(String state, String label, String detail, boolean empty, long waiting) {

    public static ArchiveNote of(ArchiveStatus status) {
        boolean empty = status.journaled() <= 0 && status.archived() <= 0;
        String message = Visible.line(status.message());
        if (!status.available()) {
            return new ArchiveNote("bad", "Archive unavailable", message, empty, status.waiting());
        }
        if (status.waiting() > 0) {
            return new ArchiveNote(
                    "busy",
                    count(status.waiting()) + " on their way into the archive",
                    message,
                    false,
                    status.waiting());
        }
        return new ArchiveNote("good", "Archive up to date", message, empty, 0);
    }

    /** A number with its thousands set apart. */
    public static String count(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }
}
