package org.sallyport.proxy.alert;

import java.util.Locale;

/** How grave an alert is, from the mildest on. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH;

    /** One lower-case word, as rules have it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The severity of a word; what is not known counts as {@link #HIGH}: rather too loud than missed. */
    public static Severity of(String id) {
        for (Severity severity : values()) {
            if (severity.id().equals(id)) {
                return severity;
            }
        }
        return HIGH;
    }
}
