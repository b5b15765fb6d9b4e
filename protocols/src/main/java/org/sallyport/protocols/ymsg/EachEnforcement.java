package org.sallyport.protocols.ymsg;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;

/** As {@link Enforcement}, where each event of a packet may have a fate of its own. */
@FunctionalInterface
interface EachEnforcement {

    /**
     * Adds to {@code out} what goes out.
     *
     * @param decisions one for each event, or any number when something went wrong on our side: then nothing may go on
     */
    void enforce(Side from, Frame frame, List<Decision> decisions, List<Emission> out);
}
