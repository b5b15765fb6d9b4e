package org.sallyport.proxy.entry.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.proxy.entry.ProxyUsers;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.entry.Upstreams;
import org.sallyport.proxy.relay.RelayServices;

/**
 * What all fronts share. Every member is safe for any thread.
 *
 * @param users who may use an entry, by its name; null when nobody is asked there
 */
record Works(
        Transport transport,
        Upstreams upstreams,
        RelayServices services,
        HttpSettings settings,
        InnerProxy inner,
        Exit exit,
        List<HttpInspector.Maker> inspectors,
        Function<String, @Nullable ProxyUsers> users) {

    /** How plain HTTP is called in the archive and in counts. */
    static final ProtocolId HTTP = new ProtocolId("http");

    @Nullable SignIn signIn(String entry) {
        ProxyUsers those = users.apply(entry);
        return those == null ? null : new SignIn(those);
    }
}
