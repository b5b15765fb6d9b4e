package org.sallyport.protocols.rvp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

/** A script of messages in the language of {@link Http}. The client is at 192.0.2.1, the server im.example.com at 192.0.2.80. */
final class Transcript extends Script {

    /** How bob logs on. */
    static final String LOGON = "SUBSCRIBE bob as bob with \"Notification-Type: pragma/notify\""
            + " with \"Call-Back: http://192.0.2.1:9001\"";

    /** And what comes of it. */
    static final String LOGGED_ON = """
        C> %1$s
        * sign-on requested none null | outbound exchange-im:bob@example.com
        S< %1$s
        S> 200 with "Subscription-Id: 101"
        * sign-on accepted none null | inbound exchange-im:bob@example.com
        C< 200 with "Subscription-Id: 101"
        """.formatted(LOGON);

    static final String CLIENT = "192.0.2.1";
    static final String SERVER = "192.0.2.80";

    private final Rig rig;

    Transcript(Rig rig) {
        super(rig);
        this.rig = rig;
    }

    static Handoffs handoffs() {
        return new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    }

    /** A client's connection to its server. */
    static Rig asking(Handoffs handoffs) {
        Rig rig = new Rig(new RvpPlugin(), Limits.DEFAULT, handoffs);
        rig.cataloguedAs("exchange-im");
        rig.openedAs(opening(CLIENT, new Address("im.example.com", 80), Opening.NamedBy.HTTP));
        return known(rig);
    }

    /** Somebody's connection to where the client waits for calls. */
    static Rig calling(Handoffs handoffs, String from, Address to, Opening.NamedBy namedBy) {
        Rig rig = new Rig(new RvpPlugin(), Limits.DEFAULT, handoffs);
        rig.openedAs(opening(from, to, namedBy));
        return known(rig);
    }

    private static Rig known(Rig rig) {
        rig.foundAt(name -> name.host().equals("im.example.com") ? Set.of(address(SERVER)) : Set.of());
        return rig;
    }

    private static Opening opening(String client, Address destination, Opening.NamedBy namedBy) {
        return new Opening(
                "test-1",
                Instant.EPOCH,
                "test",
                new InetSocketAddress(client, 40_000),
                destination,
                namedBy,
                null,
                true);
    }

    private static InetAddress address(String literal) {
        return new InetSocketAddress(literal, 1).getAddress();
    }

    @Override
    protected byte[] sent(Side from, String frame) {
        return Http.message(frame);
    }

    @Override
    protected void compare(String line, Side from, String frame, byte[] actual) {
        assertThat(new String(actual, StandardCharsets.UTF_8))
                .as(line)
                .isEqualTo(new String(Http.message(frame), StandardCharsets.UTF_8));
    }

    /** The eldest call of the gateway's own that no test has asked for yet. */
    Rig.Called call() {
        return Objects.requireNonNull(rig.calls().poll(), "nobody was called");
    }
}
