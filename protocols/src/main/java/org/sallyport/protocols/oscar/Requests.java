package org.sallyport.protocols.oscar;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.oscar.wire.SnacHeader;

/**
 * Carries decisions on everything without manners of its own out: presence, typing, profiles, contacts, look-ups, icons, and
 * what has no name. Nothing here can be put in other words, so what should be is refused.
 *
 * <p>A refused request of the client's gets the error SNAC of its family, for its window waits; one that never has an answer
 * vanishes. A refused edit of the contact list gets its status, 13/0E with a code an item, or libpurple's queue of edits stands
 * still for good.
 */
final class Requests {

    private final Connection connection;
    private final Outlet outlet;
    private final Voice voice;

    Requests(Connection connection, Outlet outlet, Voice voice) {
        this.connection = connection;
        this.outlet = outlet;
        this.voice = voice;
    }

    void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(outlet.forward(from, frame));
        } else {
            outlet.drop(from, frame);
            SnacHeader header = SnacHeader.read(frame.buffer(), FlapView.payload(frame), FlapView.end(frame));
            if (from == Side.CLIENT && header != null) {
                answer(ruling.verdict() instanceof Verdict.Drop, header, frame, out);
            }
        }
        voice.notices(ruling.notices(), out);
    }

    private void answer(boolean silent, SnacHeader header, Frame frame, List<Emission> out) {
        if (header.family() == 0x13 && header.subtype() >= 0x08 && header.subtype() <= 0x0A) {
            int items = Feedbag.count(
                    header.body(frame.buffer()), connection.context().limits());
            voice.feedbagStatus(header.requestId(), items, out);
        } else if (!silent && hasAnswer(header)) {
            voice.error(header.family(), header.requestId(), out);
        }
    }

    /** Whether the client waits for something. It doesn't when it says who it is, what it shows, or that it types. */
    private static boolean hasAnswer(SnacHeader header) {
        return switch (header.family()) {
            case 0x01 -> header.subtype() != 0x11 && header.subtype() != 0x1E;
            case 0x02 -> header.subtype() != 0x04;
            case 0x03 -> false;
            case 0x04 -> header.subtype() != 0x0B && header.subtype() != 0x14;
            default -> true;
        };
    }
}
