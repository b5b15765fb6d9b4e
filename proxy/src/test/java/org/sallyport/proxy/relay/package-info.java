@NullMarked
package org.sallyport.proxy.relay;

import org.jspecify.annotations.NullMarked;
