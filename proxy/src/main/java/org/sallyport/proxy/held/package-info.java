/** Quarantine: keeps what rules hold back until somebody has looked at it, and sends what they let go. */
@NullMarked
package org.sallyport.proxy.held;

import org.jspecify.annotations.NullMarked;
