package org.sallyport.protocols.carrier;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;

/**
 * The beginning of an HTTP/1 request (RFC 9112, section 3): a method in capitals, a target, and the version. The version is
 * what makes it certain; a target too long to see its end is taken for one all the same.
 */
final class RequestLine {

    private static final int LONGEST_METHOD = 20;

    /** How much of a target is looked at before its look is trusted. */
    private static final int LONGEST_TARGET = 2_048;

    private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};

    private RequestLine() {}

    /** {@code connect}: only CONNECT, else everything but CONNECT. */
    static Detection detect(ByteBuf client, boolean connect) {
        int from = client.readerIndex();
        int end = client.writerIndex();
        int at = from;
        while (at < end && at - from <= LONGEST_METHOD && isMethodByte(client.getByte(at))) {
            at++;
        }
        if (at - from > LONGEST_METHOD) {
            return Detection.NoMatch.INSTANCE;
        }
        if (at == end) {
            return Detection.NeedMore.INSTANCE;
        }
        if (at - from < 3 || client.getByte(at) != ' ' || isConnect(client, from, at) != connect) {
            return Detection.NoMatch.INSTANCE;
        }
        return target(client, at + 1, end, connect);
    }

    private static boolean isMethodByte(byte b) {
        return b >= 'A' && b <= 'Z' || b == '-' || b == '_';
    }

    private static boolean isConnect(ByteBuf client, int from, int end) {
        String name = "CONNECT";
        if (end - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (client.getByte(from + i) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static Detection target(ByteBuf client, int from, int end, boolean connect) {
        if (from == end) {
            return Detection.NeedMore.INSTANCE;
        }
        if (!connect && !mayBeginTarget(client, from, end)) {
            return Detection.NoMatch.INSTANCE;
        }
        int at = from;
        while (at < end && at - from < LONGEST_TARGET && client.getByte(at) > ' ') {
            at++;
        }
        if (at - from == LONGEST_TARGET) {
            return Detection.Match.LIKELY;
        }
        if (at == end) {
            return Detection.NeedMore.INSTANCE;
        }
        if (client.getByte(at) != ' ' || at == from) {
            return Detection.NoMatch.INSTANCE;
        }
        return version(client, at + 1, end);
    }

    /** A path, an absolute URI, or the asterisk; what other protocols with lines like these have there is none of them. */
    private static boolean mayBeginTarget(ByteBuf client, int from, int end) {
        byte first = client.getByte(from);
        if (first == '/' || first == '*') {
            return true;
        }
        String scheme = "http";
        for (int i = 0; i < scheme.length() && from + i < end; i++) {
            if ((client.getByte(from + i) | 0x20) != scheme.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static Detection version(ByteBuf client, int from, int end) {
        for (int i = 0; i < VERSION.length; i++) {
            if (from + i == end) {
                return Detection.NeedMore.INSTANCE;
            }
            if (client.getByte(from + i) != VERSION[i]) {
                return Detection.NoMatch.INSTANCE;
            }
        }
        return Detection.Match.CERTAIN;
    }
}
