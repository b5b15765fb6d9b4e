/** Placeholder. */
@NullMarked
package org.sallyport.ui;

import org.jspecify.annotations.NullMarked;
