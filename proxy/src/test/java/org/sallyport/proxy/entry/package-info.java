@NullMarked
package org.sallyport.proxy.entry;

import org.jspecify.annotations.NullMarked;
