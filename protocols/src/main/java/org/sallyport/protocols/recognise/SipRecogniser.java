package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Side;

/**
 * SIP over TCP: a request line {@code METHOD sip:… SIP/2.0} or a status line {@code SIP/2.0 200 …}, after line ends that only
 * keep a connection alive. Methods are those registered, and {@code SERVICE}, {@code NEGOTIATE} and {@code BENOTIFY} of
 * Microsoft's servers. RTSP and HTTP share some of them, but neither the addresses nor the version.
 *
 * <p>A request whose address is longer than will be looked at is likely SIP.
 *
 * <p>Sources: RFC 3261, sections 7.1, 7.2 and 7.5; RFC 3428 and the other extensions with methods of their own; captures.
 */
public final class SipRecogniser extends EitherSpeaksFirst {

    private static final String VERSION = "SIP/2.0";
    private static final Words.Word METHOD = Words.oneOf(
            "INVITE",
            "ACK",
            "BYE",
            "CANCEL",
            "OPTIONS",
            "REGISTER",
            "PRACK",
            "SUBSCRIBE",
            "NOTIFY",
            "PUBLISH",
            "INFO",
            "REFER",
            "MESSAGE",
            "UPDATE",
            "SERVICE",
            "NEGOTIATE",
            "BENOTIFY");
    private static final Words.Word ADDRESS = Words.beginning("sip:", "sips:", "tel:");

    private static final Words.Word[] REQUEST_BEGUN = {METHOD, ADDRESS};
    private static final Words.Word[] REQUEST = {METHOD, ADDRESS, Words.is(VERSION)};
    private static final Words.Word[] STATUS = {Words.is(VERSION), Words.NUMBER};

    /** Made by {@link java.util.ServiceLoader}. */
    public SipRecogniser() {
        super("sip");
    }

    @Override
    Detection look(ByteBuf bytes, Side from) {
        int at = 0;
        while (Octets.isLineEnd(Octets.at(bytes, at))) {
            at++;
        }
        Fit fit = Words.best(bytes, at, REQUEST, STATUS);
        if (fit == Fit.NONE
                && Octets.full(bytes)
                && Octets.lineEnd(bytes, at) == Octets.NOTHING
                && Words.fit(bytes, at, REQUEST_BEGUN) == Fit.WHOLE) {
            return Detection.Match.LIKELY;
        }
        return answer(fit, Detection.Match.CERTAIN);
    }
}
