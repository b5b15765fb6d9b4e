package org.sallyport.protocols.msnp.wire;

import java.util.Locale;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/**
 * How people are written: {@code user@host}; with the network in front, {@code 1:user@host}, since version 18; with the place
 * they are signed on at behind, {@code user@host;{guid}}, since version 16; with the circle they are met through, {@code
 * user@host;via=9:...}. Case tells nobody apart.
 */
public final class MsnNames {

    /** MSN Messenger, later Windows Live Messenger. */
    public static final ServiceId MSN = new ServiceId("msn");

    /** Yahoo! Messenger, whose people could be met from version 14 on. */
    public static final ServiceId YAHOO = new ServiceId("yahoo");

    private static final String YAHOO_NETWORK = "32";
    private static final int LONGEST = 320;
    private static final int LONGEST_NETWORK = 3;

    private MsnNames() {}

    /** A person, however written. */
    public static ScreenName of(String handle) {
        int colon = networkEnd(handle);
        return of(handle, colon < 0 ? "" : handle.substring(0, colon));
    }

    /** A person whose network stands apart, as in versions 14 to 17. */
    public static ScreenName of(String handle, String network) {
        String bare = bare(handle);
        return new ScreenName(network.equals(YAHOO_NETWORK) ? YAHOO : MSN, bare.toLowerCase(Locale.ROOT), bare);
    }

    /** The name as a service compares it, for a name that a person may have typed. */
    public static ScreenName of(ServiceId service, String name) {
        String bare = bare(name.strip());
        return new ScreenName(service, bare.toLowerCase(Locale.ROOT), bare);
    }

    /** The address alone. */
    public static String bare(String handle) {
        int from = networkEnd(handle) + 1;
        int semicolon = handle.indexOf(';', from);
        String bare = handle.substring(from, semicolon < 0 ? handle.length() : semicolon);
        return bare.length() <= LONGEST ? bare : bare.substring(0, LONGEST);
    }

    /** The place at which a person is signed on, in lower case; empty when none is named. */
    public static String endpoint(String handle) {
        int brace = handle.indexOf(";{");
        return brace < 0 || handle.length() - brace > 64
                ? ""
                : handle.substring(brace + 1).toLowerCase(Locale.ROOT);
    }

    /** Where the colon behind a network stands; -1 without one. {@code tel:+1} names no network. */
    private static int networkEnd(String handle) {
        int colon = handle.indexOf(':');
        if (colon < 1 || colon > LONGEST_NETWORK) {
            return -1;
        }
        for (int i = 0; i < colon; i++) {
            if (handle.charAt(i) < '0' || handle.charAt(i) > '9') {
                return -1;
            }
        }
        return colon;
    }
}
