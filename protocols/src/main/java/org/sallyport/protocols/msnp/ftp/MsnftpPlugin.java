package org.sallyport.protocols.msnp.ftp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.msnp.deal.Announcements;

/**
 * MSNFTP, usually to port 6891 and upwards, on whichever here. MSN's clients up to 6 and those of Exchange use it. Stateless,
 * safe for any thread.
 *
 * <p>Facts from hypothetic.org's description and the behaviour of aMSN.
 */
public final class MsnftpPlugin implements ProtocolPlugin {

    static final ServiceId MSN = new ServiceId("msn");

    private static final byte[] HELLO = "VER MSNFTP".getBytes(StandardCharsets.US_ASCII);

    /** Made by {@link java.util.ServiceLoader}. */
    public MsnftpPlugin() {}

    @Override
    public ProtocolId id() {
        return Announcements.FILE;
    }

    @Override
    public Set<ServiceId> services() {
        return Set.of(MSN);
    }

    /**
     * {@link Detection.Match#CERTAIN} for {@code VER MSNFTP} from either side: who receives the file says it first, and either may
     * be the one who connects.
     */
    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        Detection client = hello(first.fromClient());
        Detection server = hello(first.fromServer());
        if (client == Detection.NoMatch.INSTANCE || server == Detection.NoMatch.INSTANCE) {
            return Detection.NoMatch.INSTANCE;
        }
        return client == Detection.Match.CERTAIN ? client : server;
    }

    private static Detection hello(ByteBuf bytes) {
        int compared = Math.min(bytes.readableBytes(), HELLO.length);
        for (int i = 0; i < compared; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != HELLO[i]) {
                return Detection.NoMatch.INSTANCE;
            }
        }
        if (bytes.readableBytes() <= HELLO.length) {
            return Detection.NeedMore.INSTANCE;
        }
        // Another word may follow, but this one must have ended.
        byte next = bytes.getByte(bytes.readerIndex() + HELLO.length);
        return next == '\r' || next == '\n' || next == ' ' ? Detection.Match.CERTAIN : Detection.NoMatch.INSTANCE;
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new MsnftpCodec(limits);
    }

    @Override
    public Session newSession(SessionContext context) {
        return new MsnftpSession(context);
    }

    /** An address in lower case. */
    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return new ScreenName(service, name.strip().toLowerCase(Locale.ROOT), name);
    }
}
