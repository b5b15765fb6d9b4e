/** Tests of looking into TLS, with the JDK and OpenSSL at both ends. */
@NullMarked
package org.sallyport.proxy.tls;

import org.jspecify.annotations.NullMarked;
