package org.sallyport.protocols.rvp.wire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/**
 * People's names. A principal is a URL, {@code http://im.example.com/instmsg/aliases/bob} for the person whose mail address is
 * {@code bob@example.com}, or, at a home server, {@code http://home/instmsg/local/im.example.com/instmsg/aliases/bob} (the
 * Internet-Draft "RVP: A Presence and Instant Messaging Protocol"). All of them are one screen name, the mail address: that is
 * what people sign in with and directories know.
 *
 * <p>The draft finds a domain's server under {@code im.} and the domain. Where it is named otherwise, the host stands for the
 * domain.
 */
public final class RvpNames {

    /** The service. */
    public static final ServiceId SERVICE = new ServiceId("exchange-im");

    private static final String HOST = "([0-9A-Za-z._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])";
    private static final Pattern NODE = Pattern.compile(
            "(?:https?://" + HOST + "(?::[0-9]{1,5})?)?(?:/instmsg/local/" + HOST
                    + ")?/instmsg/aliases/([^/?#]{1,192})/?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS = Pattern.compile("([^@/\\\\\\s]{1,64})@" + HOST);

    /** Longer names are cut: they are nobody's. */
    private static final int LONGEST = 255;

    private static final String SERVER_OF = "im.";

    private RvpNames() {}

    /** Any name as the service compares it: a principal's URL, a mail address, or what somebody typed. */
    public static ScreenName screenName(String name) {
        ScreenName principal = principal(name, "");
        if (principal != null) {
            return principal;
        }
        Matcher address = ADDRESS.matcher(name);
        if (address.matches()) {
            return person(address.group(1), address.group(2));
        }
        String cut = name.length() <= LONGEST ? name : name.substring(0, LONGEST);
        return new ScreenName(SERVICE, cut.strip().toLowerCase(Locale.ROOT), cut);
    }

    /**
     * The person a URL or path names.
     *
     * @param host of a path without one
     * @return null when it names none, as where a server speaks for itself
     */
    public static @Nullable ScreenName principal(String url, String host) {
        Matcher node = NODE.matcher(url.strip());
        if (!node.matches()) {
            return null;
        }
        String user = decoded(node.group(3));
        String logical = node.group(2) != null ? node.group(2) : node.group(1) != null ? node.group(1) : host;
        return user == null ? null : person(user, logical);
    }

    /** A user at a server or in a domain. */
    public static ScreenName person(String user, String host) {
        String domain = domain(host);
        String display = domain.isEmpty() ? user : user + "@" + domain;
        return new ScreenName(SERVICE, display.toLowerCase(Locale.ROOT), display);
    }

    /** A principal's URL at a server. */
    public static String url(String host, String user) {
        StringBuilder out = new StringBuilder("http://").append(host).append("/instmsg/aliases/");
        for (byte octet : user.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = octet >= '0' && octet <= '9'
                    || octet >= 'A' && octet <= 'Z'
                    || octet >= 'a' && octet <= 'z'
                    || "._~-".indexOf(octet) >= 0;
            out.append(plain ? String.valueOf((char) octet) : String.format("%%%02X", octet & 0xFF));
        }
        return out.toString();
    }

    /** What stands before the at sign. */
    public static String user(ScreenName name) {
        int at = name.normalized().lastIndexOf('@');
        return at < 0 ? name.normalized() : name.normalized().substring(0, at);
    }

    private static String domain(String host) {
        String domain = host.toLowerCase(Locale.ROOT);
        if (domain.endsWith(".")) {
            domain = domain.substring(0, domain.length() - 1);
        }
        // However often: what comes out is what goes in, when it comes in again.
        while (domain.startsWith(SERVER_OF) && domain.indexOf('.', SERVER_OF.length()) > 0) {
            domain = domain.substring(SERVER_OF.length());
        }
        return domain;
    }

    /** Resolves percent escapes; null when one is broken, or hides what would change the name's meaning. */
    private static @Nullable String decoded(String user) {
        byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out[length++] = bytes[i];
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            out[length++] = (byte) (high << 4 | low);
            i += 2;
        }
        String decoded = new String(out, 0, length, StandardCharsets.UTF_8);
        boolean name = decoded.chars().noneMatch(c -> c <= ' ' || c == 0x7F || "@/\\".indexOf(c) >= 0);
        return name ? decoded : null;
    }
}
