package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;

/**
 * OSCAR by way of the HTTP proxies of ICQ and AIM: bodies of {@link OscarRecords}, and several connections in one tunnel.
 *
 * <pre>
 *   GET  /hello                       a record with the session id and the proxy for the rest
 *   GET  /monitor?sid=32 hex          waits; records for the client
 *   POST /data?sid=32 hex&amp;seq=n       records of the client, n from 1; no client looks at the answer's body
 * </pre>
 *
 * <p>The key is the sid. A {@code /hello} is claimed at the known hosts only; the other two at any, for the proxy it names is
 * often a bare address. {@code seq} counts requests, so a {@code /data} whose records are gone goes on all the same: with a data
 * record of no bytes, or with no record at all when its connection was refused.
 *
 * <p>The proxy is advertised with host and port. Miranda and SIM-IM read the host alone and go to port 80; Jimm reads both. So an
 * address put in its place should be at port 80.
 *
 * <p>To end a tunnel, status 403 is what all three take for its end; last words go with the end of their connection (type 7) in an
 * answer to {@code /monitor} before.
 */
public final class OscarHttp implements TunnelFormat {

    static final int HTTP_PORT = 80;

    private static final ServiceId ICQ = new ServiceId("icq");
    private static final ServiceId AIM = new ServiceId("aim");
    private static final Set<String> HOSTS = Set.of("http.proxy.icq.com", "aimhttp.oscar.aol.com");
    private static final String HELLO = "/hello";
    private static final String MONITOR = "/monitor";
    private static final String DATA = "/data";
    private static final Set<String> PATHS = Set.of(HELLO, MONITOR, DATA);
    private static final String SID = "sid";
    private static final Pattern SID_SHAPE = Pattern.compile("[0-9A-Fa-f]{32}");
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;

    @Override
    public String id() {
        return "oscar-http";
    }

    @Override
    public ServiceId service(HttpHead request) {
        return Checks.within(request.host(), "aol.com") || Checks.within(request.host(), "aim.com") ? AIM : ICQ;
    }

    @Override
    public boolean claims(HttpHead request) {
        RequestTarget target = RequestTarget.of(request);
        if (HOSTS.contains(request.host())) {
            return PATHS.contains(target.path());
        }
        if (!target.path().equals(MONITOR) && !target.path().equals(DATA)) {
            return false;
        }
        // What we can't read, somebody else may.
        return target.broken() != null
                ? request.target().toLowerCase(Locale.ROOT).contains(SID + "=")
                : target.query().stream().anyMatch(p -> p.name().equalsIgnoreCase(SID) && isSid(p.value()));
    }

    private static boolean isSid(String text) {
        return SID_SHAPE.matcher(text).matches();
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
        boolean data = target.path().equals(DATA);
        boolean post = request.method().equals("POST");
        if (data ? !post : !post && !request.method().equals("GET")) {
            return Checks.broken("method that doesn't fit");
        }
        if (!data && body.isReadable()) {
            return Checks.broken("body where none belongs");
        }
        if (target.path().equals(HELLO)) {
            return new Unwrapped.Request(null, null, Unwrapped.Kind.OPEN, List.of());
        }
        String sid = target.value(SID);
        if (sid == null || target.count(SID) > 1 || !isSid(sid)) {
            return Checks.broken("no usable session id");
        }
        List<Piece> pieces = new ArrayList<>();
        wrong = OscarRecords.read(body, pieces);
        return wrong != null
                ? wrong
                : new Unwrapped.Request(
                        sid.toLowerCase(Locale.ROOT), null, data ? Unwrapped.Kind.SEND : Unwrapped.Kind.POLL, pieces);
    }

    @Override
    public Unwrapped.OfResponse response(HttpHead request, HttpHead response, ByteBuf body) {
        Unwrapped.Malformed wrong = Checks.message(response, body);
        if (wrong != null) {
            return wrong;
        }
        if (response.status() != OK || (isData(request) && !OscarRecords.begins(body))) {
            List<Piece> other = body.isReadable() ? List.of(new Piece.Other(body.slice())) : List.of();
            return new Unwrapped.Response(null, false, null, other);
        }
        List<Piece> pieces = new ArrayList<>();
        wrong = OscarRecords.read(body, pieces);
        if (wrong != null) {
            return wrong;
        }
        OscarRecords.Hello hello = null;
        for (Piece piece : pieces) {
            OscarRecords.Hello said = piece instanceof Piece.Other other ? OscarRecords.hello(other.raw()) : null;
            if (said != null && hello != null) {
                return Checks.broken("two hellos");
            }
            hello = said == null ? hello : said;
        }
        return hello == null
                ? new Unwrapped.Response(null, false, null, pieces)
                : new Unwrapped.Response(hello.sid(), false, hello.proxy(), pieces);
    }

    private static boolean isData(HttpHead request) {
        return RequestTarget.of(request).path().equals(DATA);
    }

    private static boolean isMonitor(HttpHead request) {
        return RequestTarget.of(request).path().equals(MONITOR);
    }

    @Override
    public Rewrapped wrapRequest(HttpHead request, List<Piece> pieces) {
        if (!isData(request)) {
            return new Rewrapped.ForwardAs(request, Unpooled.buffer(0), pieces);
        }
        ByteBuf body = Unpooled.buffer();
        Piece.Data empty = null;
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Data data -> {
                    if (data.raw() != null) {
                        Pieces.append(body, data.raw());
                    } else if (data.bytes().isReadable()) {
                        OscarRecords.write(body, data);
                    } else {
                        empty = data;
                    }
                }
                case Piece.Open open -> {
                    if (open.raw() != null) {
                        Pieces.append(body, open.raw());
                    } else if (open.destination() != null) {
                        OscarRecords.open(body, open.stream(), open.destination());
                    }
                }
                case Piece.Close close -> {
                    if (close.raw() != null) {
                        Pieces.append(body, close.raw());
                    } else {
                        OscarRecords.close(body, close.stream());
                    }
                }
                case Piece.Other other -> Pieces.append(body, other.raw());
            }
        }
        if (empty != null && !body.isReadable()) {
            OscarRecords.write(body, empty);
        }
        return new Rewrapped.ForwardAs(request, body, List.of());
    }

    @Override
    public Rewrapped.ForwardAs wrapResponse(
            HttpHead request, HttpHead response, List<Piece> pieces, @Nullable Address advertised) {
        boolean carries = response.status() == OK && isMonitor(request);
        ByteBuf body = Unpooled.buffer();
        List<Piece> held = new ArrayList<>();
        for (Piece piece : pieces) {
            if (carries || !isFresh(piece)) {
                write(body, piece, advertised);
            } else {
                held.add(piece);
            }
        }
        return new Rewrapped.ForwardAs(response, body, held);
    }

    private static boolean isFresh(Piece piece) {
        return switch (piece) {
            case Piece.Data data -> data.raw() == null;
            case Piece.Close close -> close.raw() == null;
            case Piece.Open open -> open.raw() == null;
            case Piece.Other other -> false;
        };
    }

    /** Writes a piece for the client, who is never asked to open a connection. */
    private static void write(ByteBuf body, Piece piece, @Nullable Address advertised) {
        switch (piece) {
            case Piece.Data data -> {
                if (data.raw() != null) {
                    Pieces.append(body, data.raw());
                } else if (data.bytes().isReadable()) {
                    OscarRecords.write(body, data);
                }
            }
            case Piece.Close close -> {
                if (close.raw() != null) {
                    Pieces.append(body, close.raw());
                } else {
                    OscarRecords.closed(body, close.stream());
                }
            }
            case Piece.Open open -> {
                if (open.raw() != null) {
                    Pieces.append(body, open.raw());
                }
            }
            case Piece.Other other -> {
                OscarRecords.Hello hello = advertised == null ? null : OscarRecords.hello(other.raw());
                Pieces.append(
                        body,
                        hello == null || advertised == null
                                ? other.raw()
                                : OscarRecords.redirected(other.raw(), hello, advertised));
            }
        }
    }

    @Override
    public Rewrapped.AnswerLocally answer(HttpHead request, List<Piece> pieces) {
        if (isMonitor(request)) {
            ByteBuf body = Unpooled.buffer();
            pieces.forEach(piece -> write(body, piece, null));
            return answered(OK, body, List.of());
        }
        return isData(request) ? answered(OK, Unpooled.buffer(0), pieces) : closed(request, pieces);
    }

    @Override
    public Rewrapped.AnswerLocally closed(HttpHead request, List<Piece> pieces) {
        return pieces.isEmpty() || !isMonitor(request)
                ? answered(FORBIDDEN, Unpooled.buffer(0), List.of())
                : answer(request, pieces);
    }

    private static Rewrapped.AnswerLocally answered(int status, ByteBuf body, List<Piece> held) {
        return new Rewrapped.AnswerLocally(
                status,
                HttpFields.of("Content-Type", "application/octet-stream", "Cache-Control", "no-store"),
                body,
                held);
    }
}
