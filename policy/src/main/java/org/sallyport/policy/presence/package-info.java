/** Who is signed on through the gateway now. */
@NullMarked
package org.sallyport.policy.presence;

import org.jspecify.annotations.NullMarked;
