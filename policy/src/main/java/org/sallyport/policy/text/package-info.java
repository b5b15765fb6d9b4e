/** Text as rules compare it: folded, look-alike characters made plain, words reduced to their stems. */
@NullMarked
package org.sallyport.policy.text;

import org.jspecify.annotations.NullMarked;
