package org.sallyport.protocols;

import org.jspecify.annotations.Nullable;

/**
 * What one connection knows about a connection that will follow it: whoever presents the cookie is this account.
 *
 * @param service where the account is
 * @param account whose connection it will be; null when the first connection didn't know either
 * @param purpose the plugin's own word for what the connection is for, such as {@code bos} or {@code chat}
 * @param room the room it will be in, when it is for one
 */
public record Handoff(
        ServiceId service,
        @Nullable ScreenName account,
        String purpose,
        @Nullable String room) {}
