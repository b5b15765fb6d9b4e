package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Opening;

/**
 * XMPP (Jabber): a client opens a {@code stream} element, usually with the prefix {@code stream} too, after an XML declaration
 * or without one. Under another prefix, or none, the element must name the streams' namespace.
 *
 * <p>What begins as a declaration or as such an element and is longer than will be looked at is likely XMPP: an honest one is
 * not, and padding must not hide it.
 *
 * <p>Source: RFC 6120, sections 4.2, 4.7 and 4.8; captures.
 */
public final class XmppRecogniser extends ClientSpeaksFirst {

    private static final String DECLARATION = "<?xml";
    private static final String USUAL = "<stream:stream";
    private static final String NAMESPACE = "http://etherx.jabber.org/streams";

    /** Made by {@link java.util.ServiceLoader}. */
    public XmppRecogniser() {
        super("xmpp");
    }

    @Override
    public boolean mayStartTls() {
        return true;
    }

    @Override
    Detection look(Opening opening, ByteBuf client) {
        int at = afterSpace(client, 0);
        if (Octets.fit(client, at, DECLARATION) == Fit.WHOLE) {
            int after = Octets.at(client, at + DECLARATION.length());
            if (after != Octets.NOTHING && !isSpace(after)) {
                return Detection.NoMatch.INSTANCE;
            }
            at = closing(client, at, '?');
            if (at == Octets.NOTHING) {
                return unclear(client);
            }
            at = afterSpace(client, at);
        } else if (Octets.fit(client, at, DECLARATION) == Fit.PART && Octets.at(client, at + 1) != Octets.NOTHING) {
            return Detection.NeedMore.INSTANCE;
        }
        return element(client, at);
    }

    private static Detection element(ByteBuf client, int at) {
        int first = Octets.at(client, at);
        if (first == Octets.NOTHING) {
            return Octets.full(client) ? Detection.NoMatch.INSTANCE : Detection.NeedMore.INSTANCE;
        }
        if (first != '<') {
            return Detection.NoMatch.INSTANCE;
        }
        int end = at + 1;
        int name = end;
        while (isName(Octets.at(client, end))) {
            name = Octets.at(client, end) == ':' ? end + 1 : name;
            end++;
        }
        int after = Octets.at(client, end);
        if (after == Octets.NOTHING) {
            return Octets.full(client) ? Detection.NoMatch.INSTANCE : Detection.NeedMore.INSTANCE;
        }
        if (!isSpace(after) && after != '>' && after != '/') {
            return Detection.NoMatch.INSTANCE;
        }
        if (end - name != "stream".length() || Octets.fit(client, name, "stream") != Fit.WHOLE) {
            return Detection.NoMatch.INSTANCE;
        }
        if (Octets.fit(client, at, USUAL) == Fit.WHOLE) {
            return Detection.Match.CERTAIN;
        }
        int close = closing(client, end, '\0');
        int to = close == Octets.NOTHING ? Octets.count(client) : close;
        if (Octets.contains(client, end, to, NAMESPACE)) {
            return Detection.Match.CERTAIN;
        }
        return close == Octets.NOTHING ? unclear(client) : Detection.NoMatch.INSTANCE;
    }

    private static Detection unclear(ByteBuf client) {
        return Octets.full(client) ? Detection.Match.LIKELY : Detection.NeedMore.INSTANCE;
    }

    /** The position behind the next {@code >}, with this character before it unless that is NUL. */
    private static int closing(ByteBuf client, int from, char before) {
        int count = Octets.count(client);
        for (int i = from; i < count; i++) {
            if (Octets.at(client, i) == '>' && (before == '\0' || Octets.at(client, i - 1) == before)) {
                return i + 1;
            }
        }
        return Octets.NOTHING;
    }

    private static int afterSpace(ByteBuf client, int from) {
        int at = from;
        while (isSpace(Octets.at(client, at))) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(int octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }

    private static boolean isName(int octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || Octets.isDigit(octet)
                || octet == ':'
                || octet == '-'
                || octet == '_'
                || octet == '.';
    }
}
