/** Placeholder. */
@NullMarked
package org.sallyport.proxy;

import org.jspecify.annotations.NullMarked;
