package org.sallyport.protocols.msnp;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;

/**
 * How a ruling on a command is carried out. Knows nothing of the frame's bytes from earlier: between question and answer the
 * buffer may have moved, so it reads again what it needs.
 */
@FunctionalInterface
interface Enforcement {

    /** Adds to {@code out} what goes out: the frame, another in its place, an answer, or nothing. */
    void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out);
}
