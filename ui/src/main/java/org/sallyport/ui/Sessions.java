package org.sallyport.ui;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;

/**
 * Who is signed in. Sessions live in memory only: a restart signs everybody out. Safe for any thread.
 *
 * <p>Bounded twice: at {@code capacity} the session idle for longest ends, whoever's it is; at {@value #MAX_PER_PERSON}
 * the person's own idle for longest, so that no one person can push others out.
 */
final class Sessions {

    static final int MAX_PER_PERSON = 10;

    private final Secrets secrets;
    private final Clock clock;
    private final Duration idle;
    private final Duration absolute;
    private final int capacity;

    /** In order of use, the one idle for longest first. Guarded by itself. */
    private final Map<String, Session> byToken = new LinkedHashMap<>(16, 0.75f, true);

    Sessions(Secrets secrets, Clock clock, Duration idle, Duration absolute, int capacity) {
        this.secrets = secrets;
        this.clock = clock;
        this.idle = idle;
        this.absolute = absolute;
        this.capacity = capacity;
    }

    /** A new session under a token never used before. */
    Session open(Caller caller) {
        Instant now = clock.instant();
        Session session = new Session(secrets.token(), secrets.token(), caller, now);
        synchronized (byToken) {
            byToken.values().removeIf(old -> over(old, now));
            makeRoom(caller.person());
            byToken.put(session.token(), session);
        }
        return session;
    }

    /** The living session under {@code token}, which is thereby in use; null when there is none. */
    @Nullable
    Session find(@Nullable String token) {
        if (token == null) {
            return null;
        }
        Instant now = clock.instant();
        synchronized (byToken) {
            Session session = byToken.get(token);
            if (session == null) {
                return null;
            }
            if (over(session, now)) {
                byToken.remove(token);
                return null;
            }
            session.seen(now);
            return session;
        }
    }

    void close(Session session) {
        synchronized (byToken) {
            byToken.remove(session.token());
        }
    }

    int size() {
        synchronized (byToken) {
            return byToken.size();
        }
    }

    private void makeRoom(Person person) {
        List<String> own = new ArrayList<>();
        byToken.forEach((token, session) -> {
            if (session.person().id().equals(person.id())) {
                own.add(token);
            }
        });
        if (own.size() >= MAX_PER_PERSON) {
            byToken.remove(own.getFirst());
        }
        while (byToken.size() >= capacity) {
            byToken.remove(byToken.keySet().iterator().next());
        }
    }

    private boolean over(Session session, Instant now) {
        return now.isAfter(session.lastSeen().plus(idle))
                || now.isAfter(session.opened().plus(absolute));
    }
}
