package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Side;

/**
 * IRC. Client and server may speak at once. A client registers with {@code CAP LS}, {@code PASS}, {@code NICK} and {@code USER}
 * in any order; commands come in letters of either case, and a client may put a source before them. A server greets with
 * notices before it knows the client.
 *
 * <p>Mail and file transfer know {@code USER} and {@code PASS} too, but not with four parameters, and a password comes after the
 * user there.
 *
 * <p>Sources: RFC 1459 (sections 2.3 and 4.1), RFC 2812 (section 3.1), the IRCv3 capability negotiation; captures.
 */
public final class IrcRecogniser extends EitherSpeaksFirst {

    private static final Words.Word REST = Words.beginning("");
    private static final Words.Word CAPABILITIES = Words.oneOfInAnyCase("CAP");
    private static final Words.Word NOTICE = Words.oneOfInAnyCase("NOTICE");

    private static final Words.Word[] NEGOTIATES = {CAPABILITIES, Words.oneOfInAnyCase("LS", "LIST", "REQ", "END")};
    private static final Words.Word[] REGISTERS = {
        Words.oneOfInAnyCase("USER"), Words.ANY, Words.ANY, Words.ANY, Words.ANY
    };
    private static final Words.Word[] NAMES_ITSELF = {Words.oneOfInAnyCase("NICK"), Words.ANY};
    private static final Words.Word[] JOINS = {Words.oneOfInAnyCase("JOIN"), Words.beginning("#", "&", "+", "!", ":")};
    private static final Words.Word[] PASSWORD = {Words.oneOfInAnyCase("PASS"), Words.ANY};

    private static final Words.Word[] TELLS_THE_NAMELESS = {NOTICE, Words.oneOfInAnyCase("AUTH", "*")};
    private static final Words.Word[] TELLS = {NOTICE, Words.ANY};
    private static final Words.Word[] NUMERIC = {Words.NUMBER, Words.ANY, REST};
    private static final Words.Word[] PINGS = {Words.oneOfInAnyCase("PING"), Words.ANY};
    private static final Words.Word[] REFUSES = {Words.oneOfInAnyCase("ERROR"), Words.beginning(":")};

    /** Made by {@link java.util.ServiceLoader}. */
    public IrcRecogniser() {
        super("irc");
    }

    @Override
    Detection look(ByteBuf bytes, Side from) {
        boolean sourced = Octets.at(bytes, 0) == ':';
        int at = sourced ? afterWord(bytes) : 0;
        if (at == Octets.NOTHING) {
            return Detection.NoMatch.INSTANCE;
        }
        return from == Side.CLIENT ? client(bytes, at) : server(bytes, at, sourced);
    }

    private static Detection client(ByteBuf bytes, int from) {
        int at = afterLineEnds(bytes, from);
        // A password says nothing yet: what is meant by it comes in a line after it.
        while (Words.fit(bytes, at, PASSWORD) == Fit.WHOLE) {
            int end = Octets.lineEnd(bytes, at);
            if (end == Octets.NOTHING) {
                return Octets.full(bytes) ? Detection.NoMatch.INSTANCE : Detection.NeedMore.INSTANCE;
            }
            at = afterLineEnds(bytes, end);
        }
        return of(
                Words.best(bytes, at, NEGOTIATES, REGISTERS),
                Words.best(bytes, at, NAMES_ITSELF, JOINS),
                Words.fit(bytes, at, PASSWORD));
    }

    private static Detection server(ByteBuf bytes, int at, boolean sourced) {
        Fit certain = Words.fit(bytes, at, TELLS_THE_NAMELESS);
        if (!sourced) {
            return of(certain, Words.best(bytes, at, PINGS, REFUSES), Fit.NONE);
        }
        return of(certain, Words.best(bytes, at, TELLS, NUMERIC, PINGS, REFUSES), Fit.NONE);
    }

    private static Detection of(Fit certain, Fit likely, Fit undecided) {
        if (certain == Fit.WHOLE) {
            return Detection.Match.CERTAIN;
        }
        if (likely == Fit.WHOLE) {
            return Detection.Match.LIKELY;
        }
        return certain == Fit.NONE && likely == Fit.NONE && undecided == Fit.NONE
                ? Detection.NoMatch.INSTANCE
                : Detection.NeedMore.INSTANCE;
    }

    private static int afterLineEnds(ByteBuf bytes, int from) {
        int at = from;
        while (Octets.isLineEnd(Octets.at(bytes, at))) {
            at++;
        }
        return at;
    }

    /** Where the word behind the first one begins; for now the first one's end. */
    private static int afterWord(ByteBuf bytes) {
        int at = 1;
        for (int octet = Octets.at(bytes, at); octet > ' '; octet = Octets.at(bytes, at)) {
            at++;
        }
        if (Octets.at(bytes, at) == Octets.NOTHING) {
            return Octets.full(bytes) ? Octets.NOTHING : at;
        }
        if (at == 1 || Octets.at(bytes, at) != ' ') {
            return Octets.NOTHING;
        }
        while (Octets.at(bytes, at) == ' ') {
            at++;
        }
        return at;
    }
}
