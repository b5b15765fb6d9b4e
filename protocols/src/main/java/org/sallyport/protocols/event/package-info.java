/** What can happen on an instant-messaging wire, in one vocabulary for every protocol. */
@NullMarked
package org.sallyport.protocols.event;

import org.jspecify.annotations.NullMarked;
