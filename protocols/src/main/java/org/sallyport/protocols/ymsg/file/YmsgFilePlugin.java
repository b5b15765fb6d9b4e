package org.sallyport.protocols.ymsg.file;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.http.HttpFilePlugin;
import org.sallyport.protocols.http.PartsCodec;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.ymsg.wire.YmsgNames;

/**
 * The bytes of Yahoo!'s files: {@code POST /notifyft} to the drop box, {@code POST} and {@code GET /relay?token=…} by the relay
 * of version 13 and later, and whatever URL the service's connection has announced a file at, be it the drop box's or a peer's.
 * Stateless, safe for any thread.
 *
 * <p>Facts from the behaviour of libpurple, libyahoo2, jYMSG, Miranda's plugin and GyachI.
 */
public final class YmsgFilePlugin implements HttpFilePlugin {

    /** Room for the request line of any of them, in absolute form too. */
    private static final int LINE = 512;

    /** Made by {@link java.util.ServiceLoader}. */
    public YmsgFilePlugin() {}

    @Override
    public ProtocolId id() {
        return AnnouncedFiles.ID;
    }

    @Override
    public Set<ServiceId> services() {
        return Set.of(YmsgNames.YAHOO);
    }

    /** By the request line of the drop box and the relay. A URL that was announced looks like any other. */
    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        ByteBuf client = first.fromClient();
        if (!client.isReadable()) {
            return first.fromServer().isReadable() ? Detection.NoMatch.INSTANCE : Detection.NeedMore.INSTANCE;
        }
        String line = client.toString(
                client.readerIndex(), Math.min(LINE, client.readableBytes()), StandardCharsets.ISO_8859_1);
        String method = line.startsWith("G") ? "GET " : "POST ";
        if (!line.startsWith(method.substring(0, Math.min(method.length(), line.length())))) {
            return Detection.NoMatch.INSTANCE;
        }
        int end = line.indexOf(' ', Math.min(method.length(), line.length()));
        if (end < 0) {
            return line.length() < LINE && line.indexOf('\n') < 0
                    ? Detection.NeedMore.INSTANCE
                    : Detection.NoMatch.INSTANCE;
        }
        HttpHead head = HttpHead.request(method.strip(), line.substring(method.length(), end), "", HttpFields.NONE);
        return isOwn(head, FileTarget.of(head)) ? Detection.Match.CERTAIN : Detection.NoMatch.INSTANCE;
    }

    private static boolean isOwn(HttpHead request, FileTarget target) {
        boolean posts = request.method().equals("POST");
        return posts && target.isDropBox() || (posts || request.method().equals("GET")) && target.isRelay();
    }

    @Override
    public boolean claims(HttpHead request, Handoffs handoffs) {
        String method = request.method().toUpperCase(Locale.ROOT);
        FileTarget target = FileTarget.of(request);
        return switch (method) {
            case "POST", "PUT" ->
                isOwn(request, target) || AnnouncedFiles.atUrl(handoffs, target, AnnouncedFiles.SENDS) != null;
            case "GET", "HEAD" ->
                target.isRelay() || AnnouncedFiles.atUrl(handoffs, target, AnnouncedFiles.RECEIVES) != null;
            default -> false;
        };
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new PartsCodec(from, limits, from == Side.CLIENT ? new UploadLead() : null);
    }

    @Override
    public Session newSession(SessionContext context) {
        return new FileSession(context);
    }

    /** In lower case, as on the service's own connection. */
    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return YmsgNames.screenName(service, name);
    }
}
