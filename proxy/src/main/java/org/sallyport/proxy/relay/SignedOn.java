package org.sallyport.proxy.relay;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.sallyport.protocols.ScreenName;

/**
 * Every connection whose account is known, by account: an account may have several, at one client or at many.
 *
 * <p>Safe for any thread. Bounded by the connections there may be.
 */
public final class SignedOn {

    private final Map<ScreenName, List<Relay>> byAccount = new ConcurrentHashMap<>();

    /** Nobody yet. */
    public SignedOn() {}

    void enter(ScreenName account, Relay relay) {
        byAccount.compute(account, (name, there) -> {
            List<Relay> relays = there == null ? new CopyOnWriteArrayList<>() : there;
            relays.add(relay);
            return relays;
        });
    }

    void leave(ScreenName account, Relay relay) {
        byAccount.computeIfPresent(account, (name, there) -> {
            there.remove(relay);
            return there.isEmpty() ? null : there;
        });
    }

    /** The connections of an account, the one that came first first; empty when it has none. */
    public List<Relay> of(ScreenName account) {
        return byAccount.getOrDefault(account, List.of());
    }

    /** Every connection of an account. */
    public void forEach(Consumer<Relay> each) {
        byAccount.values().forEach(relays -> relays.forEach(each));
    }

    /** The accounts that have a connection, as they are now. */
    List<ScreenName> names() {
        return List.copyOf(byAccount.keySet());
    }

    /** How many accounts have a connection. */
    public int accounts() {
        return byAccount.size();
    }
}
