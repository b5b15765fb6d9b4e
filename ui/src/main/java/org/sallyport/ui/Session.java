package org.sallyport.ui;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.ui.page.SearchForm;

/** One person's stay at the console. Safe for any thread. */
final class Session {

    /** How many searches are kept for going back to; the one not looked at for longest gives way. */
    static final int MAX_SEARCHES = 50;

    private final String token;
    private final String csrf;
    private final Caller caller;
    private final Instant opened;
    private final Map<String, StoredSearch> searches = new LinkedHashMap<>(16, 0.75f, true);
    private final AtomicReference<@Nullable String> notice = new AtomicReference<>();
    private volatile Instant lastSeen;

    Session(String token, String csrf, Caller caller, Instant now) {
        this.token = token;
        this.csrf = csrf;
        this.caller = caller;
        this.opened = now;
        this.lastSeen = now;
    }

    /** What the browser's cookie holds. */
    String token() {
        return token;
    }

    /** What every form of this session must carry. */
    String csrf() {
        return csrf;
    }

    /** Who it is, with the roles they had when signing in. */
    Caller caller() {
        return caller;
    }

    Person person() {
        return caller.person();
    }

    boolean may(Access access) {
        return caller.may(access);
    }

    Instant opened() {
        return opened;
    }

    Instant lastSeen() {
        return lastSeen;
    }

    void seen(Instant now) {
        lastSeen = now;
    }

    /** What the next page says on top: how what was just done went. */
    void say(String text) {
        notice.set(text);
    }

    /** What {@link #say} left, once. */
    @Nullable
    String takeNotice() {
        return notice.getAndSet(null);
    }

    void keep(String id, SearchForm form) {
        synchronized (searches) {
            searches.put(id, new StoredSearch(id, form));
            if (searches.size() > MAX_SEARCHES) {
                searches.remove(searches.keySet().iterator().next());
            }
        }
    }

    /** The search kept under {@code id}; null when there is none, or none any more. */
    @Nullable
    StoredSearch search(String id) {
        synchronized (searches) {
            return searches.get(id);
        }
    }
}
