package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.oscar.wire.Flap;

/**
 * Tells OSCAR by the hello that each side begins with: FLAP channel 1, version 1, then TLVs. Either side may speak first and
 * one hello is enough, so what the other side has sent only must not contradict it. The port doesn't matter: clients have been
 * seen on 443 without TLS.
 *
 * <p>Only the first ten bytes count. Were a hello with broken, long or late TLVs taken for no hello, a client could go by
 * unread by padding its own; read as OSCAR it is a malformed one, and rules say what becomes of it. For the same reason a FLAP
 * that is no hello is taken for likely OSCAR: hardly anything else begins with an asterisk and a control character.
 *
 * <p>TOC begins with {@code FLAPON} from the client and the same hello from the server, so a client that sent anything but a
 * FLAP rules OSCAR out. A server's hello that arrives before the client has said a word is taken for OSCAR: a TOC server waits.
 *
 * <p>Stateless, safe for any thread; moves no index.
 */
final class FlapRecogniser {

    private static final int VERSION_LENGTH = 4;

    private FlapRecogniser() {}

    static Detection detect(FirstBytes first) {
        Detection client = look(first.fromClient());
        Detection server = look(first.fromServer());
        if (client == Detection.NoMatch.INSTANCE || server == Detection.NoMatch.INSTANCE) {
            return Detection.NoMatch.INSTANCE;
        }
        if (client == Detection.Match.CERTAIN || server == Detection.Match.CERTAIN) {
            return Detection.Match.CERTAIN;
        }
        return client == Detection.Match.LIKELY ? client : server;
    }

    /** What one side's bytes say; no bytes say nothing yet. */
    private static Detection look(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int readable = bytes.readableBytes();
        if ((readable >= 1 && bytes.getByte(start) != Flap.MARK)
                || (readable >= 2 && !FlapCodec.known(bytes.getUnsignedByte(start + 1)))) {
            return Detection.NoMatch.INSTANCE;
        }
        if (readable < Flap.HEADER) {
            return Detection.NeedMore.INSTANCE;
        }
        boolean hello = bytes.getByte(start + 1) == Flap.SIGN_ON
                && bytes.getUnsignedShort(start + 4) >= VERSION_LENGTH
                && version(bytes, start + Flap.HEADER, readable - Flap.HEADER);
        if (!hello) {
            return Detection.Match.LIKELY;
        }
        return readable < Flap.HEADER + VERSION_LENGTH ? Detection.NeedMore.INSTANCE : Detection.Match.CERTAIN;
    }

    /** Whether as much of the version as is there fits. */
    private static boolean version(ByteBuf bytes, int at, int available) {
        for (int i = 0; i < Math.min(VERSION_LENGTH, available); i++) {
            int wanted = i == VERSION_LENGTH - 1 ? FlapView.VERSION : 0;
            if (bytes.getByte(at + i) != wanted) {
                return false;
            }
        }
        return true;
    }
}
