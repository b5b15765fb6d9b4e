package org.sallyport.proxy.entry.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ServiceId;

/**
 * What requests of messengers look like, whatever host they go to. Known from public descriptions of the protocols and from the
 * defaults of clients; the sign is always something a web page has no reason to have. Stateless.
 */
final class MessengerShapes {

    /** Web pages on which people talk. */
    static final String WEB = "web";

    /** A messenger's own protocol in requests and responses. */
    static final String TUNNEL = "http-tunnel";

    /** Exchange's instant messaging, which is HTTP with methods of its own. */
    static final String RVP = "rvp";

    private static final ServiceId AIM = new ServiceId("aim");
    private static final ServiceId MSN = new ServiceId("msn");
    private static final ServiceId YAHOO = new ServiceId("yahoo");
    private static final ServiceId EXCHANGE = new ServiceId("exchange-im");

    private static final Pattern SESSION = Pattern.compile("[?&]sid=[0-9a-fA-F]{32}(&|$)");
    private static final Set<String> RVP_METHODS = Set.of("SUBSCRIBE", "SUBSCRIPTIONS", "UNSUBSCRIBE", "NOTIFY", "ACL");

    /**
     * A messenger's request.
     *
     * @param service whose it is; a catalogue that knows the host knows better
     */
    record Shape(ServiceId service, String carrier) {}

    private record Sign(Shape shape, BiPredicate<String, HttpRequest> fits) {}

    private static final List<Sign> SIGNS = List.of(
            // MSNP over HTTP: POST /gateway/gateway.dll?Action=open..., or SessionID=..., to any server that has the
            // path.
            new Sign(
                    new Shape(MSN, TUNNEL),
                    (host, r) -> path(r).equals("/gateway/gateway.dll")
                            || r.headers().contains("X-MSN-Messenger")
                            || media(r).equals("application/x-msn-messenger")),
            // OSCAR over HTTP: /hello, then GET /monitor and POST /data with a session of 32 digits.
            new Sign(
                    new Shape(AIM, TUNNEL),
                    (host, r) -> (path(r).equals("/monitor") || path(r).equals("/data"))
                            && SESSION.matcher(r.uri()).find()),
            new Sign(
                    new Shape(AIM, TUNNEL),
                    (host, r) -> path(r).equals("/hello")
                            && (host.startsWith("aimhttp.") || host.startsWith("http.proxy."))),
            new Sign(
                    new Shape(AIM, TUNNEL),
                    (host, r) -> path(r).equals("/aim/startOSCARSession")
                            || path(r).equals("/aim/startSession")
                            || path(r).equals("/aim/fetchEvents")),
            // YMSG over HTTP: POST /notify on the pager's hosts; the older YPNS signed on at /config/ncclogin.
            new Sign(
                    new Shape(YAHOO, TUNNEL),
                    (host, r) -> r.method().name().equals("POST")
                            && (path(r).equals("/notify") || path(r).equals("/notify/") || path(r).equals("/notifyft"))
                            && within(host, "yahoo.com", "yahoo.co.jp")),
            new Sign(new Shape(YAHOO, TUNNEL), (host, r) -> path(r).equals("/config/ncclogin")),
            // RVP (draft-calsyn-rvp-01): its own fields, or its methods on the nodes below /instmsg/.
            new Sign(
                    new Shape(EXCHANGE, RVP),
                    (host, r) -> r.headers().contains("RVP-Notifications-Version")
                            || r.headers().contains("RVP-From-Principal")
                            || path(r).startsWith("/instmsg/")
                            || RVP_METHODS.contains(r.method().name()) && path(r).contains("/instmsg/")),
            // Browsers' messengers and applets: told by host and path.
            new Sign(
                    new Shape(AIM, WEB),
                    (host, r) -> path(r).startsWith("/aimexpress")
                            || path(r).startsWith("/ae/") && within(host, "aol.com", "aim.com")
                            || within(host, "aimexpress.aol.com", "aimexpress.oscar.aol.com")),
            new Sign(new Shape(MSN, WEB), (host, r) -> within(host, "webmessenger.msn.com")),
            new Sign(new Shape(YAHOO, WEB), (host, r) -> within(host, "webmessenger.yahoo.com")));

    private MessengerShapes() {}

    /**
     * Finds out whose a request is, by what it looks like.
     *
     * @param host the name the request gives, in any case
     * @return null when it looks like none of them
     */
    static @Nullable Shape of(String host, HttpRequest request) {
        String name = host.toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        for (Sign sign : SIGNS) {
            if (sign.fits().test(plain, request)) {
                return sign.shape();
            }
        }
        return null;
    }

    /** The path of an origin-form or absolute target, without its query. */
    private static String path(HttpRequest request) {
        String uri = request.uri();
        int from = 0;
        int mark = uri.indexOf("://");
        if (!uri.startsWith("/") && mark >= 0) {
            from = uri.indexOf('/', mark + 3);
            if (from < 0) {
                return "/";
            }
        }
        int query = uri.indexOf('?', from);
        return uri.substring(from, query < 0 ? uri.length() : query);
    }

    private static String media(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String type = headers.get("Content-Type", "");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean within(String host, String... domains) {
        for (String domain : domains) {
            if (host.equals(domain) || host.endsWith("." + domain)) {
                return true;
            }
        }
        return false;
    }
}
