package org.sallyport.proxy.tls;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how often clients refused the gateway's certificate for a host, to say once and clearly what that means. Nothing is
 * let through because of it. Safe for any thread.
 */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** A person clicking on "cancel" is one; a client that never will is more. */
    static final int TELLING = 3;

    /** Said again after so many, so that a log that was rotated has it. */
    private static final int AGAIN = 100;

    private static final int MAX_HOSTS = 1_000;

    private final Map<String, Integer> byHost = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX_HOSTS;
        }
    };

    /** @return whether it was said */
    boolean refused(String host) {
        int count;
        synchronized (byHost) {
            count = byHost.merge(host, 1, Integer::sum);
        }
        boolean telling = count == TELLING || count % AGAIN == 0;
        if (telling) {
            LOG.warn(
                    "clients refuse the gateway's certificate for {} ({} times in a row): install the gateway's CA on them"
                            + " ('sallyport ca export'), or, if they insist on the real certificate, add {} to 'tls.never'",
                    host,
                    count,
                    host);
        }
        return telling;
    }

    /** Some client accepted it: the CA is known at least there. */
    void accepted(String host) {
        synchronized (byHost) {
            byHost.remove(host);
        }
    }
}
