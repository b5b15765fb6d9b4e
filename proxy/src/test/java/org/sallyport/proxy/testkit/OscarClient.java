package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.oscar.wire.Capability;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;

/**
 * A person at an OSCAR client: signs on through whatever {@link Dialer} is given, talks, and waits for what others say. A gap in
 * the numbers of what it receives fails whatever waits next, as it would end a real client's session.
 *
 * <p><b>Threading:</b> one thread uses it; a virtual thread of its own reads.
 */
public final class OscarClient implements AutoCloseable {

    /** The password everybody has at {@link OscarService}. */
    public static final String PASSWORD = "open sesame";

    private static final int NAME = 0x0001;
    private static final int BOS = 0x0005;
    private static final int COOKIE = 0x0006;
    private static final int ERROR = 0x0008;

    private final String name;
    private final Dialer dialer;
    private final FlapSocket socket;
    private final Address bos;
    private final AtomicLong requests = new AtomicLong(0x100);
    private final AtomicLong cookies = new AtomicLong(0x3130303030303030L);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<FlapSocket.Received> inbox = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean deaf;
    private @Nullable String end;

    private OscarClient(String name, Dialer dialer, FlapSocket socket, Address bos) {
        this.name = name;
        this.dialer = dialer;
        this.socket = socket;
        this.bos = bos;
        Thread.ofVirtual().name("client-" + name).start(this::read);
    }

    /** The service said no. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final int code;

        Refused(int code) {
            super("sign-on refused: " + code);
            this.code = code;
        }

        /** The login error, TLV 8. */
        public int code() {
            return code;
        }
    }

    /** Signs on with an MD5 password and waits until the service has said who this is. */
    public static OscarClient signOn(Dialer dialer, Address authorizer, String name) throws Exception {
        Redirect redirect;
        try (FlapSocket socket = new FlapSocket(dialer.dial(authorizer), 1)) {
            socket.send(Flap.SIGN_ON, hello(null));
            socket.send(
                    SnacBuilder.snac(0x17, 6, 0, 1).tlv(NAME, name).tlv(0x4B).tlv(0x5A));
            Snac key = await(socket, 0x17, 7);
            socket.send(SnacBuilder.snac(0x17, 2, 0, 2)
                    .tlv(NAME, name)
                    .tlv(0x25, hash(key.reader().b16()))
                    .tlv(0x4C)
                    .tlv(3, "Sallyport test client"));
            redirect = redirect(await(socket, 0x17, 3));
        }
        OscarClient client = at(name, dialer, redirect, 0x4000);
        client.socket.send(Flap.SIGN_ON, hello(redirect.cookie()));
        client.expect("01/03", snac -> snac.is(1, 3));
        client.socket.send(SnacBuilder.snac(1, 0x17, 0, 3).u16(1).u16(4).u16(4).u16(1));
        client.socket.send(SnacBuilder.snac(1, 0x0E, 0, 4));
        client.expect("01/0F", snac -> snac.is(1, 0x0F));
        client.socket.send(SnacBuilder.snac(0x13, 4, 0, 6));
        client.expect("the whole list", snac -> snac.is(0x13, 6) && !snac.goesOn());
        client.socket.send(SnacBuilder.snac(0x13, 7, 0, 7));
        client.socket.send(SnacBuilder.snac(1, 2, 0, 5).u16(4).u16(1).u32(0x0110_164F));
        return client;
    }

    /**
     * Signs on as bobby with what libpurple sent in the recording, every byte of it, from the first hello to the moment before
     * his first words.
     */
    public static OscarClient signOnRecorded(Dialer dialer, Address authorizer) throws Exception {
        Redirect redirect;
        try (FlapSocket socket = new FlapSocket(dialer.dial(authorizer), 1)) {
            socket.sendRecorded(Golden.packet(Golden.AUTHORIZER, 7));
            socket.sendRecorded(Golden.packet(Golden.AUTHORIZER, 9));
            await(socket, 0x17, 7);
            socket.sendRecorded(Golden.packet(Golden.AUTHORIZER, 45));
            redirect = redirect(await(socket, 0x17, 3));
        }
        OscarClient client = at("bobby", dialer, redirect, 1);
        for (Golden.Recorded flap : Golden.flaps(Golden.BOBBY)) {
            if (flap.packet() == 665) {
                break;
            }
            if (flap.client()) {
                client.socket.sendRecorded(flap.bytes());
            }
        }
        client.expect("01/0F", snac -> snac.is(1, 0x0F));
        return client;
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Redirect(Address bos, byte[] cookie) {}

    private static OscarClient at(String name, Dialer dialer, Redirect redirect, int first) throws IOException {
        return new OscarClient(name, dialer, new FlapSocket(dialer.dial(redirect.bos()), first), redirect.bos());
    }

    private static byte[] hello(byte @Nullable [] cookie) {
        SnacBuilder hello = SnacBuilder.bare().u32(1);
        if (cookie != null) {
            hello.tlv(COOKIE, cookie);
        }
        return io.netty.buffer.ByteBufUtil.getBytes(hello.build());
    }

    /** MD5 over the challenge, the password and AOL's name (BUCP, as open clients publish it). */
    static byte[] hash(byte[] challenge) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            byte[] password = md5.digest(PASSWORD.getBytes(StandardCharsets.US_ASCII));
            md5.update(challenge);
            md5.update(password);
            return md5.digest("AOL Instant Messenger (SM)".getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Snac await(FlapSocket socket, int family, int subtype) throws IOException {
        socket.socket().setSoTimeout((int) Await.LIMIT.toMillis());
        while (true) {
            FlapSocket.Received flap = socket.read();
            if (flap == null) {
                throw new IOException("closed before " + family + "/" + subtype);
            }
            Snac snac = Snac.of(flap);
            if (snac != null && snac.is(0x17, 3) && snac.tlvs().has(ERROR)) {
                throw new Refused((int) snac.tlvs().number(ERROR, -1));
            }
            if (snac != null && snac.is(family, subtype)) {
                return snac;
            }
        }
    }

    private static Redirect redirect(Snac reply) throws IOException {
        TlvList tlvs = reply.tlvs();
        String address = tlvs.text(BOS);
        Tlv cookie = tlvs.first(COOKIE);
        if (address == null || cookie == null) {
            throw new IOException("no way to the BOS in " + reply);
        }
        int colon = address.lastIndexOf(':');
        return new Redirect(
                new Address(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                cookie.bytes());
    }

    private void read() {
        String why = "closed";
        try {
            FlapSocket.Received flap;
            while ((flap = socket.read()) != null) {
                if (deaf) {
                    closed.await();
                }
                lock.lock();
                try {
                    inbox.add(flap);
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        } catch (IOException e) {
            why = e.toString();
        } catch (InterruptedException e) {
            why = "interrupted";
        }
        lock.lock();
        try {
            end = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Goes to the service of a family, or into a room, on a connection of its own: where it is sent, with the cookie it is given. */
    OscarClient side(int family, @Nullable String room) throws Exception {
        long id = requests.incrementAndGet();
        SnacBuilder ask = SnacBuilder.snac(1, 4, 0, id).u16(family);
        if (room != null) {
            SnacBuilder.Open where = ask.open(1);
            ask.u16(4).s8(room).u16(0).close(where);
        }
        socket.send(ask);
        Redirect there = redirect(expect("01/05", snac -> snac.is(1, 5) && snac.requestId() == id));
        OscarClient side = at(name, dialer, there, 0x2000);
        side.socket.send(Flap.SIGN_ON, hello(there.cookie()));
        side.expect("01/03", snac -> snac.is(1, 3));
        side.socket.send(SnacBuilder.snac(1, 2, 0, 5).u16(family).u16(1).u32(0x0110_164F));
        return side;
    }

    /** Who it is. */
    public String name() {
        return name;
    }

    /** Where the authorizer sent this client. */
    public Address bos() {
        return bos;
    }

    /** For what no method is made for. */
    public FlapSocket socket() {
        return socket;
    }

    /** Reads nothing more, from the next FLAP on, until it is closed. */
    public void goDeaf() {
        deaf = true;
    }

    /** Says something and asks for an acknowledgement; gives the request id. */
    public long say(String to, String words) throws IOException {
        long id = requests.incrementAndGet();
        SnacBuilder snac = SnacBuilder.snac(4, 6, 0, id)
                .u64(cookies.incrementAndGet())
                .u16(1)
                .s8(to);
        SnacBuilder.Open message = snac.open(2);
        snac.tlv(0x0501, new byte[] {1});
        SnacBuilder.Open text = snac.open(0x0101);
        snac.u16(0).u16(0).bytes(words.getBytes(StandardCharsets.US_ASCII)).close(text);
        snac.close(message).tlv(3);
        socket.send(snac);
        return id;
    }

    /** Offers a file; gives the rendezvous cookie. */
    public long offerFile(String to, String file, int bytes) throws IOException {
        long cookie = cookies.incrementAndGet();
        SnacBuilder snac = SnacBuilder.snac(4, 6, 0, requests.incrementAndGet())
                .u64(cookie)
                .u16(2)
                .s8(to)
                .tlv(3);
        SnacBuilder.Open rendezvous = snac.open(5);
        snac.u16(0)
                .u64(cookie)
                .u64(Capability.SEND_FILE.high())
                .u64(Capability.SEND_FILE.low())
                .tlv16(0x0A, 1)
                .tlv(0x0F)
                .tlv(2, InetAddress.getLoopbackAddress().getAddress())
                .tlv16(5, 5190);
        SnacBuilder.Open description = snac.open(0x2711);
        snac.u16(1)
                .u16(1)
                .u32(bytes)
                .bytes(file.getBytes(StandardCharsets.US_ASCII))
                .u8(0)
                .close(description);
        socket.send(snac.close(rendezvous));
        return cookie;
    }

    /** Is typing. */
    public void type(String to) throws IOException {
        socket.send(SnacBuilder.snac(4, 0x14, 0, requests.incrementAndGet())
                .u64(0)
                .u16(1)
                .s8(to)
                .u16(2));
    }

    /** Waits for a SNAC and takes it out of the inbox. */
    public Snac expect(String what, Predicate<Snac> wanted) throws InterruptedException {
        return Objects.requireNonNull(Snac.of(take(what, flap -> {
            Snac snac = Snac.of(flap);
            return snac != null && wanted.test(snac);
        })));
    }

    /** Takes a SNAC out of the inbox if it is there; else null. */
    public @Nullable Snac poll(Predicate<Snac> wanted) {
        lock.lock();
        try {
            for (int i = 0; i < inbox.size(); i++) {
                Snac snac = Snac.of(inbox.get(i));
                if (snac != null && wanted.test(snac)) {
                    inbox.remove(i);
                    return snac;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that was said to it before has come, and all it has said has been read. */
    public void ping() throws Exception {
        long id = requests.incrementAndGet();
        socket.send(SnacBuilder.snac(1, 0x0E, 0, id));
        expect("01/0F", snac -> snac.is(1, 0x0F) && snac.requestId() == id);
    }

    /** Leaves as clients do. */
    public void signOff() throws IOException {
        socket.send(Flap.SIGN_OFF, new byte[0]);
        close();
    }

    /** Waits for words from somebody. */
    public Snac.Icbm expectMessage(String from, String words) throws InterruptedException {
        return expect(
                        "message from " + from,
                        snac -> snac.is(4, 7)
                                && snac.incoming().peer().equalsIgnoreCase(from)
                                && words.equals(snac.incoming().text()))
                .incoming();
    }

    /** Waits for a notice of the gateway that has these words in it. */
    public void expectNotice(String words) throws InterruptedException {
        expect("notice", snac -> {
            if (!snac.is(4, 7) || !snac.incoming().peer().equals("sallyport")) {
                return false;
            }
            String text = snac.incoming().text();
            return text != null && text.contains(words);
        });
    }

    /** Waits for the acknowledgement of a request. */
    public void expectAck(long id) throws InterruptedException {
        expect("04/0C", snac -> snac.is(4, 0x0C) && snac.requestId() == id);
    }

    /** Waits for the refusal of a request. */
    public void expectError(long id) throws InterruptedException {
        expect("04/01", snac -> snac.is(4, 1) && snac.requestId() == id);
    }

    /** Waits for the answer to a request: {@code ack} or {@code error}. */
    public String answer(long id) throws InterruptedException {
        Snac answer = expect("answer", snac -> (snac.is(4, 0x0C) || snac.is(4, 1)) && snac.requestId() == id);
        return answer.is(4, 1) ? "error" : "ack";
    }

    /** Waits until a rendezvous is called off. */
    public void expectCancel(long cookie) throws InterruptedException {
        expect(
                "cancel",
                snac -> snac.is(4, 7)
                        && snac.incoming().cookie() == cookie
                        && snac.incoming().rendezvous() == 1);
    }

    /** Waits until the service has ended the session and closed. */
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

    /** How many SNACs wait that fit. */
    public long waiting(Predicate<Snac> wanted) {
        lock.lock();
        try {
            return inbox.stream()
                    .map(Snac::of)
                    .filter(snac -> snac != null && wanted.test(snac))
                    .count();
        } finally {
            lock.unlock();
        }
    }

    private FlapSocket.Received take(String what, Predicate<FlapSocket.Received> wanted) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(Await.LIMIT.toMillis());
            int looked = 0;
            while (true) {
                for (; looked < inbox.size(); looked++) {
                    if (wanted.test(inbox.get(looked))) {
                        return inbox.remove(looked);
                    }
                }
                if (end != null || left <= 0) {
                    throw new AssertionError(name + " waited in vain for " + what + "; connection: " + end + ", inbox: "
                            + inbox.stream()
                                    .map(flap -> flap.channel() == 2
                                            ? String.valueOf(Snac.of(flap))
                                            : "channel " + flap.channel())
                                    .toList());
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        socket.close();
        closed.countDown();
    }
}
