/** Tests of the recognisers. */
@NullMarked
package org.sallyport.protocols.recognise;

import org.jspecify.annotations.NullMarked;
