package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Side;

/**
 * What AIM and ICQ clients say to each other directly: files (headers that begin with {@code OFT2} or {@code OFT3}, their
 * length, at least 256, and a type) and direct messages ({@code ODC2} and a length of at least 76). Who has the file begins,
 * whoever connected.
 *
 * <p>Headers with other numbers in them are likely the same still.
 *
 * <p>Sources: the behaviour of libpurple and joscar, a capture of the real service's clients (2009).
 */
public final class OftRecogniser extends EitherSpeaksFirst {

    private static final int SHORTEST_FILE_HEADER = 256;
    private static final int SHORTEST_MESSAGE_HEADER = 76;
    private static final int LONGEST_HEADER = 4_096;

    /** Made by {@link java.util.ServiceLoader}. */
    public OftRecogniser() {
        super("oft", "aim", "icq");
    }

    @Override
    Detection look(ByteBuf bytes, Side from) {
        boolean file = Octets.fit(bytes, 0, "OFT") != Fit.NONE;
        Fit magic = file ? Octets.fit(bytes, 0, "OFT") : Octets.fit(bytes, 0, "ODC2");
        if (magic != Fit.WHOLE) {
            return answer(magic, Detection.Match.CERTAIN);
        }
        int generation = Octets.at(bytes, 3);
        if (generation != Octets.NOTHING && generation != '2' && generation != '3') {
            return Detection.NoMatch.INSTANCE;
        }
        if (Octets.count(bytes) < 6) {
            return Detection.NeedMore.INSTANCE;
        }
        int length = Octets.at(bytes, 4) << 8 | Octets.at(bytes, 5);
        int shortest = file ? SHORTEST_FILE_HEADER : SHORTEST_MESSAGE_HEADER;
        return length >= shortest && length <= LONGEST_HEADER ? Detection.Match.CERTAIN : Detection.Match.LIKELY;
    }
}
