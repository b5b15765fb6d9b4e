/** The composition root: what starts, in which order, with which configuration, and how it stops. */
@NullMarked
package org.sallyport.proxy;

import org.jspecify.annotations.NullMarked;
