package org.sallyport.proxy.entry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sallyport.proxy.relay.RelayMeters;
import org.sallyport.proxy.testkit.Await;

/** Counts who was refused, and why. */
final class Counted implements RelayMeters {

    private final Map<String, Integer> refused = new ConcurrentHashMap<>();

    @Override
    public void refused(String entry, String reason) {
        refused.merge(reason, 1, Integer::sum);
    }

    /** How many were refused for this reason. */
    int of(String reason) {
        return refused.getOrDefault(reason, 0);
    }

    /** Waits until exactly these were counted, such as {@code {handshake=1}}. */
    void await(String all) throws Exception {
        Await.until("refused " + all, () -> refused.toString().equals(all));
    }

    @Override
    public String toString() {
        return refused.toString();
    }
}
