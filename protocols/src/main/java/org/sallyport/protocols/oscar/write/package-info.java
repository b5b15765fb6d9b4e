/**
 * What the gateway itself says in OSCAR: answers in the service's place, messages and notices, and rewritten texts and
 * addresses. Pure builders: each gives a whole SNAC in a heap buffer of its own, which the caller puts in a FLAP
 * ({@link org.sallyport.protocols.oscar.wire.Flap#frame}).
 */
@NullMarked
package org.sallyport.protocols.oscar.write;

import org.jspecify.annotations.NullMarked;
