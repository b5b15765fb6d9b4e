package org.sallyport.protocols.msnp.deal;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Side;

/** How something is said in a client's place, in answer to the message at hand. Holds copies of what it needs of that. */
interface Carriage {

    /** Says to whoever sent the message at hand that it has arrived; null where nobody waits for that. */
    @Nullable Said acknowledgement();

    /** An SLP message in the form the message at hand had. */
    Said slp(Side to, byte[] text);

    /** The number of the application that data is for, as far as the carriage says it; 0 otherwise. */
    default long application() {
        return 0;
    }
}
