/**
 * What two MSN clients say to each other inside {@code application/x-msnmsgrp2p}, or on a connection of their own: packets of
 * two versions, the messages they are parts of, and MSNSLP, the text in which calls are arranged. No state but
 * {@link org.sallyport.protocols.msnp.p2p.Reassembly}; no decisions.
 */
@NullMarked
package org.sallyport.protocols.msnp.p2p;

import org.jspecify.annotations.NullMarked;
