/**
 * Direct connections between two MSN clients, for whatever they arranged by MSNSLP. Start at
 * {@link org.sallyport.protocols.msnp.direct.DirectPlugin}.
 */
@NullMarked
package org.sallyport.protocols.msnp.direct;

import org.jspecify.annotations.NullMarked;
