package org.sallyport.policy.identity.address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.rule.Network;

/** Addresses and networks that an administrator has given to people; of several that fit, the smallest counts. Immutable. */
public final class FixedAddresses implements WhoIsAt {

    /** How many there can be: they are looked through one by one. */
    public static final int MOST = 1_000;

    /** None. */
    public static final FixedAddresses NONE = new FixedAddresses(Map.of());

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(Network network, String login) {}

    /**
     * @param logins by address or network, such as {@code 10.1.2.3} or {@code 10.1.2.0/28}
     * @throws IllegalArgumentException when one is neither, or there are too many
     */
    public FixedAddresses(Map<String, String> logins) {
        if (logins.size() > MOST) {
            throw new IllegalArgumentException("addresses: there are " + logins.size() + ", may be " + MOST);
        }
        logins.forEach((text, login) -> entries.add(new Entry(
                Network.parse(text)
                        .orElseThrow(
                                () -> new IllegalArgumentException("addresses: not an address or a network: " + text)),
                login)));
        entries.sort(
                Comparator.comparingInt((Entry entry) -> entry.network.prefix()).reversed());
    }

    @Override
    public @Nullable String login(InetAddress address) {
        for (Entry entry : entries) {
            if (entry.network.contains(address)) {
                return entry.login;
            }
        }
        return null;
    }
}
