package org.sallyport.proxy.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A resolver on loopback that knows every name by its first label: {@code many} has 100 addresses, which are too many for a
 * datagram, {@code broken} fails, {@code silent} isn't answered, {@code no} doesn't exist, any other has 192.0.2.1.
 */
final class Resolver implements AutoCloseable {

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final InetSocketAddress address;
    final AtomicInteger overUdp = new AtomicInteger();
    final AtomicInteger overTcp = new AtomicInteger();

    Resolver() {
        // TCP first: of its ports many are in use for a while, and UDP mostly has the same one free.
        Channel streams = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        ch.pipeline()
                                .addLast(
                                        new TcpDnsQueryDecoder(),
                                        new TcpDnsResponseEncoder(),
                                        new SimpleChannelInboundHandler<DnsQuery>() {
                                            @Override
                                            protected void channelRead0(ChannelHandlerContext ctx, DnsQuery query) {
                                                overTcp.incrementAndGet();
                                                answer(ctx, query, new DefaultDnsResponse(query.id()), false);
                                            }
                                        });
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
        address = (InetSocketAddress) streams.localAddress();
        new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        ch.pipeline()
                                .addLast(
                                        new DatagramDnsQueryDecoder(),
                                        new DatagramDnsResponseEncoder(),
                                        new SimpleChannelInboundHandler<DatagramDnsQuery>() {
                                            @Override
                                            protected void channelRead0(
                                                    ChannelHandlerContext ctx, DatagramDnsQuery query) {
                                                overUdp.incrementAndGet();
                                                answer(
                                                        ctx,
                                                        query,
                                                        new DatagramDnsResponse(
                                                                /* sender= */ query.recipient(),
                                                                /* recipient= */ query.sender(),
                                                                query.id()),
                                                        true);
                                            }
                                        });
                    }
                })
                .bind(address)
                .syncUninterruptibly();
    }

    InetSocketAddress address() {
        return address;
    }

    private static void answer(ChannelHandlerContext ctx, DnsQuery query, DnsResponse response, boolean datagram) {
        DnsQuestion question = query.recordAt(DnsSection.QUESTION);
        response.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
        response.setRecursionAvailable(true);
        String first = question.name().substring(0, question.name().indexOf('.'));
        switch (first) {
            case "silent" -> {
                response.release();
                return;
            }
            case "broken" -> response.setCode(DnsResponseCode.SERVFAIL);
            case "no" -> response.setCode(DnsResponseCode.NXDOMAIN);
            case "many" -> {
                response.setTruncated(datagram);
                for (int i = 0; i < 100 && !datagram; i++) {
                    address(response, question.name(), i);
                }
            }
            default -> address(response, question.name(), 1);
        }
        ctx.writeAndFlush(response);
    }

    private static void address(DnsResponse response, String name, int last) {
        response.addRecord(
                DnsSection.ANSWER,
                new DefaultDnsRawRecord(
                        name, DnsRecordType.A, 300, Unpooled.wrappedBuffer(new byte[] {(byte) 192, 0, 2, (byte) last
                        })));
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
