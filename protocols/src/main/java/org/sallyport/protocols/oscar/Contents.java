package org.sallyport.protocols.oscar;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.oscar.read.Meaning;
import org.sallyport.protocols.oscar.read.ReadContext;
import org.sallyport.protocols.oscar.read.SnacReaders;
import org.sallyport.protocols.oscar.wire.SnacHeader;

/**
 * What people do once they are in, as the readers tell it, and who carries a decision on it out.
 *
 * <p>Confined to the connection's event loop.
 */
final class Contents {

    private final Connection connection;
    private final Attendance attendance;
    private final Talk talk;
    private final Offers offers;
    private final Requests requests;

    private @Nullable ReadContext context;
    private int contextOf;

    Contents(Connection connection, Outlet outlet, Voice voice, Attendance attendance) {
        this.connection = connection;
        this.attendance = attendance;
        this.talk = new Talk(connection, outlet, voice, attendance);
        this.offers = new Offers(connection, outlet, voice);
        this.requests = new Requests(connection, outlet, voice);
    }

    Finding read(Side from, SnacHeader header, Frame frame) {
        Meaning meaning = SnacReaders.read(from, header, header.body(frame.buffer()), context());
        if (from == Side.SERVER && !(meaning instanceof Meaning.Broken)) {
            attendance.sees(header, frame);
        }
        return switch (meaning) {
            case Meaning.Nothing nothing -> Finding.Pass.INSTANCE;
            case Meaning.Broken broken -> new Finding.Broken(broken.why());
            case Meaning.Unclassified unclassified -> {
                ImEvent.Unclassified event = new ImEvent.Unclassified(
                        Flow.from(from),
                        from == Side.CLIENT ? connection.account() : null,
                        header.opcode(),
                        frame.length());
                yield new Finding.Asks(event, requests::enforce);
            }
            case Meaning.Events happened ->
                new Finding.Asks(addressed(header, happened.events()), enforcement(header, happened.events()));
        };
    }

    /** What is said to a room names nobody on the wire. */
    private List<ImEvent> addressed(SnacHeader header, List<ImEvent> events) {
        return header.is(0x0E, 0x05)
                ? events.stream().map(attendance::addressed).toList()
                : events;
    }

    private Enforcement enforcement(SnacHeader header, List<ImEvent> events) {
        if (header.is(0x04, 0x06) || header.is(0x04, 0x07)) {
            for (ImEvent event : events) {
                if (event instanceof ImEvent.FileOffer || event instanceof ImEvent.Invite) {
                    return offers::enforce;
                }
            }
            return talk::enforce;
        }
        if (header.is(0x0E, 0x05) || header.is(0x0E, 0x06)) {
            return talk::enforce;
        }
        return requests::enforce;
    }

    /** Made anew only when something in it has changed. */
    private ReadContext context() {
        ReadContext now = context;
        if (now == null || contextOf != connection.revision()) {
            now = new ReadContext(
                    connection.account(),
                    connection.service(),
                    connection.context().limits(),
                    connection.room());
            context = now;
            contextOf = connection.revision();
        }
        return now;
    }
}
