@NullMarked
package org.sallyport.protocols.msnp;

import org.jspecify.annotations.NullMarked;
