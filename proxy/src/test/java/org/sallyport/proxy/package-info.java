/** Tests of the gateway as a whole: its modules' directions, and its documentation. */
@NullMarked
package org.sallyport.proxy;

import org.jspecify.annotations.NullMarked;
