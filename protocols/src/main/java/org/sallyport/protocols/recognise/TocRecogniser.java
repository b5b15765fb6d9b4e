package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Opening;

/**
 * TOC and TOC2, the simple protocols of AIM: the client says {@code FLAPON} and an empty line, and only then the server greets
 * with a FLAP. Framed like OSCAR from there on, so the client's first word is what tells them apart.
 *
 * <p>Source: AOL's published description of TOC, as kept with open-oscar-server.
 */
public final class TocRecogniser extends ClientSpeaksFirst {

    private static final Words.Word[] HELLO = {Words.is("FLAPON"), Words.END};

    /** Made by {@link java.util.ServiceLoader}. */
    public TocRecogniser() {
        super("toc", "aim");
    }

    @Override
    Detection look(Opening opening, ByteBuf client) {
        return answer(Words.fit(client, 0, HELLO), Detection.Match.CERTAIN);
    }
}
