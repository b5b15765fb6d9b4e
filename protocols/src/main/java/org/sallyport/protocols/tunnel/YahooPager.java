package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;

/**
 * YMSG by way of {@code POST /notify}. A request's body is one YMSG packet; an answer's is a u32 in little-endian, of which only
 * the first byte was ever seen in use, and so many packets. What waits for a client comes in the answer to whatever it sends next,
 * an IDLE packet after half a minute if nothing else.
 *
 * <p>The stream is the packets. The key is the session id of their header, 0 in a client's first packets and told by the
 * service's first; the newest in an answer counts. Some packets bear 0 all the same: then the alias, a digest of the cookie that
 * clients send once they are signed on, finds the tunnel. A request whose packet is gone is answered here with a count of 0.
 *
 * <p>The pager before YMSG ({@code YPNS2.0}, and signing on by {@code GET /config/ncclogin}) is {@link
 * Unwrapped.Reason#LEGACY_PAGER}. At a host that is not known as Yahoo's, a POST to this path with another body is somebody
 * else's.
 *
 * <p>Sources: jYMSG's notes and its HTTP connection handler; the HTTP gateway of Miranda's Yahoo plugin, which ends when an
 * answer begins with a LOGOFF; libyahoo for the pager before YMSG.
 */
public final class YahooPager implements TunnelFormat {

    private static final ServiceId YAHOO = new ServiceId("yahoo");
    private static final Set<String> HOSTS =
            Set.of("http.pager.yahoo.com", "shttp.msg.yahoo.com", "http.msg.yahoo.com", "http.messenger.yahoo.com");
    private static final int LEGACY = 0x5950_4E53;
    private static final int COUNT = 4;
    private static final int MOST_COUNTED = 255;
    private static final int OK = 200;
    private static final int DIGEST = 16;
    /** One packet and a little: a longer POST to a stranger's {@code /notify} needs no look. */
    private static final int MOST_ELSEWHERE = 70_000;

    @Override
    public String id() {
        return "yahoo-pager";
    }

    @Override
    public ServiceId service(HttpHead request) {
        return YAHOO;
    }

    @Override
    public boolean claims(HttpHead request) {
        String path = RequestTarget.of(request).path();
        if (isLegacySignOn(path)) {
            return true;
        }
        return isNotify(path)
                && (HOSTS.contains(request.host())
                        || (request.method().equalsIgnoreCase("POST") && shortEnough(request)));
    }

    private static boolean isNotify(String path) {
        return path.equals("/notify") || path.equals("/notify/");
    }

    private static boolean isLegacySignOn(String path) {
        return path.equals("/config/ncclogin");
    }

    private static boolean shortEnough(HttpHead request) {
        String length = request.fields().first("Content-Length");
        return length != null
                && length.length() <= 5
                && !length.isEmpty()
                && length.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(length) <= MOST_ELSEWHERE;
    }

    @Override
    public Unwrapped.OfRequest request(HttpHead request, ByteBuf body) {
        RequestTarget target = RequestTarget.of(request);
        if (isLegacySignOn(target.path())) {
            return legacy();
        }
        if (!claims(request)) {
            return Unwrapped.NotOurs.INSTANCE;
        }
        int start = body.readerIndex();
        boolean known = HOSTS.contains(request.host());
        if (body.readableBytes() >= Integer.BYTES && body.getInt(start) == LEGACY) {
            return legacy();
        }
        if (!known && !YmsgPackets.begins(body, start)) {
            return Unwrapped.NotOurs.INSTANCE;
        }
        Unwrapped.Malformed wrong = Checks.message(request, body);
        if (wrong != null) {
            return wrong;
        }
        if (!request.method().equals("POST")) {
            return Checks.broken("method other than POST");
        }
        List<Piece> pieces = new ArrayList<>();
        int end = cut(body, start, MOST_PIECES, pieces);
        if (pieces.isEmpty()) {
            return Checks.broken("no YMSG packet");
        }
        if (end != body.writerIndex()) {
            return pieces.size() == MOST_PIECES
                    ? Checks.tooMuch("too many packets")
                    : Checks.broken("bytes after the last packet");
        }
        int session = YmsgPackets.session(body, start);
        int service = YmsgPackets.service(body, start);
        boolean opens = session == 0
                && (service == YmsgPackets.AUTH || service == YmsgPackets.VERIFY || service == YmsgPackets.LOGON);
        if (opens) {
            pieces.addFirst(new Piece.Open(StreamId.ONLY, null, null));
        }
        Unwrapped.Kind kind =
                opens ? Unwrapped.Kind.OPEN : service == YmsgPackets.IDLE ? Unwrapped.Kind.POLL : Unwrapped.Kind.SEND;
        return new Unwrapped.Request(key(session), alias(request), kind, pieces);
    }

    private static Unwrapped.Malformed legacy() {
        return new Unwrapped.Malformed(Unwrapped.Reason.LEGACY_PAGER, "pager from before YMSG");
    }

    @Override
    public Unwrapped.OfResponse response(HttpHead request, HttpHead response, ByteBuf body) {
        Unwrapped.Malformed wrong = Checks.message(response, body);
        if (wrong != null) {
            return wrong;
        }
        if (response.status() != OK) {
            List<Piece> other = body.isReadable() ? List.of(new Piece.Other(body.slice())) : List.of();
            return new Unwrapped.Response(null, false, null, other);
        }
        int start = body.readerIndex();
        if (body.readableBytes() < COUNT) {
            return Checks.broken("answer without a count");
        }
        long count = body.getUnsignedIntLE(start);
        if (count > MOST_COUNTED) {
            return Checks.tooMuch("count too high");
        }
        List<Piece> pieces = new ArrayList<>();
        int end = cut(body, start + COUNT, (int) count, pieces);
        if (pieces.size() != count || end != body.writerIndex()) {
            return Checks.broken("packets and their count differ");
        }
        int session = 0;
        boolean ends = false;
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Data data) {
                int said = YmsgPackets.session(data.bytes(), 0);
                session = said == 0 ? session : said;
                ends |= YmsgPackets.kicks(data.bytes(), 0);
            }
        }
        return new Unwrapped.Response(key(session), ends, null, pieces);
    }

    /** Adds a piece for each whole packet, at most so many; gives the index behind the last. */
    private static int cut(ByteBuf body, int start, int most, List<Piece> pieces) {
        int at = start;
        while (pieces.size() < most) {
            int length = YmsgPackets.length(body, at);
            if (length < 0) {
                break;
            }
            ByteBuf packet = body.slice(at, length);
            pieces.add(new Piece.Data(StreamId.ONLY, packet, packet));
            at += length;
        }
        return at;
    }

    private static @Nullable String key(int session) {
        return session == 0 ? null : HexFormat.of().toHexDigits(session);
    }

    /** A digest of the cookie, in place of what would let somebody else sign on. */
    private static @Nullable String alias(HttpHead request) {
        String cookie = request.fields().first("Cookie");
        if (cookie == null) {
            return null;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(cookie.getBytes(StandardCharsets.UTF_8));
            return "cookie-" + HexFormat.of().formatHex(digest, 0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public Rewrapped wrapRequest(HttpHead request, List<Piece> pieces) {
        if (pieces.stream().noneMatch(piece -> piece instanceof Piece.Data data && data.raw() == null)) {
            // As it came, with however many packets it came with.
            ByteBuf body = Pieces.joined(pieces);
            return body.isReadable() ? new Rewrapped.ForwardAs(request, body, List.of()) : answer(request, List.of());
        }
        ByteBuf all = Pieces.joined(pieces);
        int length = YmsgPackets.length(all, 0);
        if (length < 0) {
            Rewrapped.AnswerLocally answer = answer(request, List.of());
            return new Rewrapped.AnswerLocally(answer.status(), answer.fields(), answer.body(), rest(all, 0));
        }
        return new Rewrapped.ForwardAs(request, Unpooled.copiedBuffer(all.slice(0, length)), rest(all, length));
    }

    private static List<Piece> rest(ByteBuf all, int from) {
        return from == all.writerIndex()
                ? List.of()
                : List.of(Piece.Data.of(StreamId.ONLY, all.slice(from, all.writerIndex() - from)));
    }

    @Override
    public Rewrapped.ForwardAs wrapResponse(
            HttpHead request, HttpHead response, List<Piece> pieces, @Nullable Address advertised) {
        if (response.status() != OK) {
            List<Piece> packets =
                    pieces.stream().filter(Piece.Data.class::isInstance).toList();
            List<Piece> others =
                    pieces.stream().filter(Piece.Other.class::isInstance).toList();
            return new Rewrapped.ForwardAs(response, Pieces.joined(others), rest(Pieces.joined(packets), 0));
        }
        ByteBuf all = Pieces.joined(pieces);
        boolean ends = pieces.stream().anyMatch(Piece.Close.class::isInstance);
        ByteBuf body = Unpooled.buffer(COUNT + all.readableBytes());
        int end = counted(all, ends, body);
        return new Rewrapped.ForwardAs(response, body, rest(all, end));
    }

    /** Writes the count and as many whole packets as there are and it can tell; gives the index behind the last. */
    private static int counted(ByteBuf all, boolean ends, ByteBuf body) {
        int at = 0;
        int count = 0;
        int most = ends ? MOST_COUNTED - 1 : MOST_COUNTED;
        boolean kicked = false;
        for (int length = YmsgPackets.length(all, at);
                length > 0 && count < most;
                length = YmsgPackets.length(all, at)) {
            kicked |= YmsgPackets.kicks(all, at);
            at += length;
            count++;
        }
        boolean kick = ends && !kicked;
        body.writeIntLE(count + (kick ? 1 : 0));
        body.writeBytes(all, 0, at);
        if (kick) {
            Pieces.append(body, YmsgPackets.kick());
        }
        return at;
    }

    @Override
    public Rewrapped.AnswerLocally answer(HttpHead request, List<Piece> pieces) {
        return answered(pieces, false);
    }

    @Override
    public Rewrapped.AnswerLocally closed(HttpHead request, List<Piece> pieces) {
        return answered(pieces, true);
    }

    private static Rewrapped.AnswerLocally answered(List<Piece> pieces, boolean ends) {
        ByteBuf all = Pieces.joined(pieces);
        ByteBuf body = Unpooled.buffer(COUNT + all.readableBytes());
        int end = counted(all, ends, body);
        return new Rewrapped.AnswerLocally(
                OK,
                HttpFields.of("Content-Type", "application/octet-stream", "Cache-Control", "no-store"),
                body,
                ends ? List.of() : rest(all, end));
    }
}
