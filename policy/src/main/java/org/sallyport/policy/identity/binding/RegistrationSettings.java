package org.sallyport.policy.identity.binding;

import java.net.URI;
import java.time.Duration;

/**
 * How people register their screen names.
 *
 * @param url where the console's pages are, as people reach it; {@code /register} is put behind it. Empty: nobody can register,
 *     and notices say nothing in the place of the link
 * @param codeLife how long a code is good for, 1 min to 1 day. Default 15 min
 * @param resend how long nobody is told the same code again, 1 s to 1 day, not longer than {@code codeLife}. Default 2 min
 * @param tries wrong codes of one person, or from one address, until they have to wait, 1 to 100. Default 5
 * @param pause how long a wrong code counts, 1 s to 1 day. Default 15 min
 */
public record RegistrationSettings(String url, Duration codeLife, Duration resend, int tries, Duration pause) {

    /** Every default: nobody can register. */
    public static final RegistrationSettings DEFAULTS =
            new RegistrationSettings("", Duration.ofMinutes(15), Duration.ofMinutes(2), 5, Duration.ofMinutes(15));

    public RegistrationSettings {
        if (!url.isEmpty()) {
            url = checked(url);
        }
        require("code-life", codeLife, Duration.ofMinutes(1));
        require("code-resend", resend, Duration.ofSeconds(1));
        require("code-pause", pause, Duration.ofSeconds(1));
        if (resend.compareTo(codeLife) > 0) {
            throw new IllegalArgumentException("code-resend: must not be longer than code-life");
        }
        if (tries < 1 || tries > 100) {
            throw new IllegalArgumentException("code-tries: must be 1 to 100, is " + tries);
        }
    }

    /** The same at another address. */
    public RegistrationSettings at(String other) {
        return new RegistrationSettings(other, codeLife, resend, tries, pause);
    }

    private static String checked(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("registration-url: not a URL: " + url, e);
        }
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!web
                || uri.getHost() == null
                || uri.getQuery() != null
                || uri.getFragment() != null
                || url.length() > 200) {
            throw new IllegalArgumentException("registration-url: must be like https://im.example.com, is " + url);
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static void require(String field, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(field + ": must be " + least + " to 1 day, is " + value);
        }
    }
}
