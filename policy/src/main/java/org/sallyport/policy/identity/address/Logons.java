package org.sallyport.policy.identity.address;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who has logged on at which address, as told by whoever sees that: a domain controller's log, a VPN, a NAC. The latest word
 * about an address counts, until its time is over.
 *
 * <p><b>Threading:</b> any thread; never blocks. <b>Bounds:</b> {@value #MOST} addresses; when they are full of people who are
 * still there, another one is refused. <b>Lifecycle:</b> in memory: after a restart it has to be told anew. Whoever tells it has
 * to be trusted: what it hears decides whose a connection is.
 */
public final class Logons implements WhoIsAt {

    /** How many addresses are remembered, some 200 bytes each. */
    public static final int MOST = 100_000;

    /** The longest that one telling is good for. */
    public static final Duration LONGEST = Duration.ofDays(7);

    private static final int LONGEST_LOGIN = 256;

    private final Map<InetAddress, Logon> logons = new ConcurrentHashMap<>();
    private final int most;
    private final LongSupplier nanos;

    private record Logon(String login, long expires) {}

    /** What came of a report. */
    public enum Outcome {
        /** It counts from now on. */
        TAKEN,
        /** The login is empty or too long, or the time is not above zero or too long. */
        WRONG,
        /** There are too many. */
        FULL
    }

    /** Nobody yet. */
    public Logons() {
        this(MOST, System::nanoTime);
    }

    Logons(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    /**
     * Somebody is at an address.
     *
     * @param address the client's, as the gateway sees it
     * @param login the directory's, 1 to 256 characters
     * @param life how long that is true unless it is told again, above 0 and at most {@link #LONGEST}
     */
    public Outcome report(InetAddress address, String login, Duration life) {
        if (login.isBlank()
                || login.length() > LONGEST_LOGIN
                || login.chars().anyMatch(Character::isISOControl)
                || !life.isPositive()
                || life.compareTo(LONGEST) > 0) {
            return Outcome.WRONG;
        }
        long now = nanos.getAsLong();
        if (!logons.containsKey(address) && logons.size() >= most) {
            logons.values().removeIf(logon -> now - logon.expires() >= 0);
            if (logons.size() >= most) {
                return Outcome.FULL;
            }
        }
        logons.put(address, new Logon(login, now + life.toNanos()));
        return Outcome.TAKEN;
    }

    /** Nobody is there any more; whether anybody was. */
    public boolean ended(InetAddress address) {
        Logon logon = logons.remove(address);
        return logon != null && nanos.getAsLong() - logon.expires() < 0;
    }

    @Override
    public @Nullable String login(InetAddress address) {
        Logon logon = logons.get(address);
        if (logon == null) {
            return null;
        }
        if (nanos.getAsLong() - logon.expires() >= 0) {
            logons.remove(address, logon);
            return null;
        }
        return logon.login();
    }

    /** Whoever has logged on, or else whoever has the address for good. */
    public WhoIsAt orElse(WhoIsAt other) {
        return address -> {
            String login = login(address);
            return login == null ? other.login(address) : login;
        };
    }

    /** How many are remembered. */
    public int size() {
        return logons.size();
    }
}
