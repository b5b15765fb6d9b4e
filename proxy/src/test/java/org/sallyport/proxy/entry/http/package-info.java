/** Plain HTTP through the gateway, with real sockets at both ends. */
@NullMarked
package org.sallyport.proxy.entry.http;

import org.jspecify.annotations.NullMarked;
