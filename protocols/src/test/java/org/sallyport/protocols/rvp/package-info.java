@NullMarked
package org.sallyport.protocols.rvp;

import org.jspecify.annotations.NullMarked;
