package org.sallyport.proxy.testkit;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * A small OSCAR service: an authorizer and a BOS with rooms, each on a port of its own. Everybody's password is
 * {@link OscarClient#PASSWORD}; bobby may also come with the hash he was recorded with, and is challenged and redirected as in
 * the recording. It remembers what it received; what breaks the protocol is a {@linkplain #faults fault}.
 *
 * <p><b>Threading:</b> any thread asks; a virtual thread per connection serves.
 */
public final class OscarService implements AutoCloseable {

    private static final String RECORDED = "bobby";
    private static final int COOKIE = 0x0006;

    private final ServerSocket authorizer;
    private final ServerSocket bos;
    private final Address advertised;
    private final Map<String, FlapSocket> online = new ConcurrentHashMap<>();
    private final Map<String, Place> cookies = new ConcurrentHashMap<>();
    private final Map<String, List<String>> lists = new ConcurrentHashMap<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final AtomicLong requests = new AtomicLong(0x8000_0000L);
    private final OscarRooms rooms = new OscarRooms(requests);

    /**
     * One SNAC it received.
     *
     * @param account from whom
     */
    public record Received(String account, Snac snac) {}

    /**
     * What a cookie leads to.
     *
     * @param family 1 for the session itself
     * @param room the room's cookie; empty for what is none
     */
    private record Place(String account, int family, String room) {}

    private OscarService(ServerSocket authorizer, ServerSocket bos, Address advertised) {
        this.authorizer = authorizer;
        this.bos = bos;
        this.advertised = advertised;
        Thread.ofVirtual().name("authorizer").start(() -> accept(authorizer, this::authorize));
        Thread.ofVirtual().name("bos").start(() -> accept(bos, this::serve));
    }

    /**
     * Starts on free ports of loopback.
     *
     * @param advertised what clients are told where the BOS is
     */
    public static OscarService start(Address advertised) throws IOException {
        return start(InetAddress.getLoopbackAddress(), 0, 0, advertised);
    }

    /** Starts on given ports; 0 picks a free one. */
    public static OscarService start(InetAddress host, int authorizerPort, int bosPort, Address advertised)
            throws IOException {
        ServerSocket authorizer = new ServerSocket(authorizerPort, 200, host);
        try {
            return new OscarService(authorizer, new ServerSocket(bosPort, 200, host), advertised);
        } catch (IOException e) {
            authorizer.close();
            throw e;
        }
    }

    /** The port of the authorizer. */
    public int authorizerPort() {
        return authorizer.getLocalPort();
    }

    /** The port of the BOS. */
    public int bosPort() {
        return bos.getLocalPort();
    }

    /** Everything received on BOS connections, in the order it came. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** The words of all messages received, and of all lines in rooms, in the order they came. */
    public List<String> words() {
        return words(account -> true);
    }

    /** The same, of some people. */
    public List<String> words(Predicate<String> who) {
        return received.stream()
                .filter(one -> who.test(one.account()))
                .map(Received::snac)
                .flatMap(snac -> snac.is(4, 6) && snac.outgoing().channel() == 1
                        ? Stream.of(String.valueOf(snac.outgoing().text()))
                        : snac.is(0x0E, 5) ? Stream.of(snac.line().text()) : Stream.empty())
                .toList();
    }

    /** Tells one who is in a room that somebody has come, whoever is there. */
    public void claimJoined(String account, String room, String who) throws IOException {
        rooms.tell(account, room, 3, who);
    }

    /** What clients, or what is between, did wrong; a test expects none. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** Whether this account is signed on. */
    public boolean isOnline(String account) {
        return online.containsKey(OscarNames.normalize(account));
    }

    /**
     * Keeps a contact list for somebody, on which all are invisible: the list alone tells of them. Without one the list is empty, and
     * its owner is told of everybody who comes.
     */
    public void keep(String account, List<String> contacts) {
        lists.put(OscarNames.normalize(account), List.copyOf(contacts));
    }

    private boolean isTold(String account) {
        return !lists.containsKey(OscarNames.normalize(account));
    }

    private interface Serving {
        void run(FlapSocket socket) throws IOException;
    }

    private void accept(ServerSocket listener, Serving serving) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().name("service").start(() -> run(socket, serving));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void run(Socket socket, Serving serving) {
        try (FlapSocket flaps = new FlapSocket(socket, 100)) {
            // Both services speak first.
            flaps.send(Flap.SIGN_ON, new byte[] {0, 0, 0, 1});
            serving.run(flaps);
        } catch (SocketException e) {
            // The client has gone without a word, which it may.
        } catch (IOException | RuntimeException e) {
            faults.add(e.toString());
        } finally {
            open.remove(socket);
        }
    }

    private void authorize(FlapSocket client) throws IOException {
        byte[] challenge = {};
        FlapSocket.Received flap;
        while ((flap = client.read()) != null) {
            Snac snac = Snac.of(flap);
            if (snac == null) {
                continue;
            }
            String name = String.valueOf(snac.tlvs().text(1));
            if (snac.is(0x17, 6)) {
                challenge = name.equals(RECORDED)
                        ? recorded(43).reader().b16()
                        : UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
                client.send(
                        SnacBuilder.snac(0x17, 7, 0, 0).u16(challenge.length).bytes(challenge));
            } else if (snac.is(0x17, 2)) {
                client.send(answer(name, snac.tlvs().first(0x25), challenge));
            }
        }
    }

    private SnacBuilder answer(String name, @Nullable Tlv hash, byte[] challenge) {
        boolean right = hash != null
                && (Arrays.equals(hash.bytes(), OscarClient.hash(challenge))
                        || (name.equals(RECORDED) && Arrays.equals(hash.bytes(), recordedHash())));
        if (!right) {
            return SnacBuilder.snac(0x17, 3, 0, 0).tlv(1, name).tlv16(8, 5);
        }
        byte[] cookie = randomCookie();
        Tlv remembered = recorded(61).tlvs().first(COOKIE);
        if (name.equals(RECORDED) && remembered != null) {
            cookie = remembered.bytes();
        }
        cookies.put(HexFormat.of().formatHex(cookie), new Place(name, 1, ""));
        return SnacBuilder.snac(0x17, 3, 0, 0)
                .tlv(1, name)
                .tlv(5, advertised.toString())
                .tlv(COOKIE, cookie);
    }

    private static byte[] randomCookie() {
        byte[] cookie = new byte[64];
        ThreadLocalRandom.current().nextBytes(cookie);
        return cookie;
    }

    private static byte[] recordedHash() {
        Tlv hash = recorded(45).tlvs().first(0x25);
        return hash == null ? new byte[0] : hash.bytes();
    }

    private static Snac recorded(int packet) {
        Snac snac =
                Snac.of(new FlapSocket.Received(Flap.DATA, Golden.payload(Golden.packet(Golden.AUTHORIZER, packet))));
        if (snac == null) {
            throw new IllegalStateException("packet " + packet + " is no SNAC");
        }
        return snac;
    }

    private void serve(FlapSocket client) throws IOException {
        Place place = null;
        FlapSocket.Received flap;
        try {
            while ((flap = client.read()) != null) {
                Snac snac = Snac.of(flap);
                if (flap.channel() == Flap.SIGN_ON) {
                    place = placeOf(flap.payload());
                    if (place == null) {
                        faults.add("an unknown cookie");
                        return;
                    }
                    client.send(families(place));
                } else if (snac != null && place != null) {
                    received.add(new Received(place.account(), snac));
                    handle(client, place, snac);
                }
            }
        } finally {
            if (place != null && !place.room().isEmpty()) {
                rooms.leave(client, place.account(), place.room());
            } else if (place != null) {
                online.remove(OscarNames.normalize(place.account()), client);
            }
        }
    }

    private SnacBuilder families(Place place) {
        SnacBuilder families =
                SnacBuilder.snac(1, 3, 0, requests.incrementAndGet()).u16(1);
        return place.family() == 1 ? families.u16(2).u16(3).u16(4).u16(9).u16(0x13) : families.u16(place.family());
    }

    private @Nullable Place placeOf(byte[] hello) {
        var bytes = Unpooled.wrappedBuffer(hello);
        var in = new WireReader(bytes, 4, hello.length);
        Tlv cookie = TlvList.read(in, Limits.DEFAULT).first(COOKIE);
        return cookie == null ? null : cookies.get(HexFormat.of().formatHex(cookie.bytes()));
    }

    private void handle(FlapSocket client, Place place, Snac snac) throws IOException {
        String account = place.account();
        if (rooms.takes(client, account, place.room(), snac)) {
            return;
        }
        if (snac.is(1, 0x17)) {
            client.send(SnacBuilder.snac(1, 0x18, 0, snac.requestId()).bytes(snac.body()));
        } else if (snac.is(1, 0x0E)) {
            client.send(user(SnacBuilder.snac(1, 0x0F, 0, snac.requestId()), account));
        } else if (snac.is(1, 6)) {
            client.send(SnacBuilder.snac(1, 7, 0, snac.requestId()).u16(0));
        } else if (snac.is(0x13, 4)) {
            contacts(client, lists.getOrDefault(OscarNames.normalize(account), List.of()), snac.requestId());
        } else if (snac.is(1, 2)) {
            arrive(client, place);
        } else if (snac.is(1, 4)) {
            redirect(client, account, snac);
        } else if (snac.is(4, 6)) {
            message(client, account, snac);
        } else if (snac.is(4, 0x14)) {
            typing(account, snac);
        }
    }

    /** Rooms, and the service that makes them, are where the session is, on connections of their own. */
    private void redirect(FlapSocket client, String account, Snac snac) throws IOException {
        WireReader in = snac.reader();
        int family = in.u16();
        String room = OscarRooms.named(TlvList.read(in, Limits.DEFAULT).first(1));
        byte[] cookie = randomCookie();
        cookies.put(HexFormat.of().formatHex(cookie), new Place(account, family, room));
        client.send(SnacBuilder.snac(1, 5, 0, snac.requestId())
                .tlv16(0x0D, family)
                .tlv(5, advertised.toString())
                .tlv(COOKIE, cookie));
    }

    private static SnacBuilder user(SnacBuilder snac, String name) {
        return snac.s8(name).u16(0).u16(1).tlv16(1, 0x0010);
    }

    /** The list a service keeps: one group, everybody in it; in as many parts as there are people. */
    private static void contacts(FlapSocket client, List<String> contacts, long request) throws IOException {
        SnacBuilder part = SnacBuilder.snac(0x13, 6, contacts.isEmpty() ? 0 : SnacHeader.FLAG_MORE, request)
                .u8(0)
                .u16(2);
        item(part, "", 0, 0, 1);
        item(part, "Friends", 1, 0, 1);
        client.send(part.u32(1));
        for (int i = 0; i < contacts.size(); i++) {
            boolean last = i == contacts.size() - 1;
            part = SnacBuilder.snac(0x13, 6, last ? 0 : SnacHeader.FLAG_MORE, request)
                    .u8(0)
                    .u16(1);
            item(part, contacts.get(i), 1, i + 1, 0);
            client.send(part.u32(1));
        }
    }

    private static void item(SnacBuilder snac, String name, int group, int item, int kind) {
        snac.u16(name.length())
                .bytes(name.getBytes(StandardCharsets.US_ASCII))
                .u16(group)
                .u16(item)
                .u16(kind)
                .u16(0);
    }

    private void arrive(FlapSocket client, Place place) throws IOException {
        if (place.family() != 1) {
            return;
        }
        String account = place.account();
        for (Map.Entry<String, FlapSocket> other : online.entrySet()) {
            if (isTold(other.getKey())) {
                other.getValue().send(user(SnacBuilder.snac(3, 0x0B, 0, requests.incrementAndGet()), account));
            }
            if (isTold(account)) {
                client.send(user(SnacBuilder.snac(3, 0x0B, 0, requests.incrementAndGet()), other.getKey()));
            }
        }
        online.put(OscarNames.normalize(account), client);
    }

    private void message(FlapSocket client, String account, Snac snac) throws IOException {
        Snac.Icbm message = snac.outgoing();
        FlapSocket recipient = online.get(OscarNames.normalize(message.peer()));
        if (recipient == null) {
            client.send(SnacBuilder.snac(4, 1, 0, snac.requestId()).u16(4));
            return;
        }
        SnacBuilder relayed = user(
                SnacBuilder.snac(4, 7, 0, requests.incrementAndGet())
                        .u64(message.cookie())
                        .u16(message.channel()),
                account);
        for (Tlv tlv : message.tlvs().all()) {
            // TLV 3 asks this service for an acknowledgement; the rest is for the other side.
            if (tlv.type() != 3) {
                relayed.tlv(tlv);
            }
        }
        recipient.send(relayed);
        if (message.tlvs().has(3)) {
            client.send(SnacBuilder.snac(4, 0x0C, 0, snac.requestId())
                    .u64(message.cookie())
                    .u16(message.channel())
                    .s8(message.peer()));
        }
    }

    private void typing(String account, Snac snac) throws IOException {
        var in = snac.reader();
        long cookie = in.u64();
        int channel = in.u16();
        FlapSocket recipient = online.get(OscarNames.normalize(in.s8()));
        if (recipient != null) {
            recipient.send(SnacBuilder.snac(4, 0x14, 0, requests.incrementAndGet())
                    .u64(cookie)
                    .u16(channel)
                    .s8(account)
                    .u16(in.u16()));
        }
    }

    /** Asks a client for silence, as before a move (01/0B). */
    public void pause(String account) throws IOException {
        FlapSocket client = online.get(OscarNames.normalize(account));
        if (client == null) {
            throw new IOException(account + " is not signed on");
        }
        client.send(SnacBuilder.snac(1, 0x0B, 0, requests.incrementAndGet()));
    }

    /** Sends a message to somebody who is signed on as if somebody else had written it. */
    public void deliver(String from, String to, String words) throws IOException {
        FlapSocket recipient = online.get(OscarNames.normalize(to));
        if (recipient == null) {
            throw new IOException(to + " is not signed on");
        }
        SnacBuilder snac = user(
                SnacBuilder.snac(4, 7, 0, requests.incrementAndGet())
                        .u64(ThreadLocalRandom.current().nextLong())
                        .u16(1),
                from);
        SnacBuilder.Open message = snac.open(2);
        SnacBuilder.Open text = snac.open(0x0101);
        snac.u16(0).u16(0).bytes(words.getBytes(StandardCharsets.US_ASCII)).close(text);
        recipient.send(snac.close(message));
    }

    @Override
    public void close() {
        try (authorizer;
                bos) {
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            // They are gone either way.
        }
    }
}
