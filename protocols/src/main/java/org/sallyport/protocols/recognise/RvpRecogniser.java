package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Opening;

/**
 * RVP, the protocol of Exchange 2000 Instant Messaging: HTTP/1.1 with one of its methods, and either a name under {@code
 * /instmsg/} or a header field of its own ({@code RVP-…}). Web folders and device announcements use the same methods with
 * neither.
 *
 * <p>Sources: the Internet-Draft "RVP: A Presence and Instant Messaging Protocol"; the behaviour of Net::RVP; a capture of it.
 */
public final class RvpRecogniser extends ClientSpeaksFirst {

    private static final String HEADERS = "RVP-";
    private static final Words.Word[] REQUEST = {
        Words.oneOf("SUBSCRIBE", "UNSUBSCRIBE", "SUBSCRIPTIONS", "NOTIFY", "PROPFIND", "PROPPATCH", "ACL"),
        Words.beginning("/", "http://"),
        Words.beginning("HTTP/1.")
    };

    /** Made by {@link java.util.ServiceLoader}. */
    public RvpRecogniser() {
        super("rvp", "exchange-im");
    }

    @Override
    Detection look(Opening opening, ByteBuf client) {
        Fit request = Words.fit(client, 0, REQUEST);
        if (request != Fit.WHOLE) {
            return answer(request, Detection.Match.CERTAIN);
        }
        int end = Octets.lineEnd(client, 0);
        if (end == Octets.NOTHING) {
            return unclear(client);
        }
        if (Octets.contains(client, 0, end, "/instmsg/aliases/")
                || Octets.contains(client, 0, end, "/instmsg/local/")) {
            return Detection.Match.CERTAIN;
        }
        return headers(client, end);
    }

    /** Looks at each header line's beginning. */
    private static Detection headers(ByteBuf client, int requestEnd) {
        int end = requestEnd;
        while (end != Octets.NOTHING) {
            int line = Octets.at(client, end) == '\r' ? end + 2 : end + 1;
            if (Octets.fit(client, line, Octets.count(client), HEADERS, true) == Fit.WHOLE) {
                return Detection.Match.CERTAIN;
            }
            if (Octets.isLineEnd(Octets.at(client, line))) {
                return Detection.NoMatch.INSTANCE;
            }
            end = Octets.lineEnd(client, line);
        }
        return unclear(client);
    }

    private static Detection unclear(ByteBuf client) {
        return Octets.full(client) ? Detection.NoMatch.INSTANCE : Detection.NeedMore.INSTANCE;
    }
}
