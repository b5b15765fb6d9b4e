/**
 * Looking into TLS where the company has the right to and has said so: which connections ({@link
 * org.sallyport.proxy.tls.Interception}), the gateway's own certification authority ({@link
 * org.sallyport.proxy.tls.Authority}), and the two handshakes, towards the service and towards the client.
 *
 * <p>Bouncy Castle, which makes the certificates, is seen in here only.
 */
@NullMarked
package org.sallyport.proxy.tls;

import org.jspecify.annotations.NullMarked;
