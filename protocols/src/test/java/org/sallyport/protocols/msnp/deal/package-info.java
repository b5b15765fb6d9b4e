/** What is made of offers, calls and data under every verdict. */
@NullMarked
package org.sallyport.protocols.msnp.deal;

import org.jspecify.annotations.NullMarked;
