/** Tests of what is held. */
@NullMarked
package org.sallyport.proxy.held;

import org.jspecify.annotations.NullMarked;
