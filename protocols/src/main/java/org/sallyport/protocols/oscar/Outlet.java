package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.oscar.wire.Flap;

/**
 * The one place where frames get their numbers: whatever goes out or is held back passes here, in the order in which it does.
 *
 * <p>Also hands out request ids for SNACs of our own. Towards the client they stand high in the service's half of the numbers,
 * away from where services count; towards the service, at the far end of the client's half, so that answers to them can be
 * told apart and swallowed.
 *
 * <p>Confined to the connection's event loop.
 */
final class Outlet {

    private static final long FIRST_TO_CLIENT = 0xF000_0000L;
    private static final long LAST_TO_CLIENT = 0xFFFF_FFFFL;
    private static final long FIRST_TO_SERVER = 0x7000_0000L;
    private static final long LAST_TO_SERVER = 0x7FFF_FFFFL;

    private final SequenceSeries toClient = new SequenceSeries();
    private final SequenceSeries toServer = new SequenceSeries();
    private long nextToClient = FIRST_TO_CLIENT;
    private long nextToServer = FIRST_TO_SERVER;

    /** The frame goes on as it is but for its number, which is put in place. */
    Emission forward(Side from, Frame frame) {
        int seen = FlapView.sequence(frame);
        int number = to(from.other()).passing(seen);
        if (number != seen) {
            FlapView.sequence(frame, number);
        }
        return Emission.Forward.INSTANCE;
    }

    /** The frame doesn't go on. */
    void drop(Side from, Frame frame) {
        to(from.other()).dropped(FlapView.sequence(frame));
    }

    /**
     * Another payload goes on in the frame's place, on the same channel.
     *
     * @param payload released here
     */
    Emission replace(Side from, Frame frame, ByteBuf payload) {
        int number = to(from.other()).passing(FlapView.sequence(frame));
        return new Emission.Send(from.other(), Flap.frame(FlapView.channel(frame), number, payload));
    }

    /**
     * A frame of our own.
     *
     * @param payload released here
     */
    Emission send(Side to, int channel, ByteBuf payload) {
        return new Emission.Send(to, Flap.frame(channel, to(to).own(), payload));
    }

    /** A request id for a SNAC that the client takes for the service's. */
    long idForClient() {
        long id = nextToClient;
        nextToClient = id == LAST_TO_CLIENT ? FIRST_TO_CLIENT : id + 1;
        return id;
    }

    /** A request id for a SNAC that the service takes for the client's. */
    long idForServer() {
        long id = nextToServer;
        nextToServer = id == LAST_TO_SERVER ? FIRST_TO_SERVER : id + 1;
        return id;
    }

    /** Whether {@link #idForServer} has given this id. */
    boolean askedWith(long id) {
        return id >= FIRST_TO_SERVER && id < nextToServer;
    }

    /** Whether the service can have seen ids of ours at all. */
    boolean hasAsked() {
        return nextToServer > FIRST_TO_SERVER;
    }

    private SequenceSeries to(Side side) {
        return side == Side.CLIENT ? toClient : toServer;
    }
}
