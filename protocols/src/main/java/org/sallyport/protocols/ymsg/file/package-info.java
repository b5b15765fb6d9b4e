/**
 * The bytes of Yahoo!'s files, which go by HTTP: posted to the service's drop box or relay, and fetched from there or from a
 * peer.
 */
@NullMarked
package org.sallyport.protocols.ymsg.file;

import org.jspecify.annotations.NullMarked;
