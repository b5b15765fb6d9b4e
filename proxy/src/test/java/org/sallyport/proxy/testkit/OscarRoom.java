package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * A room that the person at an {@link OscarClient} is in: a connection of its own, on which they are shown what they say
 * themselves only when the service says it too.
 *
 * <p>One thread uses it.
 */
public final class OscarRoom implements AutoCloseable {

    private final OscarClient line;
    private final String cookie;
    private final AtomicLong requests = new AtomicLong(0x200);
    private final AtomicLong cookies = new AtomicLong(0x3230303030303030L);

    private OscarRoom(OscarClient line, String cookie) {
        this.line = line;
        this.cookie = cookie;
    }

    /** Makes a room by way of the service for that, and goes in. */
    public static OscarRoom open(OscarClient client, String name) throws Exception {
        String cookie;
        try (OscarClient navigation = client.side(0x0D, null)) {
            SnacBuilder ask = SnacBuilder.snac(0x0D, 0x08, 0, 0x30)
                    .u16(4)
                    .s8("create")
                    .u16(0xFFFF)
                    .u8(1)
                    .u16(3)
                    .tlv(0xD3, name)
                    .tlv(0xD6, "us-ascii")
                    .tlv(0xD7, "en");
            navigation.socket().send(ask);
            Tlv room =
                    navigation.expect("0D/09", snac -> snac.is(0x0D, 9)).tlvs().first(4);
            WireReader in = Objects.requireNonNull(room, "no room").reader();
            in.u16();
            cookie = in.s8();
        }
        return enter(client, cookie);
    }

    /** Goes into a room, and waits until it is known who is there. */
    public static OscarRoom enter(OscarClient client, String cookie) throws Exception {
        OscarRoom room = new OscarRoom(client.side(0x0E, cookie), cookie);
        room.line.expect("0E/02", snac -> snac.is(0x0E, 2));
        room.line.expect("the list", snac -> snac.is(0x0E, 3) && names(snac).contains("'" + client.name() + "'"));
        return room;
    }

    private static String names(Snac people) {
        StringBuilder names = new StringBuilder();
        WireReader in = people.reader();
        while (in.remaining() > 0) {
            names.append('\'').append(UserInfo.read(in, Limits.DEFAULT).name()).append('\'');
        }
        return names.toString();
    }

    /** What the service calls it. */
    public String cookie() {
        return cookie;
    }

    /** The connection, for what no method is made for. */
    public OscarClient line() {
        return line;
    }

    /** Says something to all, and wants to be shown it; gives the request id. */
    public long say(String words) throws IOException {
        return say(words.getBytes(StandardCharsets.US_ASCII), "us-ascii", "en");
    }

    /** The same, in a charset. */
    public long say(byte[] words, String charset, String language) throws IOException {
        long id = requests.incrementAndGet();
        SnacBuilder snac = SnacBuilder.snac(0x0E, 5, 0, id)
                .u64(cookies.incrementAndGet())
                .u16(3)
                .tlv(1)
                .tlv(6);
        line.socket().send(content(snac, words, charset, language));
        return id;
    }

    /** Says something to one of those there. */
    public void whisper(String to, String words) throws IOException {
        SnacBuilder snac = SnacBuilder.snac(0x0E, 5, 0, requests.incrementAndGet())
                .u64(cookies.incrementAndGet())
                .u16(3)
                .tlv(2, to);
        line.socket().send(content(snac, words.getBytes(StandardCharsets.US_ASCII), "us-ascii", "en"));
    }

    private static SnacBuilder content(SnacBuilder snac, byte[] words, String charset, String language) {
        SnacBuilder.Open content = snac.open(5);
        return snac.tlv(1, words).tlv(2, charset).tlv(3, language).close(content);
    }

    /** Waits for a line of somebody's. */
    public Snac.Line expectLine(String from, String words) throws InterruptedException {
        return line.expect(
                        "a line of " + from,
                        snac -> isLine(snac)
                                && from.equals(snac.line().from())
                                && words.equals(snac.line().text()))
                .line();
    }

    /** Waits to be shown its own line, in answer to what it said. */
    public Snac.Line expectOwn(long id) throws InterruptedException {
        return line.expect(
                        "its own line",
                        snac -> isLine(snac)
                                && snac.requestId() == id
                                && line.name().equals(snac.line().from()))
                .line();
    }

    /** Waits for a notice of the gateway that has these words in it. */
    public void expectNotice(String words) throws InterruptedException {
        line.expect(
                "notice",
                snac -> isLine(snac)
                        && "sallyport".equals(snac.line().from())
                        && snac.line().text().contains(words));
    }

    /** Waits until somebody has come in. */
    public void expectJoined(String who) throws InterruptedException {
        line.expect(who + " comes", snac -> snac.is(0x0E, 3) && names(snac).contains("'" + who + "'"));
    }

    /** Waits until somebody has gone. */
    public void expectLeft(String who) throws InterruptedException {
        line.expect(who + " goes", snac -> snac.is(0x0E, 4) && names(snac).contains("'" + who + "'"));
    }

    /** The next line that fits, out of the inbox; null when there is none. */
    public Snac.@Nullable Line poll(java.util.function.Predicate<Snac.Line> wanted) {
        Snac snac = line.poll(one -> isLine(one) && wanted.test(one.line()));
        return snac == null ? null : snac.line();
    }

    private static boolean isLine(Snac snac) {
        return snac.is(0x0E, 6);
    }

    /** How many lines wait. */
    public long waiting() {
        return line.waiting(OscarRoom::isLine);
    }

    /** Waits until all that was said to it before has come, and all it has said has been read. */
    public void ping() throws Exception {
        long id = requests.incrementAndGet();
        line.socket().send(SnacBuilder.snac(1, 6, 0, id));
        line.expect("01/07", snac -> snac.is(1, 7) && snac.requestId() == id);
    }

    @Override
    public void close() {
        line.close();
    }
}
