package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.ServiceId;
import org.sallyport.proxy.tls.Interception;
import org.sallyport.proxy.tls.Plan;
import org.sallyport.proxy.tls.Result;

/**
 * Gives a connection's two channels to others: for a while, to have TLS taken off, or for good, to those who know HTTP. Confined
 * to the relay's event loop.
 */
final class Detour {

    private final Relay relay;
    private final RelayServices services;

    Detour(Relay relay, RelayServices services) {
        this.relay = relay;
        this.services = services;
    }

    /**
     * Has TLS taken off both channels, with what the client has said so far as its beginning. {@code open} is called when plain
     * text comes; when that fails, the connection ends as unread, and {@link Interception} closes the channels. False when there
     * are no channels TLS could be taken off: something else carries them, or TLS of the gateway's own is there already.
     */
    boolean intercept(Interception interception, Plan plan, ServiceId service, Runnable open) {
        if (!(relay.peers().client() instanceof ChannelPeer near)
                || !(relay.peers().server() instanceof ChannelPeer far)
                || near.isEncrypted()
                || far.isEncrypted()) {
            return false;
        }
        ByteBuf hello = relay.takeHeld();
        interception.begin(
                plan,
                near.channel(),
                hello,
                far.channel(),
                result -> relay.ending().guarded(() -> {
                    switch (result) {
                        case Result.Established established -> {
                            if (!relay.ending().isOver()) {
                                relay.release();
                                open.run();
                                relay.goOn();
                            }
                        }
                        case Result.Failed failed -> relay.endUnread(service);
                    }
                }));
        return true;
    }

    /** Gives both channels to those who know HTTP, with what the client has said so far; false when there are none to give. */
    boolean handOver(HttpRoad road) {
        if (!(relay.peers().client() instanceof ChannelPeer near)
                || !(relay.peers().server() instanceof ChannelPeer far)) {
            return false;
        }
        boolean fromTls = relay.isIntercepted();
        ByteBuf said = relay.leave(services.catalogue().apply(relay.opening().destination()));
        near.detach();
        far.detach();
        near.whenClosed(relay::countEnd);
        road.take(new HttpRoad.Traveller(
                relay.begunAs(), relay.hearing().user(), near.channel(), said, far.channel(), fromTls));
        return true;
    }
}
