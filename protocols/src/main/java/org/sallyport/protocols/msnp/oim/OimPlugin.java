package org.sallyport.protocols.msnp.oim;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.http.HttpCodec;
import org.sallyport.protocols.http.HttpPlugin;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * Offline messages of MSN, versions 11 to 16 of the protocol: {@code POST /OimWS/oim.asmx} at {@code ows.messenger.msn.com} to send,
 * {@code POST /rsi/rsi.asmx} at {@code rsi.hotmail.com} to receive. Stateless, safe for any thread.
 *
 * <p>Facts from the published description of MSNP13's offline messages and the behaviour of clients: libpurple's MSN plugins, KMess,
 * Bitlbee and Digsby. They disagree on one field: Bitlbee sends with {@code SOAPAction} {@code …/2004/09/oim/Store}, the
 * others with {@code …/2006/09/oim/Store2}. Both are claimed, and what is in the body decides what it is.
 */
public final class OimPlugin implements HttpPlugin {

    /** The name of the protocol. */
    public static final ProtocolId ID = new ProtocolId("msn-oim");

    static final ServiceId MSN = new ServiceId("msn");

    private static final List<String> PATHS = List.of("/oimws/oim.asmx", "/rsi/rsi.asmx");
    private static final String ACTION = "/oim/";

    /** Room for the request line of any of them, in absolute form too. */
    private static final int LINE = 128;

    /** Made by {@link java.util.ServiceLoader}. */
    public OimPlugin() {}

    @Override
    public ProtocolId id() {
        return ID;
    }

    @Override
    public Set<ServiceId> services() {
        return Set.of(MSN);
    }

    /** By the request line: the services have names of their own. */
    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        ByteBuf client = first.fromClient();
        if (!client.isReadable()) {
            return first.fromServer().isReadable() ? Detection.NoMatch.INSTANCE : Detection.NeedMore.INSTANCE;
        }
        String line = client.toString(
                        client.readerIndex(), Math.min(LINE, client.readableBytes()), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
        String post = "post ";
        if (!line.startsWith(post.substring(0, Math.min(post.length(), line.length())))) {
            return Detection.NoMatch.INSTANCE;
        }
        int end = line.indexOf(' ', Math.min(post.length(), line.length()));
        if (end < 0) {
            return line.length() < LINE && line.indexOf('\n') < 0
                    ? Detection.NeedMore.INSTANCE
                    : Detection.NoMatch.INSTANCE;
        }
        return isService(line.substring(post.length(), end)) ? Detection.Match.CERTAIN : Detection.NoMatch.INSTANCE;
    }

    @Override
    public boolean claims(HttpHead request) {
        String action = request.fields().first("SOAPAction");
        return request.method().equals("POST")
                && (isService(request.target().toLowerCase(Locale.ROOT)) || action != null && action.contains(ACTION));
    }

    private static boolean isService(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return PATHS.stream().anyMatch(path::endsWith);
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new HttpCodec(from, limits);
    }

    @Override
    public Session newSession(SessionContext context) {
        return new OimSession(context);
    }

    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return name(name);
    }

    /** Mail addresses, compared without regard to case. */
    static ScreenName name(String address) {
        String display = address.strip();
        return new ScreenName(MSN, display.toLowerCase(Locale.ROOT), display);
    }

    /** As {@link #name(String)}; null for none, or one that is too long to be one. */
    static @Nullable ScreenName known(@Nullable String address) {
        boolean usable = address != null && !address.isBlank() && address.length() <= 255;
        return usable && address != null ? name(address) : null;
    }
}
