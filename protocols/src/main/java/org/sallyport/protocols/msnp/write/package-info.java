/** Commands that the gateway itself writes. */
@NullMarked
package org.sallyport.protocols.msnp.write;

import org.jspecify.annotations.NullMarked;
