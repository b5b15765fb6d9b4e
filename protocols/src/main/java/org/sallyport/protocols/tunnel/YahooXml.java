package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;

/**
 * YMSG as XML, by way of {@code POST /}: the way of the clients of version 10 where nothing but the web is open. Request and answer
 * are a {@code <Session>} with a {@code <Ymsg>} for each packet. Requests on the channel {@code ServerPost} wait at the service
 * until there is something to tell.
 *
 * <p>The stream is the packets. The key is the session's id, which the first answer tells: the account's number and that of the
 * session. Every request has a counter, and a digest of it that leaves the packets out, so a request whose packets are gone still
 * goes on, with {@code Payload="no"}. {@link CaretPairs} says what this way of writing can't carry exactly.
 *
 * <p>The first request goes over TLS. Where nobody opened that for the gateway, those that follow belong to no tunnel and are
 * refused: nothing of this passes unread.
 *
 * <p>A POST to the root is too common to look into at any host. It is done at Yahoo's, and at numbered addresses, for those are
 * what clients are told to go to; at the latter, what has no {@code <Session>} near its beginning is somebody else's. No document type, no comment and
 * no element but these two is read, and the charset is UTF-8.
 *
 * <p>Sources: the connection over HTTP of Digsby, a client of that version; OpenDPI's signature for the elements and attributes.
 */
public final class YahooXml implements TunnelFormat {

    private static final ServiceId YAHOO = new ServiceId("yahoo");
    private static final Pattern YAHOO_HOST = Pattern.compile("(?:[^.]+\\.)*msg[0-9a-z-]*\\.yahoo\\.(?:com|co\\.jp)");
    private static final Pattern NUMBERED = Pattern.compile("[0-9.]+|\\[?[0-9a-f]*:[0-9a-f:.]*]?");
    private static final Pattern OTHER_CHARSET =
            Pattern.compile("charset\\s*=\\s*\"?+(?!utf-8)", Pattern.CASE_INSENSITIVE);
    private static final int OK = 200;
    private static final int MOST_ELSEWHERE_DIGITS = 5;

    @Override
    public String id() {
        return "yahoo-xml";
    }

    @Override
    public ServiceId service(HttpHead request) {
        return YAHOO;
    }

    @Override
    public boolean claims(HttpHead request) {
        return request.method().equalsIgnoreCase("POST")
                && RequestTarget.of(request).path().equals("/")
                && (isYahoo(request) || NUMBERED.matcher(request.host()).matches() && isShort(request));
    }

    private static boolean isYahoo(HttpHead request) {
        return YAHOO_HOST.matcher(request.host()).matches();
    }

    private static boolean isShort(HttpHead request) {
        String length = request.fields().first("Content-Length");
        return length != null && length.strip().length() <= MOST_ELSEWHERE_DIGITS;
    }

    @Override
    public Unwrapped.OfRequest request(HttpHead request, ByteBuf body) {
        if (!claims(request) || !isYahoo(request) && !SessionDocument.begins(body)) {
            return Unwrapped.NotOurs.INSTANCE;
        }
        Unwrapped.Malformed wrong = message(request, body);
        if (wrong != null) {
            return wrong;
        }
        if (!request.method().equals("POST")) {
            return Checks.broken("method other than POST");
        }
        return switch (SessionDocument.read(body)) {
            case SessionDocument.Wrong no -> no.malformed();
            case SessionDocument.Whole whole -> request(whole);
        };
    }

    private static Unwrapped.@Nullable Malformed message(HttpHead head, ByteBuf body) {
        Unwrapped.Malformed wrong = Checks.message(head, body);
        String type = head.fields().first("Content-Type");
        if (wrong == null && type != null && OTHER_CHARSET.matcher(type).find()) {
            return Checks.broken("a charset other than UTF-8");
        }
        return wrong;
    }

    private static Unwrapped.OfRequest request(SessionDocument.Whole whole) {
        String key = whole.session().value(SessionDocument.SESSION_ID);
        List<Piece.Data> packets = whole.packets();
        if (key != null) {
            Unwrapped.Kind kind = packets.isEmpty() ? Unwrapped.Kind.POLL : Unwrapped.Kind.SEND;
            return Checks.isKey(key)
                    ? new Unwrapped.Request(key, null, kind, whole.pieces())
                    : Checks.broken("no usable session id");
        }
        if (packets.isEmpty()) {
            return Checks.broken("no usable session id");
        }
        int service = YmsgPackets.service(packets.getFirst().bytes(), 0);
        if (service != YmsgPackets.AUTH && service != YmsgPackets.VERIFY) {
            return Checks.broken("opens with something else");
        }
        List<Piece> pieces = new ArrayList<>(whole.pieces());
        pieces.addFirst(new Piece.Open(StreamId.ONLY, null, null));
        return new Unwrapped.Request(null, null, Unwrapped.Kind.OPEN, pieces);
    }

    @Override
    public Unwrapped.OfResponse response(HttpHead request, HttpHead response, ByteBuf body) {
        Unwrapped.Malformed wrong = message(response, body);
        if (wrong != null) {
            return wrong;
        }
        if (response.status() != OK || !body.isReadable()) {
            // The client asks again.
            List<Piece> other = body.isReadable() ? List.of(new Piece.Other(body.slice())) : List.of();
            return new Unwrapped.Response(null, false, null, other);
        }
        return switch (SessionDocument.read(body)) {
            case SessionDocument.Wrong no -> no.malformed();
            case SessionDocument.Whole whole -> {
                String key = whole.session().value(SessionDocument.SESSION_ID);
                boolean ends = whole.packets().stream().anyMatch(packet -> YmsgPackets.kicks(packet.bytes(), 0));
                yield key == null || Checks.isKey(key)
                        ? new Unwrapped.Response(key, ends, null, whole.pieces())
                        : Checks.broken("no usable session id");
            }
        };
    }

    @Override
    public Rewrapped wrapRequest(HttpHead request, List<Piece> pieces) {
        XmlTag session = SessionWriter.session(pieces);
        if (session != null && session.value(SessionDocument.SESSION_ID) != null) {
            return SessionWriter.write(request, pieces, true, true);
        }
        if (session == null || pieces.stream().noneMatch(Piece.Open.class::isInstance)) {
            return closed(request, List.of());
        }
        Rewrapped.ForwardAs opening = SessionWriter.write(request, pieces, true, true);
        if (request(request, opening.body()) instanceof Unwrapped.Request) {
            return opening;
        }
        // Without the packet that signs on there is nothing the service could open.
        opening.body().release();
        return closed(request, List.of());
    }

    @Override
    public Rewrapped.ForwardAs wrapResponse(
            HttpHead request, HttpHead response, List<Piece> pieces, @Nullable Address advertised) {
        XmlTag session = response.status() == OK ? SessionWriter.session(pieces) : null;
        // Clients look for the id where packets are.
        boolean room = session != null && session.value(SessionDocument.SESSION_ID) != null;
        return SessionWriter.write(response, pieces, session != null, room);
    }

    /** Empty: without the request's body it can't be said which session packets would be of, so they wait. */
    @Override
    public Rewrapped.AnswerLocally answer(HttpHead request, List<Piece> pieces) {
        return answered("<Session Payload=\"no\"/>", pieces);
    }

    @Override
    public Rewrapped.AnswerLocally closed(HttpHead request, List<Piece> pieces) {
        List<Piece> all = new ArrayList<>();
        all.add(new Piece.Other(
                Unpooled.copiedBuffer("<Session Payload=\"no\" SessionId=\"0-0\"/>", StandardCharsets.UTF_8)));
        pieces.stream().filter(Piece.Data.class::isInstance).forEach(all::add);
        all.add(Piece.Close.of(StreamId.ONLY));
        return answered(
                SessionWriter.write(request, all, true, true).body().toString(StandardCharsets.UTF_8), List.of());
    }

    private static Rewrapped.AnswerLocally answered(String body, List<Piece> held) {
        return new Rewrapped.AnswerLocally(
                OK,
                HttpFields.of("Content-Type", "text/xml; charset=utf-8", "Cache-Control", "no-store"),
                Unpooled.copiedBuffer(body, StandardCharsets.UTF_8),
                held.stream().filter(Piece.Data.class::isInstance).toList());
    }
}
