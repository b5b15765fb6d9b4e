package org.sallyport.protocols.service;

import java.util.Locale;
import java.util.Optional;

/** What sort of service it is. */
public enum ServiceKind {
    /** The networks of 1996 to 2013, and their clients in the browser. */
    CLASSIC,
    /** Today's servers for the clients of those networks. */
    REVIVAL,
    MODERN,
    /** Meetings first, messages besides. */
    CONFERENCE,
    /** A site's own addition. */
    SITE;

    /** The word for it in the catalogue. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind with this word, if there is one. */
    public static Optional<ServiceKind> of(String id) {
        for (ServiceKind kind : values()) {
            if (kind.id().equals(id)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
