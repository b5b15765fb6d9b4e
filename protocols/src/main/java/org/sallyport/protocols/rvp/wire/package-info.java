/** What stands in RVP's heads: {@linkplain org.sallyport.protocols.rvp.wire.RvpNames names}, who signed, where to call. */
@NullMarked
package org.sallyport.protocols.rvp.wire;

import org.jspecify.annotations.NullMarked;
