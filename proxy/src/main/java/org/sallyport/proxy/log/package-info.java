/** Log lines whose names and values machines can read. */
@NullMarked
package org.sallyport.proxy.log;

import org.jspecify.annotations.NullMarked;
