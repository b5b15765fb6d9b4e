/**
 * Protocols that are HTTP messages themselves, such as RVP: no tunnel carries them, and no stream is in them.
 *
 * <p>Start at {@link org.sallyport.protocols.http.HttpPlugin}.
 */
@NullMarked
package org.sallyport.protocols.http;

import org.jspecify.annotations.NullMarked;
