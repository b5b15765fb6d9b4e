package org.sallyport.protocols.oscar;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.oscar.oft.Announced;
import org.sallyport.protocols.oscar.wire.OscarNames;

/**
 * Carries decisions on rendezvous out: files, direct connections, rooms, games, voice (channel 2 of 04/06 and 04/07).
 *
 * <p>Whoever has a window open for a refused one must see it end. Clients end it on a cancel with the right cookie from the
 * right name; most ignore the "declined" of 04/0B. So our own client is sent a cancel that seems to come from the other side
 * (after the host's acknowledgement, if it asked for one), and the other side one that seems to come from our client: to the
 * one who proposed; and, when an accept or a counter-proposal is refused, to both. A transfer that nobody was told of needs no
 * cancel. Cancels to the service cost the client a little of its rate.
 *
 * <p>Of what is let through, the cookie is remembered under which the two clients will meet ({@link Announced}).
 */
final class Offers {

    private final Connection connection;
    private final Outlet outlet;
    private final Voice voice;

    Offers(Connection connection, Outlet outlet, Voice voice) {
        this.connection = connection;
        this.outlet = outlet;
        this.voice = voice;
    }

    void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            remember(from, Icbm.read(from, frame, connection.context().limits()));
            out.add(outlet.forward(from, frame));
            voice.notices(ruling.notices(), out);
            return;
        }
        outlet.drop(from, frame);
        Icbm offer = Icbm.read(from, frame, connection.context().limits());
        if (offer != null) {
            if (from == Side.CLIENT && offer.ackWanted()) {
                voice.hostAck(frame, out);
            }
            if (!(ruling.verdict() instanceof Verdict.Drop)) {
                cancel(from, offer, out);
            }
        }
        voice.notices(ruling.notices(), out);
    }

    /** What comes of a proposal is a connection from client to client: it shall be known whose that is. */
    private void remember(Side from, @Nullable Icbm offer) {
        Icbm.Rendezvous rendezvous =
                offer == null ? null : offer.rendezvous(connection.context().limits());
        if (offer == null || rendezvous == null || rendezvous.type() != Icbm.Rendezvous.PROPOSE) {
            return;
        }
        String purpose = Announced.purpose(rendezvous.capability(), from == Side.CLIENT, rendezvous.number());
        if (purpose != null) {
            Announced.remember(
                    connection.context().handoffs(),
                    rendezvous.cookie(),
                    new Handoff(
                            connection.service(),
                            connection.account(),
                            purpose,
                            null,
                            OscarNames.screenName(offer.peer()),
                            HexFormat.of().toHexDigits(rendezvous.cookie())));
        }
    }

    private void cancel(Side from, Icbm offer, List<Emission> out) {
        Icbm.Rendezvous rendezvous = offer.rendezvous(connection.context().limits());
        if (rendezvous == null
                || (rendezvous.type() != Icbm.Rendezvous.PROPOSE && rendezvous.type() != Icbm.Rendezvous.ACCEPT)) {
            return;
        }
        if (from == Side.CLIENT || rendezvous.known()) {
            voice.cancelToClient(offer, rendezvous, out);
        }
        if (from == Side.SERVER || rendezvous.known()) {
            voice.cancelToServer(offer, rendezvous, out);
        }
    }
}
