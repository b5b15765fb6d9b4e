/** Messengers in HTTP: finds the tunnel a request belongs to and runs what it carries through relays. */
@NullMarked
package org.sallyport.proxy.tunnel;

import org.jspecify.annotations.NullMarked;
