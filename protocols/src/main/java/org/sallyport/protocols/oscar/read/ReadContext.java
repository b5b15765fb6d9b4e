package org.sallyport.protocols.oscar.read;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/**
 * What a reader is told of the connection. Immutable; a session makes a new one when something in it changes.
 *
 * @param account whose connection it is; null while unknown
 * @param service the service as far as known
 * @param limits bounds on lists and texts
 * @param room the room this connection is in, when it is a room's
 */
public record ReadContext(
        @Nullable ScreenName account,
        ServiceId service,
        Limits limits,
        @Nullable String room) {}
