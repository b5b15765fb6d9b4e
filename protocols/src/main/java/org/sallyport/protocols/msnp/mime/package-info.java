/**
 * The MIME part of an MSNP message: {@code Name: value} lines, a blank line, and the body. It is the same in {@code MSG},
 * {@code UBM} and {@code UUM}, and three such heads stand one behind the other in {@code SDG}.
 *
 * <p>Start at {@link org.sallyport.protocols.msnp.mime.Mime#read}.
 */
@NullMarked
package org.sallyport.protocols.msnp.mime;

import org.jspecify.annotations.NullMarked;
