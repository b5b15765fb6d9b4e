package org.sallyport.protocols.oscar.wire;

import java.util.Locale;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/** How OSCAR's services compare names: without spaces, in lower case; a name of digits alone is an ICQ number. */
public final class OscarNames {

    /** AOL Instant Messenger. */
    public static final ServiceId AIM = new ServiceId("aim");

    /** ICQ. */
    public static final ServiceId ICQ = new ServiceId("icq");

    private OscarNames() {}

    /** The name as the service compares it. */
    public static String normalize(String name) {
        if (name.indexOf(' ') < 0 && name.indexOf('\0') < 0) {
            return name.toLowerCase(Locale.ROOT);
        }
        // Some clients end a name with NUL; it is no part of it.
        return name.replace(" ", "").replace("\0", "").toLowerCase(Locale.ROOT);
    }

    /** The service a name belongs to. */
    public static ServiceId service(String name) {
        boolean digit = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= '0' && c <= '9') {
                digit = true;
            } else if (c != ' ' && c != '\0') {
                return AIM;
            }
        }
        return digit ? ICQ : AIM;
    }

    /** The account a name on the wire stands for, at the service its form tells. */
    public static ScreenName screenName(String name) {
        return new ScreenName(service(name), normalize(name), name);
    }

    /**
     * What a room is called by: its cookie, which services make of the exchange and the instance it is in and of its name
     * ({@code 4-0-tea}, {@code !aol://2719:10-4-tea}). Where a cookie doesn't have them in it, they stand behind it, for rooms
     * that differ in them alone are two.
     */
    public static String room(int exchange, String cookie, int instance) {
        boolean told = cookie.startsWith(exchange + "-" + instance + "-")
                || instance == 0 && cookie.contains("-" + exchange + "-");
        return told ? cookie : cookie + " [" + exchange + "-" + instance + "]";
    }

    /** The account of an ICQ number. */
    public static ScreenName uin(long number) {
        return ScreenName.of(ICQ, Long.toString(number));
    }
}
