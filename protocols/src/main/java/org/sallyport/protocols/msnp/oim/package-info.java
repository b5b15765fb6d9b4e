/**
 * MSN's offline messages: SOAP over HTTP, beside the protocol itself. What is sent to somebody who is away goes to one web service,
 * and what was said while one was away oneself comes from another.
 *
 * <p>Start at {@link org.sallyport.protocols.msnp.oim.OimPlugin}.
 */
@NullMarked
package org.sallyport.protocols.msnp.oim;

import org.jspecify.annotations.NullMarked;
