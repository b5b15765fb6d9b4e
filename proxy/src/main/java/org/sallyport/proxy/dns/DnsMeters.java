package org.sallyport.proxy.dns;

import java.util.Locale;

/** Is told what the forwarder does. Called on its event loop; must not block. */
public interface DnsMeters {

    /** What happened. */
    enum Happened {
        /** A client asked something that can be answered. */
        ASKED,
        /** A resolver's answer went to the client. */
        ANSWERED,
        /** A name of the configuration was answered. */
        ANSWERED_HERE,
        /** Somebody asked who is no client of ours: not answered. */
        STRANGER,
        /** What came was no query, or a broken one. */
        MALFORMED,
        /** A client asked again what is being looked up for it. */
        REPEATED,
        /** Too much was being looked up, for this client or for all: answered with a failure. */
        OVERLOADED,
        /** A resolver's answer was none to the question: not used (RFC 5452, section 9.1). */
        MISMATCHED,
        /** A resolver did not answer, or with a failure: the next was asked. */
        NEXT_SERVER,
        /** No resolver answered. */
        FAILED;

        /** The word for it among the counters. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Counts one. */
    void count(Happened happened);

    /** Counts nothing. */
    DnsMeters NONE = happened -> {};
}
