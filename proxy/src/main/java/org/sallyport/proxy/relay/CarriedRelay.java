package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;

/**
 * A connection that comes and goes in pieces of something else, such as the bodies of HTTP messages: the same relay, identified,
 * read, decided on and recorded as on a socket.
 *
 * <p><b>Use:</b> {@link #said} with what one side's piece had in it; when the callback comes, all of that was dealt with, and
 * {@link #take} gives what is to go to each side now: mostly the same bytes. What a frame's beginning held back comes with its
 * end.
 *
 * <p><b>Threading:</b> confined to the client's event loop. <b>Lifecycle:</b> {@link #close} must be called at the end.
 */
public final class CarriedRelay {

    private final Relay relay;
    private final Channel client;
    private final CarriedPeer clientPeer;
    private final CarriedPeer serverPeer;
    private @Nullable Runnable settled;

    /** Begins a connection. {@code client} is the channel by which the client reaches the gateway. */
    public CarriedRelay(
            Opening opening, @Nullable Person user, RelayServices services, Advertiser advertiser, Channel client) {
        this.client = client;
        this.clientPeer = new CarriedPeer(client.alloc(), this::changed);
        this.serverPeer = new CarriedPeer(client.alloc(), this::changed);
        this.relay = new Relay(
                opening,
                user,
                services,
                advertiser,
                client,
                (made, side) -> side == Side.CLIENT ? clientPeer : serverPeer);
        relay.start();
    }

    /** Nothing is to be found out: it is read with this plugin from the beginning. Before anything is said. */
    public void readWith(ProtocolPlugin plugin, ServiceId catalogued) {
        relay.readWith(plugin, catalogued);
    }

    /**
     * One side has said this; the bytes belong to the relay from now on. One call at a time: wait for the callback.
     *
     * @param then called once, on the event loop and not within this call, when nothing of it waits for a decision any more
     * @throws IllegalStateException while the callback of another call is due
     */
    public void said(Side from, ByteBuf bytes, Runnable then) {
        if (settled != null) {
            bytes.release();
            throw new IllegalStateException("what was said before is still being dealt with");
        }
        settled = then;
        relay.received(from, bytes);
        relay.readComplete();
        changed();
    }

    private void changed() {
        Runnable then = settled;
        if (then != null && relay.isSettled()) {
            settled = null;
            client.eventLoop().execute(then);
        }
    }

    /** What is to go to this side now; to be released by the caller. */
    public ByteBuf take(Side to) {
        return (to == Side.CLIENT ? clientPeer : serverPeer).take();
    }

    /** Whether the relay has ended the connection: neither side is to be spoken to any more but for what is to be taken. */
    public boolean isClosed() {
        return !clientPeer.isOpen() || !serverPeer.isOpen();
    }

    /** Ends it: what it carried is gone. */
    public void close() {
        relay.inactive(Side.CLIENT);
        relay.close();
        clientPeer.release();
        serverPeer.release();
    }
}
