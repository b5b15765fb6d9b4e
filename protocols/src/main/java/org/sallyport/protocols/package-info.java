/**
 * The seam between a wire protocol and everything else: what a plugin is given, what it answers, and the words both use.
 *
 * <p>Start at {@link org.sallyport.protocols.ProtocolPlugin}. Nothing here opens a socket or starts a thread: a plugin turns
 * bytes into {@linkplain org.sallyport.protocols.event.ImEvent events} and
 * {@linkplain org.sallyport.protocols.decision.Decision decisions} into bytes.
 */
@NullMarked
package org.sallyport.protocols;

import org.jspecify.annotations.NullMarked;
