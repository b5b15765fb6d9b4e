package org.sallyport.protocols.rvp.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * Where a client wants to be called: the {@code Call-Back} of its sign-on, {@code http://} with its own address and port. The
 * one of a watcher is its principal's URL, and no address.
 *
 * @param address the host and port; 80 where none is named
 * @param path what stands behind them, often nothing
 */
public record CallBackUrl(Address address, String path) {

    private static final Pattern URL = Pattern.compile(
            "http://([0-9A-Za-z._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?(/[!-~]{0,255})?",
            Pattern.CASE_INSENSITIVE);
    private static final int HTTP = 80;
    private static final int MOST_PORT = 65_535;

    /** Reads the field; null when it is none of an address. */
    public static @Nullable CallBackUrl read(String value) {
        Matcher url = URL.matcher(value.strip());
        if (!url.matches() || RvpNames.principal(value, "") != null) {
            return null;
        }
        int port = url.group(2) == null ? HTTP : Integer.parseInt(url.group(2));
        if (port < 1 || port > MOST_PORT) {
            return null;
        }
        String host = url.group(1).startsWith("[")
                ? url.group(1).substring(1, url.group(1).length() - 1)
                : url.group(1);
        return new CallBackUrl(new Address(host, port), url.group(3) == null ? "" : url.group(3));
    }

    /** The same at another address, as the field has it. */
    public String at(Address other) {
        return "http://" + other + path;
    }
}
