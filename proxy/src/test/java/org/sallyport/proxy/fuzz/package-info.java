/** Fuzzing of what this module reads. */
@NullMarked
package org.sallyport.proxy.fuzz;

import org.jspecify.annotations.NullMarked;
