@NullMarked
package org.sallyport.archive.node;

import org.jspecify.annotations.NullMarked;
