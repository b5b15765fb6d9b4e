/** Finds numbers that mean something by their form and check digits, and hosts of links. */
@NullMarked
package org.sallyport.policy.detect;

import org.jspecify.annotations.NullMarked;
