/** Whose accounts are, from sign-on to the end. */
@NullMarked
package org.sallyport.proxy.people;

import org.jspecify.annotations.NullMarked;
