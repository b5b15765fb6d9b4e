package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.util.regex.Pattern;

/** What the records of settings check their fields with; each throws with a sentence that starts with the field's name. */
final class Checks {

    /** An RFC 4512 attribute description: a name or a numeric OID, with options. */
    private static final Pattern ATTRIBUTE =
            Pattern.compile("([A-Za-z][A-Za-z0-9-]*|[0-9]+(\\.[0-9]+)+)(;[A-Za-z0-9-]+)*");

    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private Checks() {}

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    static void requireWait(String field, Duration value) {
        require(
                value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(LONGEST_WAIT) <= 0,
                field + ": must be 1 ms to " + LONGEST_WAIT + ", is " + value);
    }

    static void requireTtl(String field, Duration value) {
        require(
                value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(Duration.ofDays(1)) <= 0,
                field + ": must be 1 ms to 1 day, is " + value);
    }

    static void requireAttribute(String field, String value) {
        require(ATTRIBUTE.matcher(value).matches(), field + ": not the name of an attribute: " + value);
    }

    static void requireDn(String field, String value) {
        require(DN.isValidDN(value), field + ": not a DN: " + value);
    }

    static void requireFilter(String field, String value) {
        try {
            Filter.create(value);
        } catch (LDAPException e) {
            throw new IllegalArgumentException(field + ": not a search filter: " + value, e);
        }
    }
}
