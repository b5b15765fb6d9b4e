package org.sallyport.protocols;

import org.jspecify.annotations.Nullable;

/**
 * What one connection knows about a connection that will follow it: whoever presents the cookie is this account.
 *
 * @param service where the account is
 * @param account whose connection it will be; null when the first connection didn't know either
 * @param purpose the plugin's own word for what the connection is for, such as {@code bos} or {@code chat}
 * @param room the room it will be in, when it is for one
 * @param peer who will be at the other end, when that is one person, as for a file that goes from client to client
 * @param offer the id of the event by which it was agreed on, so that what happens there can be tied to it
 */
public record Handoff(
        ServiceId service,
        @Nullable ScreenName account,
        String purpose,
        @Nullable String room,
        @Nullable ScreenName peer,
        @Nullable String offer) {

    /** To the service. */
    public Handoff(ServiceId service, @Nullable ScreenName account, String purpose, @Nullable String room) {
        this(service, account, purpose, room, null, null);
    }
}
