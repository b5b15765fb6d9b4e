/**
 * What a TLS client says before anything is encrypted: where it wants to go and what it wants to speak there. Reads bytes
 * only; nothing is changed, answered or decrypted here.
 */
@NullMarked
package org.sallyport.protocols.tls;

import org.jspecify.annotations.NullMarked;
