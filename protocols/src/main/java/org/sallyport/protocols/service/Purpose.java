package org.sallyport.protocols.service;

import java.util.Locale;
import java.util.Optional;

/** What a host of a service is for. */
public enum Purpose {
    SIGNON,
    MESSAGE,
    FILE,
    VOICE,
    VIDEO,
    /** Pages, and clients in the browser. */
    WEB,
    UPDATE,
    /** The service's protocol within HTTP. */
    TUNNEL,
    PRESENCE,
    CONTACTS,
    DIRECTORY,
    API,
    CDN,
    ADS,
    PUSH;

    /** The word for it in the catalogue. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The purpose with this word, if there is one. */
    public static Optional<Purpose> of(String id) {
        for (Purpose purpose : values()) {
            if (purpose.id().equals(id)) {
                return Optional.of(purpose);
            }
        }
        return Optional.empty();
    }
}
