/** People at Yahoo! Messenger, on real sockets through the gateway. */
@NullMarked
package org.sallyport.proxy.ymsg;

import org.jspecify.annotations.NullMarked;
