package org.sallyport.proxy.replay;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.DecisionPoint;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.service.ServiceCatalogue;

/**
 * What to replay, and how.
 *
 * @param captures pcap or pcapng files, or {@code .bin} files with the first bytes a client sent; at least one
 * @param format how the result looks
 * @param policy who decides; null to show events only
 * @param identities who is behind a screen name; must not block for long, one call per name and event
 * @param protocols the plugins to read with
 * @param catalogue names services by address
 * @param limits bounds of the sessions
 */
public record ReplayOptions(
        List<Path> captures,
        Format format,
        @Nullable DecisionPoint policy,
        Function<ScreenName, Identity> identities,
        Protocols protocols,
        ServiceCatalogue catalogue,
        Limits limits) {

    /** How the result looks. */
    public enum Format {
        /** Aligned columns for a terminal. */
        TABLE,
        /** One JSON object a line. */
        JSON
    }

    /** @throws IllegalArgumentException when there is nothing to replay */
    public ReplayOptions {
        captures = List.copyOf(captures);
        if (captures.isEmpty()) {
            throw new IllegalArgumentException("at least one capture is needed");
        }
    }

    /** With all installed plugins, the built-in catalogue and a directory that knows nobody. */
    public static ReplayOptions of(List<Path> captures, Format format, @Nullable DecisionPoint policy) {
        return new ReplayOptions(
                captures,
                format,
                policy,
                name -> Identity.Unregistered.INSTANCE,
                Protocols.installed(),
                ServiceCatalogue.standard(),
                Limits.DEFAULT);
    }
}
