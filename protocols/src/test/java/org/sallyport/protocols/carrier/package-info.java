@NullMarked
package org.sallyport.protocols.carrier;

import org.jspecify.annotations.NullMarked;
