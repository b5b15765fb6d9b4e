@NullMarked
package org.sallyport.proxy.scan;

import org.jspecify.annotations.NullMarked;
