package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Iterator;

/** A crowd that connects and says nothing. */
public final class SilentMain {

    private SilentMain() {}

    /**
     * {@code FROM PORT COUNT}: that many connections from that loopback address. Says {@code half} when half of them stand,
     * {@code all} when the rest do, and {@code gone} when the other side has ended every one.
     */
    public static void main(String[] args) throws IOException {
        InetSocketAddress from = new InetSocketAddress(args[0], 0);
        InetSocketAddress to = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1]));
        int count = Integer.parseInt(args[2]);
        try (Selector selector = Selector.open()) {
            for (int i = 1; i <= count; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.bind(from);
                channel.connect(to);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                if (i == count / 2) {
                    System.out.println("half");
                }
            }
            System.out.println("all");
            int left = count;
            ByteBuffer nothing = ByteBuffer.allocate(16);
            while (left > 0) {
                selector.select();
                Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
                while (ready.hasNext()) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    if (ended((SocketChannel) key.channel(), nothing)) {
                        left--;
                        key.channel().close();
                    }
                }
            }
            System.out.println("gone");
        }
    }

    private static boolean ended(SocketChannel channel, ByteBuffer buffer) {
        buffer.clear();
        try {
            return channel.read(buffer) < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
