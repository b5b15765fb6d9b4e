/**
 * Plain HTTP, looked at request by request. Three parts in a row: the {@link org.sallyport.proxy.entry.http.Front} takes the
 * client's requests apart and decides; LittleProxy carries them; the exit leads to the service. See docs/adr.
 *
 * <p>LittleProxy's types stay in here.
 */
@NullMarked
package org.sallyport.proxy.entry.http;

import org.jspecify.annotations.NullMarked;
