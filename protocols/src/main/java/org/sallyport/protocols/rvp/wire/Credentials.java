package org.sallyport.protocols.rvp.wire;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;

/**
 * Who an {@code Authorization} says is speaking: the username of Digest (RFC 2617, section 3.2.2) or Basic, the user in the
 * third message of NTLM (MS-NLMP, section 2.2.1.3), also inside SPNEGO. The response, the key and the password in it are read
 * over and never kept.
 *
 * <p>Bounds: {@value #LONGEST} characters of a field; a longer one, or one that is not what its scheme says, names nobody.
 *
 * @param scheme in lower case; empty when there was no field
 * @param name as written, with its domain before a backslash where there is one; null when it names nobody (yet)
 */
public record Credentials(String scheme, @Nullable String name) {

    /** Nobody signed. */
    public static final Credentials NONE = new Credentials("", null);

    /** The longest field that is looked into, in characters. Kerberos tickets make the longest. */
    public static final int LONGEST = 64 * 1024;

    private static final Pattern USERNAME = Pattern.compile(
            "(?:^|[,\\s])username\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.){0,255})\"|([^\\s\",]{1,255}))",
            Pattern.CASE_INSENSITIVE);
    private static final byte[] NTLM = "NTLMSSP\0".getBytes(StandardCharsets.US_ASCII);
    private static final int AUTHENTICATE = 3;
    private static final int DOMAIN_AT = 28;
    private static final int USER_AT = 36;
    private static final int FLAGS_AT = 60;
    private static final int SHORTEST = 64;
    private static final int UNICODE = 1;
    private static final int MOST_NAME_BYTES = 512;

    /** Reads a field. */
    public static Credentials read(@Nullable String field) {
        if (field == null) {
            return NONE;
        }
        String value = field.strip();
        int space = value.indexOf(' ');
        String scheme = (space < 0 ? value : value.substring(0, space)).toLowerCase(Locale.ROOT);
        String rest = space < 0 || value.length() > LONGEST
                ? ""
                : value.substring(space + 1).strip();
        return switch (scheme) {
            case "digest" -> new Credentials(scheme, digest(rest));
            case "basic" -> new Credentials(scheme, basic(rest));
            case "ntlm", "negotiate" -> new Credentials(scheme, ntlm(rest));
            default -> new Credentials(scheme.isEmpty() || scheme.length() > 32 ? "other" : scheme, null);
        };
    }

    /** Whether anybody signed, however far. */
    public boolean given() {
        return !scheme.isEmpty();
    }

    /** Whether somebody is named. */
    public boolean named() {
        return name != null;
    }

    /** The user alone, without a domain on either side; empty when nobody is named. */
    public String user() {
        if (name == null) {
            return "";
        }
        String user = name.substring(name.lastIndexOf('\\') + 1);
        int at = user.indexOf('@');
        return (at < 0 ? user : user.substring(0, at)).toLowerCase(Locale.ROOT);
    }

    /** Whether they could be those of this person, by their name. Accounts may be called otherwise than their mail boxes. */
    public boolean fit(ScreenName person) {
        return !user().isEmpty() && user().equals(RvpNames.user(person));
    }

    private static @Nullable String digest(String rest) {
        Matcher username = USERNAME.matcher(rest);
        if (!username.find()) {
            return null;
        }
        String name = username.group(1) == null
                ? username.group(2)
                : username.group(1).replaceAll("\\\\(.)", "$1");
        // Two readers of a username that is there twice could read different names.
        return username.find() ? null : clean(name);
    }

    private static @Nullable String basic(String rest) {
        byte[] decoded = decoded(rest);
        String pair = decoded == null ? "" : new String(decoded, StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return colon < 0 ? null : clean(pair.substring(0, colon));
    }

    private static @Nullable String ntlm(String rest) {
        byte[] message = decoded(rest);
        int start = message == null ? -1 : find(message);
        if (message == null
                || start < 0
                || message.length - start < SHORTEST
                || u32(message, start + NTLM.length) != AUTHENTICATE) {
            return null;
        }
        boolean unicode = (u32(message, start + FLAGS_AT) & UNICODE) != 0;
        Charset charset = unicode ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1;
        String domain = text(message, start, DOMAIN_AT, charset);
        String user = text(message, start, USER_AT, charset);
        if (domain == null || user == null || user.isEmpty()) {
            return null;
        }
        return clean(domain.isEmpty() ? user : domain + "\\" + user);
    }

    /** A length and an offset lead to the text; null when they lead outside. */
    private static @Nullable String text(byte[] message, int start, int field, Charset charset) {
        long length = u32(message, start + field) & 0xFFFF;
        long offset = start + u32(message, start + field + 4);
        if (length > MOST_NAME_BYTES || offset + length > message.length) {
            return null;
        }
        return new String(message, (int) offset, (int) length, charset);
    }

    private static int find(byte[] message) {
        for (int i = 0; i + NTLM.length <= message.length; i++) {
            int same = 0;
            while (same < NTLM.length && message[i + same] == NTLM[same]) {
                same++;
            }
            if (same == NTLM.length) {
                return i;
            }
        }
        return -1;
    }

    private static long u32(byte[] bytes, int at) {
        return (bytes[at] & 0xFFL)
                | (bytes[at + 1] & 0xFFL) << 8
                | (bytes[at + 2] & 0xFFL) << 16
                | (bytes[at + 3] & 0xFFL) << 24;
    }

    private static byte @Nullable [] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String clean(String name) {
        boolean usable = !name.isBlank() && name.chars().noneMatch(c -> c < ' ' || c == 0x7F);
        return usable ? name.strip() : null;
    }

    /** The scheme alone. */
    @Override
    public String toString() {
        return scheme;
    }
}
