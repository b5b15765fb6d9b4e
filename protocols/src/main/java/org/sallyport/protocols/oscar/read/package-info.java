/**
 * What SNACs mean: stateless readers, one class to a service family, from bytes to events. Start at
 * {@link org.sallyport.protocols.oscar.read.SnacReaders}. What needs the memory of a connection (sign-on, redirects, pending
 * offers) is the session's business.
 */
@NullMarked
package org.sallyport.protocols.oscar.read;

import org.jspecify.annotations.NullMarked;
