/** How the gateway is, for machines that look after it: checks, event loops, where unread traffic goes, and the listener that tells. */
@NullMarked
package org.sallyport.proxy.health;

import org.jspecify.annotations.NullMarked;
