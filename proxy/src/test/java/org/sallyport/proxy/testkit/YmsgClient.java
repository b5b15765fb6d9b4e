package org.sallyport.proxy.testkit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * A person at a Yahoo! Messenger client: signs on through whatever {@link Dialer} is given, talks, and waits for what others say.
 * Version 16 acknowledges each message that has an id, as the official client does. What is no packet, or has another session id
 * than the service gave, fails whatever waits next.
 *
 * <p><b>Threading:</b> one thread uses it; a virtual thread of its own reads.
 */
public final class YmsgClient implements AutoCloseable {

    /** What proves at {@link YmsgService} that somebody knows the password, whatever the challenge. */
    public static final String PROOF = "ChPF2qZyVQkDxZ2L5BkWsQ--";

    /** The client of 2004, with a password. */
    public static final int V12 = 12;

    /** The client of 2008, with cookies, and with ids in what it says. */
    public static final int V16 = 16;

    static final int LOGON = 0x01;
    /** Leaves, or is thrown off. */
    public static final int LOGOFF = 0x02;

    static final int IDLE = 0x05;
    /** A message. */
    public static final int MESSAGE = 0x06;

    /** Pushed by the service, with nothing that anybody minds. */
    public static final int PING = 0x12;
    /** Opens a conference. */
    public static final int CONFERENCE_INVITE = 0x18;
    /** Comes into one. */
    public static final int CONFERENCE_JOIN = 0x19;

    static final int CONFERENCE_DECLINE = 0x1A;
    static final int CONFERENCE_LEAVE = 0x1B;
    /** A line in a conference. */
    public static final int IN_CONFERENCE = 0x1D;
    /** Typing, among others. */
    public static final int NOTIFY = 0x4B;

    static final int VERIFY = 0x4C;
    /** Asks for a direct connection. */
    public static final int PEER_TO_PEER = 0x4F;
    /** Proves who it is; or a refusal. */
    public static final int AUTH_RESPONSE = 0x54;

    static final int LIST = 0x55;
    /** Hello. */
    public static final int AUTH = 0x57;

    /** Still there. */
    public static final int KEEPALIVE = 0x8A;
    /** Everything on the way to agreeing on a file. */
    public static final int FILE_OFFER = 0xDC;

    static final int LIST_15 = 0xF1;
    /** Has got a message. */
    public static final int MESSAGE_ACK = 0xFB;

    private static final int MAY_BE_STORED = 0x5A55_AA56;
    private static final int TO_USER = 0x16;

    private final String name;
    private final int version;
    private final Socket socket;
    private final DataInputStream in;
    private final AtomicLong ids = new AtomicLong(0x4C3A_0000_0000_0000L);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<YmsgPacket> inbox = new ArrayList<>();
    private volatile int session;
    private @Nullable String end;

    private YmsgClient(Socket socket, String name, int version) throws IOException {
        this.name = name;
        this.version = version;
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().name("client-" + name).start(this::read);
    }

    /** The service, or somebody in its place, said no. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final int code;

        Refused(int code) {
            super("sign-on refused: " + code);
            this.code = code;
        }

        /** The number in 66. */
        public int code() {
            return code;
        }
    }

    /** Something it has said. An id of nothing is that of a version that has none. */
    public record Sent(YmsgPacket packet, String id) {}

    /** Signs on and waits until the service has sent what clients of this version take for a yes. */
    public static YmsgClient signOn(Dialer dialer, Address service, String name, int version) throws Exception {
        YmsgClient client = new YmsgClient(dialer.dial(service), name, version);
        try {
            client.signOn();
            return client;
        } catch (Exception | AssertionError e) {
            client.close();
            throw e;
        }
    }

    private void signOn() throws Exception {
        if (version >= V16) {
            send(YmsgPacket.of(VERIFY, 0));
            expect("the answer to a port check", packet -> packet.is(VERIFY, 1));
        }
        send(YmsgPacket.of(AUTH, 0).with(1, name));
        answered(packet -> packet.is(AUTH, 1));
        send(proof());
        int yes = version >= V16 ? LIST_15 : LOGON;
        answered(packet -> packet.service() == yes);
        if (version < V16) {
            expect("the list", packet -> packet.service() == LIST && packet.has(59));
        }
    }

    private YmsgPacket proof() {
        YmsgPacket proof = YmsgPacket.of(AUTH_RESPONSE, 0);
        return version < V16
                ? proof.with(0, name)
                        .with(6, PROOF)
                        .with(96, PROOF)
                        .with(1, name)
                        .with(135, "6,0,0,1710")
                : proof.with(1, name)
                        .with(0, name)
                        .with(277, "v=1&n=abc")
                        .with(278, "z=xyz")
                        .with(307, PROOF)
                        .with(244, "4194239")
                        .with(2, name)
                        .with(2, "1")
                        .with(98, "us")
                        .with(135, "9.0.0.2162");
    }

    private void answered(Predicate<YmsgPacket> wanted) throws Exception {
        YmsgPacket answer =
                expect("an answer to the sign-on", packet -> packet.service() == AUTH_RESPONSE || wanted.test(packet));
        if (answer.service() == AUTH_RESPONSE) {
            if (answer.status() != -1) {
                throw new IOException("a refusal that no client knows: " + answer);
            }
            throw new Refused(Integer.parseInt(answer.first(66)));
        }
    }

    /** Sends a packet with the version it speaks and the id of its session. */
    public void send(YmsgPacket packet) throws IOException {
        byte[] bytes = packet.in(version, session).bytes();
        synchronized (socket) {
            socket.getOutputStream().write(bytes);
        }
    }

    private void read() {
        String why = "closed";
        try {
            YmsgPacket packet;
            while ((packet = YmsgPacket.read(in)) != null) {
                takes(packet);
            }
        } catch (IOException e) {
            why = e.toString();
        }
        lock.lock();
        try {
            end = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void takes(YmsgPacket packet) throws IOException {
        if (packet.service() == AUTH) {
            session = packet.session();
        } else if (packet.session() != session) {
            throw new IOException("session id " + Integer.toHexString(packet.session()) + " instead of "
                    + Integer.toHexString(session));
        }
        if (version >= V16 && packet.service() == MESSAGE && packet.status() == 1 && packet.has(429)) {
            send(YmsgPacket.of(MESSAGE_ACK, 0)
                    .with(1, packet.first(5))
                    .with(5, packet.first(4))
                    .with(302, "430")
                    .with(430, packet.first(429))
                    .with(303, "430")
                    .withAll(450, packet));
        }
        lock.lock();
        try {
            inbox.add(packet);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says something. */
    public Sent say(String to, String words) throws IOException {
        String id = version < V16 ? "" : "%016X".formatted(ids.incrementAndGet());
        YmsgPacket packet = saying(to, words, id, 0);
        send(packet);
        return new Sent(packet, id);
    }

    /** Says it once more, as the official client does when it was not acknowledged within seven seconds. */
    public void repeat(Sent sent) throws IOException {
        YmsgPacket first = sent.packet();
        send(saying(first.first(5), first.first(14), sent.id(), Integer.parseInt(first.first(450)) + 1));
    }

    private YmsgPacket saying(String to, String words, String id, int attempt) {
        YmsgPacket packet = YmsgPacket.of(MESSAGE, MAY_BE_STORED);
        return version < V16
                ? packet.with(0, name)
                        .with(1, name)
                        .with(5, to)
                        .with(14, words)
                        .with(97, "1")
                        .with(63, ";0")
                        .with(64, "0")
                : packet.with(1, name)
                        .with(5, to)
                        .with(97, "1")
                        .with(63, ";0")
                        .with(64, "0")
                        .with(206, "0")
                        .with(14, words)
                        .with(429, id)
                        .with(450, Integer.toString(attempt));
    }

    /** Begins or stops typing. */
    public void type(String to, boolean starts) throws IOException {
        send(YmsgPacket.of(NOTIFY, TO_USER)
                .with(49, "TYPING")
                .with(1, name)
                .with(14, " ")
                .with(13, starts ? "1" : "0")
                .with(5, to));
    }

    /** Offers a file; gives the id of the transfer. */
    public String offerFile(String to, String file, int bytes) throws IOException {
        String id = "%022d$$".formatted(ids.incrementAndGet());
        send(YmsgPacket.of(FILE_OFFER, 0)
                .with(1, name)
                .with(5, to)
                .with(265, id)
                .with(222, "1")
                .with(266, "1")
                .with(302, "268")
                .with(300, "268")
                .with(27, file)
                .with(28, Integer.toString(bytes))
                .with(301, "268")
                .with(303, "268"));
        return id;
    }

    /** Takes a file that was offered. */
    public void acceptFile(String from, String id) throws IOException {
        send(YmsgPacket.of(FILE_OFFER, 0)
                .with(1, name)
                .with(5, from)
                .with(265, id)
                .with(222, "3"));
    }

    /** Asks somebody to connect to a port of this machine, past the service. */
    public void proposeDirect(String to) throws IOException {
        String address = Base64.getEncoder().encodeToString("16777343".getBytes(StandardCharsets.US_ASCII));
        send(YmsgPacket.of(PEER_TO_PEER, 0)
                .with(1, name)
                .with(4, name)
                .with(12, address)
                .with(61, "0")
                .with(2, "")
                .with(5, to)
                .with(13, "0")
                .with(49, "PEERTOPEER"));
    }

    /** Opens a conference and invites people; gives its name. */
    public String invite(String words, String... people) throws IOException {
        String room = name + "-" + ids.incrementAndGet();
        YmsgPacket packet = YmsgPacket.of(CONFERENCE_INVITE, 0)
                .with(1, name)
                .with(50, name)
                .with(57, room)
                .with(58, words)
                .with(97, "1");
        for (String one : people) {
            packet = packet.with(52, one);
        }
        send(packet.with(13, "0"));
        return room;
    }

    /** Goes into a conference it was invited to. */
    public void join(String room, String... members) throws IOException {
        send(members(YmsgPacket.of(CONFERENCE_JOIN, 0).with(1, name), 3, members)
                .with(57, room));
    }

    /** Says something in a conference. */
    public void sayIn(String room, String words, String... members) throws IOException {
        send(members(YmsgPacket.of(IN_CONFERENCE, 0).with(1, name), 53, members)
                .with(57, room)
                .with(14, words)
                .with(97, "1"));
    }

    private static YmsgPacket members(YmsgPacket packet, int key, String... members) {
        YmsgPacket all = packet;
        for (String member : members) {
            all = all.with(key, member);
        }
        return all;
    }

    /** Leaves as clients do. */
    public void signOff() throws IOException {
        send(YmsgPacket.of(LOGOFF, 0).with(0, name));
    }

    /** Waits for a packet and takes it out of the inbox. */
    public YmsgPacket expect(String what, Predicate<YmsgPacket> wanted) throws InterruptedException {
        lock.lock();
        try {
            long left = Await.LIMIT.toNanos();
            int looked = 0;
            while (true) {
                for (; looked < inbox.size(); looked++) {
                    if (wanted.test(inbox.get(looked))) {
                        return inbox.remove(looked);
                    }
                }
                if (end != null || left <= 0) {
                    throw new AssertionError(
                            name + " waited in vain for " + what + "; connection: " + end + ", inbox: " + inbox);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes a packet out of the inbox if it is there; else null. */
    public @Nullable YmsgPacket poll(Predicate<YmsgPacket> wanted) {
        lock.lock();
        try {
            for (int i = 0; i < inbox.size(); i++) {
                if (wanted.test(inbox.get(i))) {
                    return inbox.remove(i);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Says that it is still there. */
    public void keepAlive() throws IOException {
        send(YmsgPacket.of(KEEPALIVE, 0).with(0, name));
    }

    /** Waits for words from somebody. */
    public YmsgPacket expectMessage(String from, String words) throws InterruptedException {
        return expect(
                "message from " + from,
                packet -> packet.is(MESSAGE, 1)
                        && packet.first(4).equals(from)
                        && packet.first(5).equals(name)
                        && packet.first(14).equals(words));
    }

    /** Waits for a notice of the gateway that has these words in it. */
    public void expectNotice(String words) throws InterruptedException {
        expect(
                "notice",
                packet -> packet.is(MESSAGE, 1)
                        && packet.first(4).equals("sallyport")
                        && packet.first(14).contains(words));
    }

    /** Waits until somebody types, or doesn't any more. */
    public YmsgPacket expectTyping(String from, boolean starts) throws InterruptedException {
        return expect(
                "typing of " + from,
                packet -> packet.is(NOTIFY, 1)
                        && packet.first(49).equals("TYPING")
                        && packet.first(4).equals(from)
                        && packet.first(13).equals(starts ? "1" : "0"));
    }

    /** Waits until what it has said is acknowledged. Versions without ids wait for nothing. */
    public void expectAck(Sent sent) throws InterruptedException {
        if (!sent.id().isEmpty()) {
            expect(
                    "acknowledgement",
                    packet -> packet.is(MESSAGE_ACK, 1)
                            && packet.first(430).equals(sent.id())
                            && packet.first(4).equals(sent.packet().first(5))
                            && packet.first(5).equals(name));
        }
    }

    /** Waits until it has been thrown off and the connection is closed. */
    public void expectClosed() throws InterruptedException {
        lock.lock();
        try {
            long left = Await.LIMIT.toNanos();
            while (end == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (end == null) {
                throw new AssertionError(name + " is still connected");
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many packets wait that fit. */
    public long waiting(Predicate<YmsgPacket> wanted) {
        lock.lock();
        try {
            return inbox.stream().filter(wanted).count();
        } finally {
            lock.unlock();
        }
    }

    /** The id the service gave it. */
    public int session() {
        return session;
    }

    /** For what no method is made for. */
    public Socket socket() {
        return socket;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
