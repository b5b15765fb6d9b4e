package org.sallyport.ui.page;

import java.time.ZoneId;
import org.sallyport.policy.history.PolicyVersion;

/**
 * A version in a list.
 *
 * @param restores the number of the version it brings back; 0: none
 */
public record VersionView(
        int number, When when, String author, String publisher, String reason, int restores, String hash) {

    public static VersionView of(PolicyVersion version, ZoneId zone) {
        return new VersionView(
                version.number(),
                When.of(version.time(), zone),
                Visible.line(version.author()),
                Visible.line(version.publisher()),
                Visible.text(version.reason()),
                version.restores(),
                version.hash());
    }
}
