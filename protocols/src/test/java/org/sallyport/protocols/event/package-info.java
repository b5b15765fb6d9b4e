@NullMarked
package org.sallyport.protocols.event;

import org.jspecify.annotations.NullMarked;
