/**
 * MSNP, the protocol of MSN Messenger, Windows Messenger and Windows Live Messenger, versions 2 to 21.
 *
 * <p>Start at {@link org.sallyport.protocols.msnp.MsnpPlugin}; {@link org.sallyport.protocols.msnp.MsnpSession} shows where each
 * command goes. What commands look like on the wire is in {@code wire}, the MIME part of messages in {@code mime}.
 */
@NullMarked
package org.sallyport.protocols.msnp;

import org.jspecify.annotations.NullMarked;
