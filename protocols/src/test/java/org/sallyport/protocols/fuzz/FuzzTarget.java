package org.sallyport.protocols.fuzz;

import java.io.IOException;
import java.util.List;

/**
 * One decoder, fed with anything. The same bytes do the same every time: nothing in here may ask a clock or for random numbers.
 *
 * <p>Made once and used for very many inputs, by one thread.
 */
public interface FuzzTarget {

    /** Names its folder of finds, and the target on the command line: lower case with hyphens. */
    String name();

    /** Inputs to begin with, such as what was recorded. Made anew from the recordings, so that nothing is stored twice. */
    List<byte[]> seeds() throws IOException;

    /**
     * Tries one input.
     *
     * @throws AssertionError when a promise was broken; what else it throws is a find as well
     */
    void run(byte[] input) throws Exception;

    /** Whether every buffer made during {@link #run} must have been released at its end. */
    default boolean releasesAll() {
        return false;
    }
}
