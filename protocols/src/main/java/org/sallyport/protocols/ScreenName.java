package org.sallyport.protocols;

/**
 * An account at a service. Two screen names are equal when the service would say so: equality looks at the service and the
 * normalised name only.
 *
 * @param service where the account is
 * @param normalized the name as the service compares it (AIM folds case and drops spaces); the plugin makes it
 * @param display the name as somebody wrote it; a stranger's text, so escape it wherever it is shown
 */
public record ScreenName(ServiceId service, String normalized, String display) {

    /** A name that needs no folding. */
    public static ScreenName of(ServiceId service, String name) {
        return new ScreenName(service, name, name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScreenName that && service.equals(that.service) && normalized.equals(that.normalized);
    }

    @Override
    public int hashCode() {
        return 31 * service.hashCode() + normalized.hashCode();
    }

    /** {@code service:normalized}, for logs and keys. */
    @Override
    public String toString() {
        return service + ":" + normalized;
    }
}
