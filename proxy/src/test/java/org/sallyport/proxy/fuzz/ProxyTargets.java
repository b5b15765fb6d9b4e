package org.sallyport.proxy.fuzz;

import java.util.List;
import org.sallyport.protocols.fuzz.FuzzTarget;
import org.sallyport.protocols.fuzz.FuzzTargets;
import org.sallyport.proxy.config.ConfigurationTarget;
import org.sallyport.proxy.dns.DnsTarget;
import org.sallyport.proxy.entry.http.RequestTarget;

/** The readers of this module. */
public final class ProxyTargets implements FuzzTargets {

    @Override
    public List<FuzzTarget> all() {
        return List.of(new DnsTarget(), new RequestTarget(), new ConfigurationTarget());
    }
}
