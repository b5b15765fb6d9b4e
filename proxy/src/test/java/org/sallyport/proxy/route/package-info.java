/** Messages between colleagues that stay in the building. */
@NullMarked
package org.sallyport.proxy.route;

import org.jspecify.annotations.NullMarked;
