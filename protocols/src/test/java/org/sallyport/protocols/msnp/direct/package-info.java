/** Direct connections, announced and not, allowed and refused. */
@NullMarked
package org.sallyport.protocols.msnp.direct;

import org.jspecify.annotations.NullMarked;
