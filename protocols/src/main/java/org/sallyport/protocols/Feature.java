package org.sallyport.protocols;

import java.util.Locale;
import java.util.Optional;

/**
 * What a person can do with an instant messenger: the vocabulary of rules. In documents and in the archive a feature is
 * written as its {@link #id()}.
 */
public enum Feature {
    SIGN_ON,
    PRESENCE,
    PROFILE,
    CHAT,
    GROUP_CHAT,
    TYPING,
    FILE_TRANSFER,
    FILE_SHARING,
    DIRECT_CONNECTION,
    IMAGE,
    VOICE,
    VIDEO,
    APPLICATION_SHARING,
    REMOTE_ASSISTANCE,
    WHITEBOARD,
    GAME,
    ADD_IN,
    URL,
    BUDDY_ICON,
    EMOTICON,
    NUDGE,
    CONTACT_LIST,
    LOOKUP,
    SMS,
    RECEIPT,
    /** A connection to a messenger that passes, or would pass, unread: encrypted, on the web, or in a protocol nobody reads. */
    UNREAD_CONNECTION,
    /** Said in somebody's name by somebody who has not been shown to be that person. */
    FORGED,
    /** A part of the protocol that no plugin has a name for. */
    UNCLASSIFIED,
    /** Bytes that broke the protocol's own rules. */
    MALFORMED;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name used in rules and in the archive: lower case with hyphens, such as {@code file-transfer}. */
    public String id() {
        return id;
    }

    /** The feature with this {@link #id()}, or empty. */
    public static Optional<Feature> byId(String id) {
        for (Feature feature : values()) {
            if (feature.id.equals(id)) {
                return Optional.of(feature);
            }
        }
        return Optional.empty();
    }
}
