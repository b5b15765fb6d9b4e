@NullMarked
package org.sallyport.protocols.capture;

import org.jspecify.annotations.NullMarked;
