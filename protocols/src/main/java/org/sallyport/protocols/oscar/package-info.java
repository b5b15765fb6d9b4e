/**
 * OSCAR, the protocol of AIM and of ICQ from 2001 on: the stateful half.
 *
 * <p>Start at {@link org.sallyport.protocols.oscar.OscarPlugin}. A {@linkplain org.sallyport.protocols.oscar.FlapCodec codec}
 * cuts the stream into FLAPs; a {@linkplain org.sallyport.protocols.oscar.OscarSession session} knows who signed on, where the
 * service sends the client next, and how a decision is carried out so that both peers still see a stream they accept. What a
 * single SNAC says without knowing anything else is read in {@code oscar.read} and written in {@code oscar.write}.
 */
@NullMarked
package org.sallyport.protocols.oscar;

import org.jspecify.annotations.NullMarked;
