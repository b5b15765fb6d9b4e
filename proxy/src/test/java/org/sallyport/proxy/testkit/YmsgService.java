package org.sallyport.proxy.testkit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small Yahoo! Messenger service. Everybody's password is {@link YmsgClient#PROOF}; who is not signed on gets nothing, and
 * whoever wrote to them is told. It remembers what it received; what breaks the protocol is a {@linkplain #faults fault}.
 *
 * <p><b>Threading:</b> any thread asks; a virtual thread per connection serves.
 */
public final class YmsgService implements AutoCloseable {

    /** Versions from here on prove who they are with cookies, and number what they say. */
    private static final int WITH_COOKIES = 15;

    private static final int WITH_IDS = 16;
    private static final int PUSHED = 1;
    private static final int NO = -1;

    private final ServerSocket listener;
    private final Map<String, Guest> online = new ConcurrentHashMap<>();
    private final Map<Integer, Guest> guests = new ConcurrentHashMap<>();
    private final Map<String, List<String>> lists = new ConcurrentHashMap<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final AtomicInteger sessions = new AtomicInteger(0x7B72_0000);

    /**
     * One packet it received.
     *
     * @param account from whom; empty before anybody has said
     */
    public record Received(String account, YmsgPacket packet) {}

    /** How packets get to a client: a socket, or something that carries them. */
    public interface Line {
        /** Sends one. */
        void send(YmsgPacket packet) throws IOException;
    }

    private YmsgService(ServerSocket listener) {
        this.listener = listener;
        Thread.ofVirtual().name("pager").start(this::accept);
    }

    /** Starts on a free port of loopback. */
    public static YmsgService start() throws IOException {
        return start(InetAddress.getLoopbackAddress(), 0);
    }

    /** Starts there. */
    public static YmsgService start(InetAddress host, int port) throws IOException {
        return new YmsgService(new ServerSocket(port, 200, host));
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** All packets so far. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** The packets of a service so far. */
    public List<YmsgPacket> received(int service) {
        return received.stream()
                .map(Received::packet)
                .filter(packet -> packet.service() == service)
                .toList();
    }

    /** The words of all messages and lines in conferences received, in the order they came. */
    public List<String> words() {
        return received.stream()
                .map(Received::packet)
                .filter(packet ->
                        packet.service() == YmsgClient.MESSAGE || packet.service() == YmsgClient.IN_CONFERENCE)
                .map(packet -> packet.first(14))
                .toList();
    }

    /** What clients, or what is between, did wrong; a test expects none. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** Whether this account is signed on. */
    public boolean isOnline(String account) {
        return online.containsKey(key(account));
    }

    /** Keeps a contact list for somebody; without one there is one contact on it. */
    public void keep(String account, List<String> contacts) {
        lists.put(key(account), List.copyOf(contacts));
    }

    private static String key(String account) {
        return account.toLowerCase(Locale.ROOT);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().name("service").start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        Guest guest = enter(packet -> {
            synchronized (socket) {
                socket.getOutputStream().write(packet.bytes());
            }
        });
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            YmsgPacket packet;
            while (!guest.gone && (packet = YmsgPacket.read(in)) != null) {
                guest.take(packet);
            }
        } catch (SocketException e) {
            // The client has gone without a word, which it may.
        } catch (IOException | RuntimeException e) {
            faults.add(e.toString());
        } finally {
            guest.leave();
            open.remove(socket);
        }
    }

    /** Somebody comes, by whatever line. */
    public Guest enter(Line line) {
        return new Guest(line, sessions.incrementAndGet());
    }

    /** Puts something to somebody who is signed on, as the service pushes it: session id and all. */
    public void push(String to, YmsgPacket packet) throws IOException {
        Guest guest = online.get(key(to));
        if (guest == null) {
            throw new IOException(to + " is not signed on");
        }
        guest.send(packet);
    }

    /** Puts something to whoever has this session, of however many clients of an account. */
    public void push(int session, YmsgPacket packet) throws IOException {
        Guest guest = guests.get(session);
        if (guest == null) {
            throw new IOException("no session " + session);
        }
        guest.send(packet);
    }

    /** One who talks to it. One thread takes. */
    public final class Guest {

        private final Line line;
        private final int session;
        private int version = -1;
        private String claimed = "";
        private String account = "";
        private boolean in;
        private volatile boolean gone;

        private Guest(Line line, int session) {
            this.line = line;
            this.session = session;
        }

        private void send(YmsgPacket packet) throws IOException {
            line.send(packet.in(0, session));
        }

        /** Takes what a client has sent. */
        public void take(YmsgPacket packet) throws IOException {
            received.add(new Received(account, packet));
            check(packet);
            if (in) {
                handle(packet);
                return;
            }
            switch (packet.service()) {
                case YmsgClient.VERIFY -> line.send(YmsgPacket.of(YmsgClient.VERIFY, PUSHED));
                case YmsgClient.AUTH -> {
                    claimed = packet.first(1);
                    send(YmsgPacket.of(YmsgClient.AUTH, PUSHED)
                            .with(1, claimed)
                            .with(94, "d%f&(w-q|" + session)
                            .with(13, version < WITH_COOKIES ? "1" : "2"));
                }
                case YmsgClient.AUTH_RESPONSE -> answered(packet);
                default -> faults.add("before sign-on: " + packet);
            }
        }

        private void check(YmsgPacket packet) {
            if (version >= 0 && version != packet.version()) {
                faults.add("version " + packet.version() + " after " + version);
            }
            version = packet.version();
            boolean early = !in && packet.session() == 0;
            if (packet.session() != session && !early) {
                faults.add("session id " + Integer.toHexString(packet.session()) + " of somebody else: " + packet);
            }
        }

        private void answered(YmsgPacket answer) throws IOException {
            boolean proved = version < WITH_COOKIES
                    ? answer.first(6).equals(YmsgClient.PROOF) && answer.has(96)
                    : answer.first(307).equals(YmsgClient.PROOF) && answer.has(277) && answer.has(278);
            if (!proved || !answer.first(1).equals(claimed)) {
                send(YmsgPacket.of(YmsgClient.AUTH_RESPONSE, NO)
                        .with(0, claimed)
                        .with(1, claimed)
                        .with(66, "13"));
                gone = true;
                return;
            }
            account = claimed;
            List<String> contacts = lists.getOrDefault(key(account), List.of("eve"));
            String groups = "Friends:" + String.join(",", contacts) + "\n";
            // A long list comes in parts, which may cut a name in two.
            send(YmsgPacket.of(YmsgClient.LIST, 5).with(87, groups.substring(0, 9)));
            send(YmsgPacket.of(YmsgClient.LIST, 0)
                    .with(87, groups.substring(9))
                    .with(88, "")
                    .with(89, account)
                    .with(3, account)
                    .with(59, "Y\tv=1; path=/")
                    .with(59, "T\tz=2; path=/"));
            if (version >= WITH_COOKIES) {
                send(records(contacts));
            }
            send(YmsgPacket.of(YmsgClient.LOGON, 0).with(0, account).with(1, account));
            send(YmsgPacket.of(YmsgClient.PING, PUSHED).with(143, "60").with(144, "13"));
            in = true;
            online.put(key(account), this);
            guests.put(session, this);
        }

        private static YmsgPacket records(List<String> contacts) {
            YmsgPacket list = YmsgPacket.of(YmsgClient.LIST_15, 0)
                    .with(302, "318")
                    .with(300, "318")
                    .with(65, "Friends");
            for (int i = 0; i < contacts.size(); i++) {
                list = (i == 0 ? list.with(302, "319") : list)
                        .with(300, "319")
                        .with(7, contacts.get(i))
                        .with(301, "319");
            }
            list = contacts.isEmpty() ? list : list.with(303, "319");
            return list.with(301, "318").with(303, "318");
        }

        private void handle(YmsgPacket packet) throws IOException {
            switch (packet.service()) {
                case YmsgClient.MESSAGE -> message(packet);
                case YmsgClient.MESSAGE_ACK -> pass(packet.first(5), relayed(packet, 302, 430, 303, 450));
                case YmsgClient.NOTIFY -> pass(packet.first(5), relayed(packet, 13, 14, 49));
                case YmsgClient.FILE_OFFER ->
                    pass(packet.first(5), relayed(packet, 265, 222, 266, 302, 300, 27, 28, 301, 303));
                case YmsgClient.PEER_TO_PEER ->
                    pass(packet.first(5), relayed(packet, 12, 13, 49, 61).with(11, Integer.toUnsignedString(session)));
                case YmsgClient.CONFERENCE_INVITE -> {
                    for (String invited : packet.all(52)) {
                        pass(
                                invited,
                                YmsgPacket.of(YmsgClient.CONFERENCE_INVITE, PUSHED)
                                        .with(1, invited)
                                        .withAll(13, packet)
                                        .with(50, account)
                                        .withAll(52, packet)
                                        .withAll(57, packet)
                                        .withAll(58, packet)
                                        .withAll(97, packet));
                    }
                }
                case YmsgClient.CONFERENCE_JOIN -> toMembers(packet, 3, 53);
                case YmsgClient.CONFERENCE_DECLINE -> toMembers(packet, 3, 54);
                case YmsgClient.CONFERENCE_LEAVE -> toMembers(packet, 3, 56);
                case YmsgClient.IN_CONFERENCE -> toMembers(packet, 53, 3);
                case YmsgClient.LOGOFF -> gone = true;
                case YmsgClient.IDLE, YmsgClient.PING, YmsgClient.KEEPALIVE -> {
                    // Still there.
                }
                default -> faults.add("not expected: " + packet);
            }
        }

        /** As it goes on to the other: who sent it, whom it is for, and these keys of it, in this order. */
        private YmsgPacket relayed(YmsgPacket packet, int... keys) {
            YmsgPacket on =
                    YmsgPacket.of(packet.service(), PUSHED).with(4, account).with(5, packet.first(5));
            for (int key : keys) {
                on = on.withAll(key, packet);
            }
            return on;
        }

        private void toMembers(YmsgPacket packet, int members, int who) throws IOException {
            for (String member : packet.all(members)) {
                pass(
                        member,
                        YmsgPacket.of(packet.service(), PUSHED)
                                .with(1, member)
                                .with(who, account)
                                .withAll(57, packet)
                                .withAll(14, packet)
                                .withAll(97, packet));
            }
        }

        private void pass(String to, YmsgPacket packet) throws IOException {
            Guest guest = online.get(key(to));
            if (guest != null) {
                guest.send(packet);
            }
        }

        private void message(YmsgPacket packet) throws IOException {
            Guest to = online.get(key(packet.first(5)));
            if (to == null) {
                send(YmsgPacket.of(YmsgClient.MESSAGE, 2)
                        .with(4, packet.first(5))
                        .with(5, account)
                        .withAll(429, packet));
            } else if (to.version >= WITH_IDS) {
                to.send(relayed(packet, 14)
                        .with(15, "1262304000")
                        .withAll(63, packet)
                        .withAll(64, packet)
                        .withAll(97, packet)
                        .withAll(206, packet)
                        .withAll(429, packet)
                        .withAll(450, packet));
            } else {
                to.send(relayed(packet, 14, 63, 64, 97));
                if (packet.has(429)) {
                    // The other one can't.
                    send(YmsgPacket.of(YmsgClient.MESSAGE_ACK, PUSHED)
                            .with(4, packet.first(5))
                            .with(5, account)
                            .with(302, "430")
                            .with(430, packet.first(429))
                            .with(303, "430")
                            .withAll(450, packet));
                }
            }
        }

        /** Its connection is gone. */
        public void leave() {
            gone = true;
            if (in) {
                guests.remove(session, this);
                online.remove(key(account), this);
            }
        }

        /** The session id it was given. */
        public int session() {
            return session;
        }

        /** Whether it has signed off or was refused. */
        public boolean isGone() {
            return gone;
        }
    }

    @Override
    public void close() {
        try (listener) {
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            // They are gone either way.
        }
    }
}
