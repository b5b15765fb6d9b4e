/** Tests of the YMSG plugin; {@link org.sallyport.protocols.ymsg.Transcript} is the language they are written in. */
@NullMarked
package org.sallyport.protocols.ymsg;

import org.jspecify.annotations.NullMarked;
