package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.oscar.wire.Flap;

/**
 * Tells OSCAR by the hello that each side begins with: FLAP channel 1, version 1, then TLVs to the end. Either side may speak
 * first and one hello is enough, so what the other side has sent only must not contradict it. The port doesn't matter: clients
 * have been seen on 443 without TLS.
 *
 * <p>TOC begins with {@code FLAPON} from the client and the same hello from the server, so a client that sent anything but a
 * FLAP rules OSCAR out. A server's hello that arrives before the client has said a word is taken for OSCAR: a TOC server waits.
 *
 * <p>Stateless, safe for any thread; moves no index.
 */
final class Recogniser {

    /** Far beyond any hello seen (the longest carries a 256-byte cookie and some twenty TLVs). */
    private static final int LONGEST_HELLO = 4_096;

    private static final int VERSION_LENGTH = 4;
    private static final int TLV_HEADER = 4;

    private Recogniser() {}

    static Detection detect(FirstBytes first) {
        Detection client = look(first.fromClient());
        Detection server = look(first.fromServer());
        if (client == Detection.NoMatch.INSTANCE || server == Detection.NoMatch.INSTANCE) {
            return Detection.NoMatch.INSTANCE;
        }
        return client == Detection.Match.CERTAIN ? client : server;
    }

    /** What one side's bytes say; no bytes say nothing yet. */
    private static Detection look(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int readable = bytes.readableBytes();
        if ((readable >= 1 && bytes.getByte(start) != Flap.MARK)
                || (readable >= 2 && bytes.getByte(start + 1) != Flap.SIGN_ON)) {
            return Detection.NoMatch.INSTANCE;
        }
        if (readable < Flap.HEADER) {
            return Detection.NeedMore.INSTANCE;
        }
        int length = bytes.getUnsignedShort(start + 4);
        if (length < VERSION_LENGTH
                || length > LONGEST_HELLO
                || !version(bytes, start + Flap.HEADER, readable - Flap.HEADER)) {
            return Detection.NoMatch.INSTANCE;
        }
        if (readable < Flap.HEADER + length) {
            return Detection.NeedMore.INSTANCE;
        }
        int tlvs = start + Flap.HEADER + VERSION_LENGTH;
        return wellFormed(bytes, tlvs, start + Flap.HEADER + length)
                ? Detection.Match.CERTAIN
                : Detection.NoMatch.INSTANCE;
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

    private static boolean wellFormed(ByteBuf bytes, int from, int end) {
        int at = from;
        while (at < end) {
            if (end - at < TLV_HEADER) {
                return false;
            }
            at += TLV_HEADER + bytes.getUnsignedShort(at + 2);
        }
        return at == end;
    }
}
