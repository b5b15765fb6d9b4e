package org.sallyport.protocols.trial;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.SessionContext;

/**
 * A session's surroundings in a trial: transparent, at one fixed time.
 *
 * @param advertiser what {@link #advertise} does
 */
public record TrialContext(
        Opening opening,
        Limits limits,
        ServiceId catalogued,
        Handoffs handoffs,
        KnownContacts contactLists,
        Clock clock,
        UnaryOperator<Address> advertiser)
        implements SessionContext {

    /** When every trial takes place. */
    public static final Instant TIME = Instant.parse("2005-03-01T12:00:00Z");

    /** Stands still at {@link #TIME}. */
    public static final Clock CLOCK = Clock.fixed(TIME, ZoneOffset.UTC);

    /** Hand-offs that outlive any trial. */
    public static Handoffs newHandoffs() {
        return new Handoffs(CLOCK, 1_000, Duration.ofHours(1));
    }

    /** A connection to a service, addresses handed out unchanged. */
    public static TrialContext to(Address destination, Handoffs handoffs) {
        return new TrialContext(
                opening(
                        "trial-1",
                        new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 40_000),
                        destination),
                Limits.DEFAULT,
                ServiceId.UNKNOWN,
                handoffs,
                new KnownContacts(),
                CLOCK,
                UnaryOperator.identity());
    }

    /** How a connection of a trial came in. */
    public static Opening opening(String id, InetSocketAddress client, Address destination) {
        return new Opening(id, TIME, "trial", client, destination, Opening.NamedBy.CAPTURE, null, true);
    }

    /** The same with other bounds. */
    public TrialContext with(Limits other) {
        return new TrialContext(opening, other, catalogued, handoffs, contactLists, clock, advertiser);
    }

    /** The same with other addresses for the client. */
    public TrialContext with(UnaryOperator<Address> other) {
        return new TrialContext(opening, limits, catalogued, handoffs, contactLists, clock, other);
    }

    @Override
    public Address advertise(Address target) {
        return advertiser.apply(target);
    }

    @Override
    public Address callBack(Address target) {
        return target;
    }

    @Override
    public Set<InetAddress> foundAt(Address service) {
        return Set.of();
    }

    @Override
    public String noticeName() {
        return "sallyport";
    }
}
