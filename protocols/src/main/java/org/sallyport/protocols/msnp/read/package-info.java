/** What stands in the payloads of notification servers: a little XML, read without a parser and without trust. */
@NullMarked
package org.sallyport.protocols.msnp.read;

import org.jspecify.annotations.NullMarked;
