package org.sallyport.protocols.ymsg;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;

/**
 * Carries decisions on everything without manners of its own out: what is allowed goes on, all else vanishes. Nothing here can be
 * put in other words, so what should be is refused.
 */
final class Requests {

    private final Voice voice;

    Requests(Voice voice) {
        this.voice = voice;
    }

    void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(Emission.Forward.INSTANCE);
        }
        voice.notices(ruling.notices(), out);
    }
}
