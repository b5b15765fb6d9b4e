package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Side;

/**
 * MSNFTP, which carries a file from one MSN or Exchange client to another, usually to port 6891. Who receives the file says
 * {@code VER MSNFTP} first, and usually it is the one who connects.
 *
 * <p>Sources: hypothetic.org's description, the behaviour of aMSN.
 */
public final class MsnftpRecogniser extends EitherSpeaksFirst {

    private static final Words.Word[] HELLO = {Words.is("VER"), Words.is("MSNFTP")};

    /** Made by {@link java.util.ServiceLoader}. */
    public MsnftpRecogniser() {
        super("msnftp", "msn");
    }

    @Override
    Detection look(ByteBuf bytes, Side from) {
        return answer(Words.fit(bytes, 0, HELLO), Detection.Match.CERTAIN);
    }
}
