/**
 * YMSG, the protocol of Yahoo! Messenger, versions 9 to 19: the stateful half.
 *
 * <p>Start at {@link org.sallyport.protocols.ymsg.YmsgPlugin}. A {@linkplain org.sallyport.protocols.ymsg.wire.YmsgCodec codec}
 * cuts the stream into packets; a {@linkplain org.sallyport.protocols.ymsg.YmsgSession session} knows who signed on, and a
 * {@linkplain org.sallyport.protocols.ymsg.Topic topic} for each group of services reads what people do in it and carries
 * decisions on it out. What a single packet says is read in {@code ymsg.read} and written in {@code ymsg.write}.
 */
@NullMarked
package org.sallyport.protocols.ymsg;

import org.jspecify.annotations.NullMarked;
