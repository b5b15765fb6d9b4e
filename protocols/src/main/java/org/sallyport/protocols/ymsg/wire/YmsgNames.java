package org.sallyport.protocols.ymsg.wire;

import java.util.Locale;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/** Names of accounts: a Yahoo! id is compared without case. With key 241 a name belongs to another network. */
public final class YmsgNames {

    /** Yahoo! itself. */
    public static final ServiceId YAHOO = new ServiceId("yahoo");

    private static final ServiceId LCS = new ServiceId("lcs");
    private static final ServiceId MSN = new ServiceId("msn");
    private static final ServiceId SAMETIME = new ServiceId("sametime");
    private static final ServiceId PINGBOX = new ServiceId("yahoo-pingbox");

    /** A network that nobody has named. Never Yahoo! itself, or a stranger would pass for somebody at home. */
    private static final ServiceId ELSEWHERE = new ServiceId("yahoo-federated");

    private YmsgNames() {}

    /** A Yahoo! id. */
    public static ScreenName screenName(String name) {
        return screenName(YAHOO, name);
    }

    /** A name at some service. */
    public static ScreenName screenName(ServiceId service, String name) {
        String shown = name.strip();
        return new ScreenName(service, shown.toLowerCase(Locale.ROOT), shown);
    }

    /** The service that a value of key 241 stands for (libpurple, openymsg). */
    public static ServiceId network(long number) {
        if (number < 0 || number > 100) {
            return ELSEWHERE;
        }
        return switch ((int) number) {
            case 0 -> YAHOO;
            case 1 -> LCS;
            case 2 -> MSN;
            case 9 -> SAMETIME;
            case 100 -> PINGBOX;
            default -> ELSEWHERE;
        };
    }
}
