@NullMarked
package org.sallyport.protocols.msnp.wire;

import org.jspecify.annotations.NullMarked;
