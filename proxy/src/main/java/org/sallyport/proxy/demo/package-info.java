/** Recorded conversations, played again by a client and a service of our own with the gateway between them. */
@NullMarked
package org.sallyport.proxy.demo;

import org.jspecify.annotations.NullMarked;
