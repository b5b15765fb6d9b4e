/** Heads as clients sent them. */
@NullMarked
package org.sallyport.protocols.msnp.mime;

import org.jspecify.annotations.NullMarked;
