package org.sallyport.proxy.dns;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import org.sallyport.proxy.entry.Transport;

/** The classes of the sockets in use. */
record Sockets(
        Class<? extends Channel> datagram, Class<? extends Channel> stream, Class<? extends ServerChannel> listener) {

    static Sockets of(Transport transport) {
        return new Sockets(
                switch (transport) {
                    case EPOLL -> EpollDatagramChannel.class;
                    case NIO -> NioDatagramChannel.class;
                },
                transport.channel(),
                transport.serverChannel());
    }
}
