package org.sallyport.policy.identity.address;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Who uses a client's address. Safe for any thread; never blocks. */
@FunctionalInterface
public interface WhoIsAt {

    /** Nobody knows. */
    WhoIsAt UNKNOWN = address -> null;

    /** The login of whoever is there; null when nobody knows. */
    @Nullable String login(InetAddress address);
}
