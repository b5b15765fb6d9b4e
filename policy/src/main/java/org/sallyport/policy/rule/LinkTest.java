package org.sallyport.policy.rule;

import java.util.Set;
import org.sallyport.policy.detect.WebHosts;

/**
 * What a rule asks about a link: one kind of condition must hold. Immutable.
 *
 * @param any whether everything fits that is surely a link
 * @param hosts domains that fit, with all below them; folded
 * @param categories categories that fit, as bits of {@link LinkCategories}
 */
record LinkTest(boolean any, Set<String> hosts, long categories) {
    LinkTest {
        hosts = Set.copyOf(hosts);
    }

    boolean test(String host, boolean certain, LinkCategories known) {
        return (any && certain)
                || (!hosts.isEmpty() && WebHosts.anyDomain(host, hosts::contains))
                || (categories != 0 && (known.of(host) & categories) != 0);
    }
}
