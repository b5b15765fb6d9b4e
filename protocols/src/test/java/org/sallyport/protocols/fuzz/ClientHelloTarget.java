package org.sallyport.protocols.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.tls.ClientHello;
import org.sallyport.protocols.tls.Hellos;

/**
 * What a TLS client says first: never an exception or an index moved, no answer taken back when more comes, and of a hello only
 * what it may say.
 */
final class ClientHelloTarget implements FuzzTarget {

    private static final Pattern HOST = Pattern.compile("[a-z0-9_.-]{1,255}(?<!\\.)");

    @Override
    public String name() {
        return "client-hello";
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String name : Hellos.RECORDED) {
            seeds.add(FuzzInput.with(40, (byte) 10)
                    .piece(0, Hellos.recorded(name))
                    .build());
            seeds.add(FuzzInput.with(2, (byte) 1)
                    .piece(0, Hellos.inRecordsOf(60, Hellos.recorded(name)))
                    .build());
        }
        return seeds;
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = FuzzInput.of(bytes);
        byte[] stream = input.first();
        ClientHello.Reading all = read(stream, stream.length);
        int length = 0;
        for (int i = 0; i < FuzzInput.CHOICES; i++) {
            length = Math.min(stream.length, length + input.choice(i));
            ClientHello.Reading part = read(stream, length);
            if (!(part instanceof ClientHello.NeedMore) && !same(part, all)) {
                throw new AssertionError(length + " bytes: " + part + ", all: " + all);
            }
        }
        if (all instanceof ClientHello.Hello(ClientHello hello)) {
            check(hello, stream);
        }
    }

    private static void check(ClientHello hello, byte[] stream) {
        if (hello.length() < 1 || hello.length() > stream.length) {
            throw new AssertionError("a hello of " + hello.length() + " bytes out of " + stream.length);
        }
        if (!(read(stream, hello.length()) instanceof ClientHello.Hello(ClientHello again)) || !again.equals(hello)) {
            throw new AssertionError("the hello alone says something else");
        }
        if (read(stream, hello.length() - 1) instanceof ClientHello.Hello) {
            throw new AssertionError("a hello without its last byte");
        }
        String name = hello.serverName();
        if (name != null && (!HOST.matcher(name).matches() || hello.serverNameUnusable())) {
            throw new AssertionError("no host name: " + name);
        }
        if (hello.alpn().stream().anyMatch(p -> p.chars().anyMatch(c -> c < 0x20 || c > 0x7E))) {
            throw new AssertionError("unprintable: " + hello.alpn());
        }
        hello.newestVersion();
    }

    private static ClientHello.Reading read(byte[] stream, int length) {
        ByteBuf first = Unpooled.wrappedBuffer(stream, 0, length).asReadOnly();
        ClientHello.Reading reading = ClientHello.read(first);
        Detection detection = ClientHello.detect(new FirstBytes(first, Unpooled.EMPTY_BUFFER));
        if (first.readerIndex() != 0 || first.writerIndex() != length) {
            throw new AssertionError("an index was moved");
        }
        if (reading instanceof ClientHello.Hello && detection != Detection.Match.CERTAIN) {
            throw new AssertionError("a hello that is " + detection);
        }
        return reading;
    }

    private static boolean same(ClientHello.Reading one, ClientHello.Reading other) {
        return one.getClass() == other.getClass() && (!(one instanceof ClientHello.Hello hello) || hello.equals(other));
    }
}
