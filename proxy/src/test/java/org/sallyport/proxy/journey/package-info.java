/** Whole-system tests: a real gateway, a real archive, real sockets, a real browser. */
@NullMarked
package org.sallyport.proxy.journey;

import org.jspecify.annotations.NullMarked;
