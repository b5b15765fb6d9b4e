package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;

/**
 * MSNP by way of {@code /gateway/gateway.dll}. Everything is a POST; the body is a stretch of the MSNP stream as it is on TCP.
 *
 * <pre>
 *   ?Action=open&amp;Server=NS|SB&amp;IP=host      opens: notification server or switchboard
 *   ?SessionID=id                           sends
 *   ?Action=poll[&amp;Lifespan=n]&amp;SessionID=id  asks
 *   X-MSN-Messenger: SessionID=id; GW-IP=host[; Session=close]     in each answer
 * </pre>
 *
 * <p>An id is {@code name.ticket}: the name stays, the ticket is new in each answer, and the next request bears the newest and
 * goes to GW-IP. So the key is the name. One tunnel has one stream. An id in an answer given here repeats that of the request,
 * for no newer one has come. Where all bytes of a request are gone it goes on as a poll, so that what waits at the service still
 * arrives; where bytes were added to a poll it goes on as one that sends.
 *
 * <p>Sources: the MSN Messenger Protocol pages once at hypothetic.org; libpurple 2's {@code httpconn.c}, as a client's behaviour;
 * the gateway of the Escargot server, whose ids have no dot.
 */
public final class MsnGateway implements TunnelFormat {

    static final int HTTP_PORT = 80;

    private static final ServiceId MSN = new ServiceId("msn");
    private static final String PATH = "/gateway/gateway.dll";
    private static final String MEDIA_TYPE = "application/x-msn-messenger";
    private static final String ACTION = "Action";
    private static final String SESSION_ID = "SessionID";
    private static final String SERVER = "Server";
    private static final String IP = "IP";
    private static final String LIFESPAN = "Lifespan";
    private static final String OPEN = "open";
    private static final String POLL = "poll";
    private static final int MSNP_PORT = 1863;
    private static final int OK = 200;
    /** For a tunnel that never got an id; clients want the dot. */
    private static final String NO_ID = "0.0";

    @Override
    public String id() {
        return "msn-gateway";
    }

    @Override
    public ServiceId service(HttpHead request) {
        return MSN;
    }

    @Override
    public boolean claims(HttpHead request) {
        // Browsers ask by OPTIONS whether they may; that carries nothing.
        return !request.method().equals("OPTIONS")
                && (RequestTarget.of(request).path().equals(PATH) || hasMediaType(request));
    }

    private static boolean hasMediaType(HttpHead request) {
        String type = request.fields().first("Content-Type");
        return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith(MEDIA_TYPE);
    }

    @Override
    public Unwrapped.OfRequest request(HttpHead request, ByteBuf body) {
        if (!claims(request)) {
            return Unwrapped.NotOurs.INSTANCE;
        }
        Unwrapped.Malformed wrong = Checks.message(request, body);
        if (wrong != null) {
            return wrong;
        }
        RequestTarget target = RequestTarget.of(request);
        if (target.broken() != null) {
            return Checks.broken(target.broken());
        }
        if (!request.method().equals("POST")) {
            return Checks.broken("method other than POST");
        }
        for (String name : List.of(ACTION, SESSION_ID, SERVER, IP)) {
            if (target.count(name) > 1) {
                return Checks.broken("parameter given twice");
            }
        }
        String action = target.value(ACTION);
        if (action != null && action.equalsIgnoreCase(OPEN)) {
            return open(target, body);
        }
        if (action != null && !action.equalsIgnoreCase(POLL)) {
            return Checks.broken("unknown action");
        }
        String key = key(target.value(SESSION_ID));
        if (key == null) {
            return Checks.broken("no usable session id");
        }
        Unwrapped.Kind kind = action == null ? Unwrapped.Kind.SEND : Unwrapped.Kind.POLL;
        return new Unwrapped.Request(key, null, kind, data(body));
    }

    private static Unwrapped.OfRequest open(RequestTarget target, ByteBuf body) {
        String server = target.value(SERVER);
        if (server == null || !(server.equalsIgnoreCase("NS") || server.equalsIgnoreCase("SB"))) {
            return Checks.broken("opens neither NS nor SB");
        }
        if (target.has(SESSION_ID)) {
            return Checks.broken("opens with a session id");
        }
        String ip = target.value(IP);
        Address destination = ip == null ? null : Checks.address(ip, MSNP_PORT);
        if (destination == null) {
            return Checks.broken("opens without a usable address");
        }
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece.Open(StreamId.ONLY, destination, null));
        pieces.addAll(data(body));
        return new Unwrapped.Request(null, null, Unwrapped.Kind.OPEN, pieces);
    }

    @Override
    public Unwrapped.OfResponse response(HttpHead request, HttpHead response, ByteBuf body) {
        Unwrapped.Malformed wrong = Checks.message(response, body);
        if (wrong != null) {
            return wrong;
        }
        if (response.status() != OK) {
            return new Unwrapped.Response(null, false, null, other(body));
        }
        String value = response.fields().first(MsnGatewayField.NAME);
        if (value == null) {
            return new Unwrapped.Response(null, false, null, data(body));
        }
        MsnGatewayField field = MsnGatewayField.read(value);
        if (field == null || response.fields().count(MsnGatewayField.NAME) > 1) {
            return Checks.broken("gateway's field that can't be read");
        }
        String key = field.sessionId() == null ? null : key(field.sessionId());
        if (field.sessionId() != null && key == null) {
            return Checks.broken("no usable session id");
        }
        return new Unwrapped.Response(key, field.closes(), field.gateway(), data(body));
    }

    /** The part of an id that stays, or null when it is no id. */
    private static @Nullable String key(@Nullable String id) {
        if (id == null || !Checks.isKey(id)) {
            return null;
        }
        int dot = id.indexOf('.');
        String name = dot < 0 ? id : id.substring(0, dot);
        return name.isEmpty() ? null : name;
    }

    private static List<Piece> data(ByteBuf body) {
        ByteBuf bytes = body.slice();
        return bytes.isReadable() ? List.of(new Piece.Data(StreamId.ONLY, bytes, bytes)) : List.of();
    }

    private static List<Piece> other(ByteBuf body) {
        return body.isReadable() ? List.of(new Piece.Other(body.slice())) : List.of();
    }

    @Override
    public Rewrapped wrapRequest(HttpHead request, List<Piece> pieces) {
        RequestTarget target = RequestTarget.of(request);
        String action = target.value(ACTION);
        ByteBuf body = Pieces.joined(pieces);
        if (action != null && action.equalsIgnoreCase(OPEN)) {
            Piece.Open open = first(pieces);
            if (open == null) {
                return closed(request, List.of());
            }
            return new Rewrapped.ForwardAs(opened(request, target, open.destination()), body, List.of());
        }
        // One that had nothing in it to begin with goes on as it came.
        if (action == null && !pieces.isEmpty() && !body.isReadable()) {
            return new Rewrapped.ForwardAs(
                    request.withTarget(target.with(query -> {
                        List<String> changed = new ArrayList<>(List.of(ACTION + "=" + POLL));
                        changed.addAll(query);
                        return changed;
                    })),
                    body,
                    List.of());
        }
        if (action != null && added(pieces)) {
            return new Rewrapped.ForwardAs(
                    request.withTarget(target.with(query -> query.stream()
                            .filter(raw -> !RequestTarget.named(raw, ACTION) && !RequestTarget.named(raw, LIFESPAN))
                            .toList())),
                    body,
                    List.of());
        }
        return new Rewrapped.ForwardAs(request, body, List.of());
    }

    private static Piece.@Nullable Open first(List<Piece> pieces) {
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Open open) {
                return open;
            }
        }
        return null;
    }

    private static HttpHead opened(HttpHead request, RequestTarget target, @Nullable Address destination) {
        String ip = target.value(IP);
        if (destination == null || (ip != null && destination.equals(Checks.address(ip, MSNP_PORT)))) {
            return request;
        }
        return request.withTarget(target.with(query -> query.stream()
                .map(raw -> RequestTarget.named(raw, IP) ? IP + "=" + Checks.text(destination, MSNP_PORT) : raw)
                .toList()));
    }

    private static boolean added(List<Piece> pieces) {
        return pieces.stream()
                .anyMatch(piece -> piece instanceof Piece.Data data
                        && data.raw() == null
                        && data.bytes().isReadable());
    }

    @Override
    public Rewrapped.ForwardAs wrapResponse(
            HttpHead request, HttpHead response, List<Piece> pieces, @Nullable Address advertised) {
        String value = response.fields().first(MsnGatewayField.NAME);
        String changed = value;
        if (changed != null && advertised != null) {
            changed = MsnGatewayField.redirected(changed, advertised);
        }
        if (changed != null && pieces.stream().anyMatch(Piece.Close.class::isInstance)) {
            changed = MsnGatewayField.closed(changed);
        }
        HttpHead head = changed == null || changed.equals(value)
                ? response
                : response.withFields(response.fields().with(MsnGatewayField.NAME, changed));
        return new Rewrapped.ForwardAs(head, Pieces.joined(pieces), List.of());
    }

    @Override
    public Rewrapped.AnswerLocally answer(HttpHead request, List<Piece> pieces) {
        String id = RequestTarget.of(request).value(SESSION_ID);
        return id == null || key(id) == null
                ? closed(request, pieces)
                : answered(MsnGatewayField.write(id, gateway(request)), pieces);
    }

    @Override
    public Rewrapped.AnswerLocally closed(HttpHead request, List<Piece> pieces) {
        String id = RequestTarget.of(request).value(SESSION_ID);
        String field = MsnGatewayField.write(id == null || key(id) == null ? NO_ID : id, gateway(request));
        return answered(MsnGatewayField.closed(field), pieces);
    }

    /** The client goes on asking where it has asked: the Host field's port counts, if it named one. */
    private static String gateway(HttpHead request) {
        String field = request.fields().first("Host");
        Address named = field == null ? null : Checks.address(field.strip(), HTTP_PORT);
        Address host = named != null ? named : Checks.address(request.host(), HTTP_PORT);
        return host == null ? "gateway.messenger.hotmail.com" : Checks.text(host, HTTP_PORT);
    }

    private static Rewrapped.AnswerLocally answered(String field, List<Piece> pieces) {
        ByteBuf body = pieces.isEmpty() ? Unpooled.buffer(0) : Pieces.joined(pieces);
        return new Rewrapped.AnswerLocally(
                OK,
                HttpFields.of("X-MSN-Messenger", field, "Content-Type", MEDIA_TYPE, "Cache-Control", "no-store"),
                body,
                List.of());
    }
}
