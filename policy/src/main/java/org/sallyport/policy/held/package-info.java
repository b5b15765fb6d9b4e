/** What was held back until somebody looks at it. */
@NullMarked
package org.sallyport.policy.held;

import org.jspecify.annotations.NullMarked;
