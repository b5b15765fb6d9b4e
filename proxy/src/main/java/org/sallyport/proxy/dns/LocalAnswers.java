package org.sallyport.proxy.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of the configuration. An exact one wins over a domain, and a longer domain over a shorter. Immutable. */
final class LocalAnswers {

    private final Map<String, List<InetAddress>> exact = new HashMap<>();
    private final Map<String, List<InetAddress>> below = new HashMap<>();

    LocalAnswers(List<DnsSettings.Answer> answers) {
        for (DnsSettings.Answer answer : answers) {
            String host = answer.host();
            Map<String, List<InetAddress>> names = host.startsWith("*.") ? below : exact;
            names.computeIfAbsent(host.startsWith("*.") ? host.substring(2) : host, h -> new ArrayList<>())
                    .add(answer.address());
        }
    }

    /** What the name leads to; null when it isn't answered here. */
    @Nullable List<InetAddress> find(String host) {
        List<InetAddress> found = exact.get(host);
        String suffix = host;
        while (found == null && !suffix.isEmpty()) {
            found = below.get(suffix);
            int dot = suffix.indexOf('.');
            suffix = dot < 0 ? "" : suffix.substring(dot + 1);
        }
        return found;
    }
}
