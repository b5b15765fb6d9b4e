/** Tests of the grammar of YMSG. */
@NullMarked
package org.sallyport.protocols.ymsg.wire;

import org.jspecify.annotations.NullMarked;
