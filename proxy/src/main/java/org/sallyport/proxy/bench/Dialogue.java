package org.sallyport.proxy.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What client and service say to each other: the service's first word, the client's, the service's welcome, and then the client's
 * messages, each answered by one of the service's. Everything is known beforehand but for its numbers, so either side can check
 * every byte it gets.
 *
 * <p>Immutable.
 */
final class Dialogue {

    /** A messenger's traffic: read, decided on and recorded by the gateway. */
    static final Dialogue CHAT = Chat.dialogue();

    /** As long as a chat's texts. */
    static final int MESSAGE_BYTES = 120;

    static final int BULK_BYTES = 64 << 10;

    /** Messages of no known protocol, to a service in no catalogue. */
    static final Dialogue UNKNOWN = nobodys("unknown", MESSAGE_BYTES);

    /** The same in bulk: as files go. */
    static final Dialogue BULK = nobodys("bulk", BULK_BYTES);

    /** All there are. */
    static final List<Dialogue> ALL = List.of(CHAT, UNKNOWN, BULK);

    /** Where the number of a message stands that nobody knows the protocol of. */
    private static final int NUMBER_AT = 8;

    private static final int NUMBERED_BYTES = 16;

    private final String name;
    private final byte[] serviceHello;
    private final byte[] clientHello;
    private final byte[] welcome;
    private final Template message;
    private final Template answer;

    Dialogue(String name, byte[] serviceHello, byte[] clientHello, byte[] welcome, Template message, Template answer) {
        this.name = name;
        this.serviceHello = serviceHello;
        this.clientHello = clientHello;
        this.welcome = welcome;
        this.message = message;
        this.answer = answer;
    }

    /** The high bit and no text: no recogniser waits for more of it. The same bytes each time. */
    private static Dialogue nobodys(String name, int length) {
        return new Dialogue(
                name,
                bytes("\u00f4\u009d service, version 1"),
                bytes("\u00f4\u009d client, version 1"),
                bytes("\u00f4\u009d welcome"),
                nobodysTemplate(length, 1),
                nobodysTemplate(length, 2));
    }

    private static Template nobodysTemplate(int length, int seed) {
        byte[] content = new byte[length];
        new Random(seed).nextBytes(content);
        content[0] = (byte) 0xf4;
        int numbered = Math.min(length, length > MESSAGE_BYTES ? NUMBERED_BYTES : length);
        return new Template(content, numbered, (head, number) -> head.setLong(NUMBER_AT, number));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }

    /** What it is called in reports. */
    String name() {
        return name;
    }

    byte[] serviceHello() {
        return serviceHello.clone();
    }

    byte[] clientHello() {
        return clientHello.clone();
    }

    byte[] welcome() {
        return welcome.clone();
    }

    /** How long a message and its answer are together, on the wire. */
    int roundTripBytes() {
        return message.content.length + answer.content.length;
    }

    /** The client's, from the first. */
    Series messages() {
        return new Series(message);
    }

    /** The service's. */
    Series answers() {
        return new Series(answer);
    }

    /** Writes the number of a message into it. */
    interface Numbering {
        void write(ByteBuf head, int number);
    }

    /** What all messages of a series have in common: a beginning with the number in it, and a rest that is always the same. */
    static final class Template {
        private final byte[] content;
        private final int numbered;
        private final ByteBuf rest;
        private final Numbering numbering;

        /** @param numbered how many bytes the beginning has */
        Template(byte[] content, int numbered, Numbering numbering) {
            this.content = content;
            this.numbered = numbered;
            this.numbering = numbering;
            this.rest = Unpooled.unreleasableBuffer(Unpooled.directBuffer(content.length - numbered)
                    .writeBytes(content, numbered, content.length - numbered));
        }
    }

    /** One side's messages, with numbers that go up from one to the next. Confined to one thread. */
    static final class Series {
        private final Template template;
        private final ByteBuf head;
        private int number;

        private Series(Template template) {
            this.template = template;
            this.head = Unpooled.wrappedBuffer(Arrays.copyOf(template.content, template.numbered));
            template.numbering.write(head, number);
        }

        int length() {
            return template.content.length;
        }

        /** Writes the next one; moves on. Without a flush. */
        void write(ChannelHandlerContext ctx) {
            int length = template.numbered;
            ctx.write(ctx.alloc().directBuffer(length).writeBytes(head, 0, length), ctx.voidPromise());
            if (template.rest.isReadable()) {
                ctx.write(template.rest.duplicate(), ctx.voidPromise());
            }
            next();
        }

        /** Whether these {@code n} bytes of {@code in} are what the next one has from {@code position} on. */
        boolean matches(int position, ByteBuf in, int at, int n) {
            int ofHead = Math.max(0, Math.min(n, template.numbered - position));
            int ofRest = n - ofHead;
            return (ofHead == 0 || ByteBufUtil.equals(head, position, in, at, ofHead))
                    && (ofRest == 0
                            || ByteBufUtil.equals(
                                    template.rest, position + ofHead - template.numbered, in, at + ofHead, ofRest));
        }

        /** The next one was all there; moves on. */
        void next() {
            number++;
            template.numbering.write(head, number);
        }
    }
}
