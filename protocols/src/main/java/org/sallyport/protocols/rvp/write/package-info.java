/** What the gateway says in RVP itself: {@linkplain org.sallyport.protocols.rvp.write.Answers answers}, {@linkplain
 * org.sallyport.protocols.rvp.write.Notices notices}, and texts in place of others.
 */
@NullMarked
package org.sallyport.protocols.rvp.write;

import org.jspecify.annotations.NullMarked;
