package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Opening;

/**
 * MSNP, the protocol of MSN and Windows Live Messenger, on any port. The client speaks first: on a notification server {@code
 * VER <number> MSNP8 … CVR0} (a client that skips that, {@code CVR} or {@code USR} with a way to sign on), on a switchboard
 * {@code USR <number> <address> <cookie>} or {@code ANS <number> <address> <cookie> <session>}.
 *
 * <p>Sources: the behaviour of libpurple, aMSN and MSNPSharp as clients and Escargot as server; the descriptions at
 * hypothetic.org and MSNPiki; captures of the official client (2005, 2006).
 */
public final class MsnpRecogniser extends ClientSpeaksFirst {

    private static final String OFFER = " MSNP";

    private static final Words.Word[] HELLO = {Words.is("VER"), Words.NUMBER, Words.beginning("")};
    private static final Words.Word[] VERSION = {Words.is("CVR"), Words.NUMBER, Words.beginning("0x")};
    private static final Words.Word[] SIGN_ON = {
        Words.is("USR"), Words.NUMBER, Words.oneOf("TWN", "SSO", "SHA", "MD5"), Words.oneOf("I", "S", "A")
    };
    private static final Words.Word[] CALLER = {Words.is("USR"), Words.NUMBER, Words.ADDRESS, Words.ANY, Words.END};
    private static final Words.Word[] CALLED = {
        Words.is("ANS"), Words.NUMBER, Words.ADDRESS, Words.ANY, Words.ANY, Words.END
    };

    /** Made by {@link java.util.ServiceLoader}. */
    public MsnpRecogniser() {
        super("msnp", "msn");
    }

    @Override
    Detection look(Opening opening, ByteBuf client) {
        if (Octets.at(client, 0) == 'V') {
            return hello(client);
        }
        return answer(Words.best(client, 0, VERSION, SIGN_ON, CALLER, CALLED), Detection.Match.CERTAIN);
    }

    /** The versions offered may come in any order and among words that are none. */
    private static Detection hello(ByteBuf client) {
        Fit begun = Words.fit(client, 0, HELLO);
        if (begun != Fit.WHOLE) {
            return answer(begun, Detection.Match.CERTAIN);
        }
        int end = Octets.lineEnd(client, 0);
        int to = end == Octets.NOTHING ? Octets.count(client) : end;
        if (offersMsnp(client, to)) {
            return Detection.Match.CERTAIN;
        }
        if (end != Octets.NOTHING) {
            return Detection.NoMatch.INSTANCE;
        }
        return Octets.full(client) ? Detection.Match.LIKELY : Detection.NeedMore.INSTANCE;
    }

    private static boolean offersMsnp(ByteBuf client, int to) {
        for (int i = 0; i + OFFER.length() < to; i++) {
            if (Octets.fit(client, i, OFFER) == Fit.WHOLE && Octets.isDigit(Octets.at(client, i + OFFER.length()))) {
                return true;
            }
        }
        return false;
    }
}
