/** Fuzzing of what this module reads. */
@NullMarked
package org.sallyport.policy.fuzz;

import org.jspecify.annotations.NullMarked;
