package org.sallyport.protocols;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.event.FileInfo;

/**
 * What one connection knows about a connection that will follow it: whoever presents the cookie is this account.
 *
 * @param service where the account is
 * @param account whose connection it will be; null when the first connection didn't know either
 * @param purpose the plugin's own word for what the connection is for, such as {@code bos} or {@code chat}
 * @param room the room it will be in, when it is for one
 * @param peer who will be at the other end, when that is one person, as for a file that goes from client to client
 * @param offer the id of the event by which it was agreed on, so that what happens there can be tied to it
 * @param files the files that were agreed on, where the connection itself doesn't say what they are
 */
public record Handoff(
        ServiceId service,
        @Nullable ScreenName account,
        String purpose,
        @Nullable String room,
        @Nullable ScreenName peer,
        @Nullable String offer,
        List<FileInfo> files) {

    public Handoff {
        files = List.copyOf(files);
    }

    /** Without files, or with files whose own connection says what they are. */
    public Handoff(
            ServiceId service,
            @Nullable ScreenName account,
            String purpose,
            @Nullable String room,
            @Nullable ScreenName peer,
            @Nullable String offer) {
        this(service, account, purpose, room, peer, offer, List.of());
    }

    /** To the service. */
    public Handoff(ServiceId service, @Nullable ScreenName account, String purpose, @Nullable String room) {
        this(service, account, purpose, room, null, null);
    }
}
