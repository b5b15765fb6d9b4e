@NullMarked
package org.sallyport.proxy.tunnel;

import org.jspecify.annotations.NullMarked;
