/**
 * Asks virus scanners about files while these pass: clamd, and whoever speaks ICAP. Netty channels, and nothing of any messenger.
 */
@NullMarked
package org.sallyport.proxy.scan;

import org.jspecify.annotations.NullMarked;
