/** MSN Messenger on real sockets: people at clients, the gateway between, and a service. */
@NullMarked
package org.sallyport.proxy.msn;

import org.jspecify.annotations.NullMarked;
