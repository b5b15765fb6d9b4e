/**
 * What AIM and ICQ clients do without the service once it has brought them together: files (OFT), direct messages with pictures
 * (ODC), and the proxy by which both go when two clients can't reach each other (ARS). Start at
 * {@link org.sallyport.protocols.oscar.oft.OftPlugin}; {@link org.sallyport.protocols.oscar.oft.Announced} ties a connection to
 * the offer it came from.
 */
@NullMarked
package org.sallyport.protocols.oscar.oft;

import org.jspecify.annotations.NullMarked;
