package org.sallyport.proxy.relay;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Remembers by which name a client was told an address. Safe for any thread; never blocks. */
public interface NamesSeen {

    /** The name this client asked for when it was given this address, or null when it is not known (any more). */
    @Nullable String nameOf(InetAddress client, InetAddress address);

    /** Knows none. */
    NamesSeen NONE = (client, address) -> null;
}
