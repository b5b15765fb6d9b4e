/**
 * Recorded network traffic as TCP streams: reads pcap and pcapng files, takes packets apart down to TCP, and puts the byte
 * streams back together as far as the capture has them.
 *
 * <p>Start at {@link org.sallyport.protocols.capture.CaptureFile}. Everything here streams, has bounds, and opens nothing but
 * the files it is given.
 */
@NullMarked
package org.sallyport.protocols.capture;

import org.jspecify.annotations.NullMarked;
