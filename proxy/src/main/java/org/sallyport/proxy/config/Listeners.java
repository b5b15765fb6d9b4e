package org.sallyport.proxy.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.dns.DnsSettings;
import org.sallyport.proxy.entry.EntrySettings;

/**
 * Everything that will listen, to tell before any of it is opened what would be in each other's way. Names are compared as
 * written; nothing is resolved.
 */
final class Listeners {

    private record Listener(String what, String host, int first, int last) {

        boolean meets(Listener other) {
            boolean samePort = first != 0 && other.first != 0 && first <= other.last && other.first <= last;
            return samePort && (host.equalsIgnoreCase(other.host) || everywhere() || other.everywhere());
        }

        private boolean everywhere() {
            return host.equals("0.0.0.0") || host.equals("::");
        }

        @Override
        public String toString() {
            return what + " (" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + first
                    + (last > first ? " to " + last : "") + ")";
        }
    }

    private final List<Listener> listeners = new ArrayList<>();

    private Listeners() {}

    /** Every pair that can't listen at the same time, in words. */
    static List<String> conflicts(Configuration configuration) {
        Listeners all = new Listeners();
        boolean advertises = false;
        for (EntrySettings entry : configuration.entries()) {
            all.add(
                    "entry '" + entry.name() + "'",
                    host(entry.listen()),
                    entry.listen().getPort(),
                    1);
            advertises |= entry instanceof EntrySettings.Fixed;
        }
        if (advertises) {
            Configuration.Redirects ports = configuration.redirects();
            all.add("redirect-ports", ports.host(), ports.first(), ports.count());
        }
        Configuration.CallBacks callBacks = configuration.callBacks();
        if (callBacks.count() > 0) {
            all.add("call-back-ports", callBacks.host(), callBacks.first(), callBacks.count());
        }
        all.add(
                "console",
                configuration.console().host(),
                configuration.console().port(),
                1);
        DnsSettings dns = configuration.dns();
        if (dns != null) {
            all.add("dns", dns.listen().getHostString(), dns.listen().getPort(), 1);
        }
        Address health = configuration.health();
        if (health != null) {
            all.add("health", health.host(), health.port(), 1);
        }
        if (configuration.archive().elasticsearch() instanceof Configuration.Elasticsearch.Local local) {
            all.add("archive.elasticsearch.local", "127.0.0.1", local.port(), 1);
        }
        return all.conflicts();
    }

    /** As written; Java writes IPv6's "everywhere" out in full. */
    private static String host(InetSocketAddress listen) {
        String host = listen.getHostString();
        return host.equals("0:0:0:0:0:0:0:0") ? "::" : host;
    }

    private void add(String what, String host, int first, int count) {
        listeners.add(new Listener(what, host, first, first + count - 1));
    }

    private List<String> conflicts() {
        List<String> conflicts = new ArrayList<>();
        for (int i = 0; i < listeners.size(); i++) {
            for (int j = i + 1; j < listeners.size(); j++) {
                if (listeners.get(i).meets(listeners.get(j))) {
                    conflicts.add(listeners.get(i) + " and " + listeners.get(j) + " would listen on the same port");
                }
            }
        }
        return conflicts;
    }
}
