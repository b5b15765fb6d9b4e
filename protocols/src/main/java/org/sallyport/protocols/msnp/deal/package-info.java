/**
 * What people on MSN agree on besides talking: files, pictures, calls, cameras, games, direct connections. Two ways are in use:
 * {@linkplain org.sallyport.protocols.msnp.deal.Invitations invitations} in a text of their own, and
 * {@linkplain org.sallyport.protocols.msnp.deal.Calls calls} by MSNSLP, inside packets or bare.
 *
 * <p>Each reads one message and answers with a {@link org.sallyport.protocols.msnp.deal.Dealing}. Neither knows commands: whoever
 * carries the messages wraps what is {@linkplain org.sallyport.protocols.msnp.deal.Said said} and owes their acknowledgement. Start at
 * {@link org.sallyport.protocols.msnp.deal.Deals}, which is both for a switchboard.
 */
@NullMarked
package org.sallyport.protocols.msnp.deal;

import org.jspecify.annotations.NullMarked;
