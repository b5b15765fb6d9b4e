@NullMarked
package org.sallyport.protocols.tunnel;

import org.jspecify.annotations.NullMarked;
