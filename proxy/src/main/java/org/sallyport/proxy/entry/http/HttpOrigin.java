package org.sallyport.proxy.entry.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;

/**
 * Where a request comes from.
 *
 * @param opening the client's connection; its destination is where this request goes in fact
 * @param named the host and port the request itself names: a claim, when the connection goes elsewhere
 * @param user who signed in at the gateway's own door, if anybody did
 * @param client the channel by which the client reaches the gateway
 */
public record HttpOrigin(
        Opening opening, Address named, @Nullable Person user, Channel client) {

    /** The loop the connection lives on. */
    public EventLoop loop() {
        return client.eventLoop();
    }
}
