@NullMarked
package org.sallyport.protocols.rvp.wire;

import org.jspecify.annotations.NullMarked;
