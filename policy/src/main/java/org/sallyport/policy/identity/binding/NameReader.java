package org.sallyport.policy.identity.binding;

import java.util.Optional;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/** Makes screen names of what people type, as their service compares them. Safe for any thread. */
@FunctionalInterface
public interface NameReader {

    /**
     * The account a name stands for.
     *
     * @param service where it is
     * @param typed as somebody wrote it
     * @return empty when nobody here knows the service, or the service has no such names
     */
    Optional<ScreenName> read(ServiceId service, String typed);
}
