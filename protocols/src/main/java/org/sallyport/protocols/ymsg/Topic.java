package org.sallyport.protocols.ymsg;

import org.sallyport.protocols.ymsg.read.Scene;

/**
 * A group of services that belong together: what people do in their packets, and how decisions on it are carried out. One for
 * each connection, confined to its event loop. {@link Use} says which services are its, {@link Topics} has it.
 */
interface Topic {

    /**
     * Understands a packet. Never throws for what is in it; gives {@link Finding.Broken} for what breaks the rules, and for
     * what it has no name for {@link Topics#unclassified}.
     */
    Finding read(Scene scene);
}
