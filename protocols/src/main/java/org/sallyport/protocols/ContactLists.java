package org.sallyport.protocols;

import java.util.Collection;

/**
 * Where sessions tell of contact lists that cross their connections: those that a service keeps and tells at sign-on, and those
 * that a client keeps and tells its service. Changes that somebody makes to one are
 * {@link org.sallyport.protocols.event.ImEvent.ContactChange}s instead.
 *
 * <p>Nobody does anything when a list crosses the wire, so this is no event: nothing of it is decided on or recorded, and no rule
 * about contact lists can get in the way of a sign-on.
 *
 * <p>On a list are those whom the account has put there, in whatever group. Those it has blocked, ignores or merely lets see it
 * are not, nor are those who have it on theirs.
 *
 * <p>Safe for any thread; keeps nobody waiting.
 */
public interface ContactLists {

    /** A whole list follows: who was on it before is on it no more, unless named again. */
    void begins(ScreenName account);

    /**
     * These are on the account's list, besides those told since it began.
     *
     * @param contacts at most as many as a frame has items
     */
    void has(ScreenName account, Collection<ScreenName> contacts);
}
