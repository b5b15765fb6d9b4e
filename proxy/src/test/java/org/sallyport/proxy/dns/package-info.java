@NullMarked
package org.sallyport.proxy.dns;

import org.jspecify.annotations.NullMarked;
