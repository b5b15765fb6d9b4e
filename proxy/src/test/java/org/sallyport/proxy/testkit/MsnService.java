package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.testkit.MsnSocket.Heard;

/**
 * A small MSN service that speaks version 9: a dispatch server, which sends everybody on, a notification server and switchboards,
 * each on a port of its own. Everybody's ticket is {@link MsnClient#TICKET}. It remembers every message it received; what breaks
 * the protocol is a {@linkplain #faults fault}, a transaction that isn't greater than the one before among them.
 *
 * <p><b>Threading:</b> any thread asks; a virtual thread per connection serves.
 */
public final class MsnService implements AutoCloseable {

    private static final long OWN = 2_000_000_000L;

    /** Services close the connection over more. */
    private static final int LONGEST_PAYLOAD = 1_664;

    private static final Set<String> UNNUMBERED = Set.of("PNG", "OUT");

    private final ServerSocket dispatch;
    private final ServerSocket notification;
    private final ServerSocket switchboard;
    private final Address advertisedNotification;
    private final Address advertisedSwitchboard;
    private final Map<String, MsnSocket> online = new ConcurrentHashMap<>();
    private final Map<String, Ticket> cookies = new ConcurrentHashMap<>();
    private final Map<String, List<String>> lists = new ConcurrentHashMap<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    /** Who comes and goes, and what is said meanwhile, in one order for all. */
    private final ReentrantLock rooms = new ReentrantLock();

    /**
     * A message it received.
     *
     * @param account from whom
     * @param heard line and payload
     */
    public record Received(String account, Heard heard) {}

    /** What a cookie is good for. */
    private record Ticket(String account, Room room) {}

    private static final class Room {
        private final String session =
                UUID.randomUUID().toString().replace("-", "").substring(0, 31);
        private final Map<String, MsnSocket> people = new LinkedHashMap<>();
    }

    private MsnService(ServerSocket[] sockets, Address advertisedNotification, Address advertisedSwitchboard) {
        this.dispatch = sockets[0];
        this.notification = sockets[1];
        this.switchboard = sockets[2];
        this.advertisedNotification = advertisedNotification;
        this.advertisedSwitchboard = advertisedSwitchboard;
        Thread.ofVirtual().name("dispatch").start(() -> accept(dispatch, client -> serve(client, true)));
        Thread.ofVirtual().name("notification").start(() -> accept(notification, client -> serve(client, false)));
        Thread.ofVirtual().name("switchboard").start(() -> accept(switchboard, this::host));
    }

    /**
     * Starts on free ports of loopback.
     *
     * @param advertisedNotification where clients are told to sign on
     * @param advertisedSwitchboard where they are told to talk
     */
    public static MsnService start(Address advertisedNotification, Address advertisedSwitchboard) throws IOException {
        return start(InetAddress.getLoopbackAddress(), new int[3], advertisedNotification, advertisedSwitchboard);
    }

    /**
     * Starts.
     *
     * @param ports of the dispatch server, the notification server and the switchboards; 0 is a free one
     * @param advertisedNotification where clients are told to sign on
     * @param advertisedSwitchboard where they are told to talk
     */
    public static MsnService start(
            InetAddress host, int[] ports, Address advertisedNotification, Address advertisedSwitchboard)
            throws IOException {
        ServerSocket[] sockets = new ServerSocket[3];
        for (int i = 0; i < sockets.length; i++) {
            sockets[i] = new ServerSocket(ports[i], 200, host);
        }
        return new MsnService(sockets, advertisedNotification, advertisedSwitchboard);
    }

    /** The port of the server everybody comes to first. */
    public int dispatchPort() {
        return dispatch.getLocalPort();
    }

    /** The port of the server people are signed on to. */
    public int notificationPort() {
        return notification.getLocalPort();
    }

    /** The port of all switchboards. */
    public int switchboardPort() {
        return switchboard.getLocalPort();
    }

    /** Every message received, in the order they came. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** The words of all texts received, in the order they came. */
    public List<String> words() {
        return received.stream()
                .map(Received::heard)
                .filter(heard -> heard.field("Content-Type").startsWith("text/plain"))
                .map(Heard::body)
                .toList();
    }

    /** What clients, or what is between, did wrong; a test expects none. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** Whether this account is signed on. */
    public boolean isOnline(String account) {
        return online.containsKey(account);
    }

    /** Keeps a contact list for somebody; without one it tells an empty one. */
    public void keep(String account, List<String> contacts) {
        lists.put(account, List.copyOf(contacts));
    }

    private interface Serving {
        void run(MsnSocket client) throws IOException;
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
        try (MsnSocket client = new MsnSocket(socket)) {
            serving.run(client);
        } catch (SocketException e) {
            // The client has gone without a word, which it may.
        } catch (IOException | RuntimeException e) {
            faults.add(e.toString());
        } finally {
            open.remove(socket);
        }
    }

    /** The numbers of one connection. */
    private final class Counted {
        private final MsnSocket client;
        private long last;
        private long lastOwn;

        Counted(MsnSocket client) {
            this.client = client;
        }

        @Nullable Heard next() throws IOException {
            Heard heard = client.read();
            if (heard != null && !UNNUMBERED.contains(heard.word(0))) {
                // What is said in a client's place has numbers of its own, far from where clients count.
                boolean own = heard.transaction() >= OWN;
                long before = own ? lastOwn : last;
                if (heard.transaction() <= before) {
                    faults.add("transaction " + heard.words() + " after " + before);
                }
                last = own ? last : heard.transaction();
                lastOwn = own ? heard.transaction() : lastOwn;
            }
            return heard;
        }
    }

    /** Dispatch and notification server. */
    private void serve(MsnSocket client, boolean elsewhere) throws IOException {
        Counted counted = new Counted(client);
        String account = "";
        boolean in = false;
        try {
            Heard heard;
            while ((heard = counted.next()) != null) {
                long number = heard.transaction();
                switch (heard.word(0)) {
                    case "VER" -> client.send("VER " + number + " MSNP9");
                    case "CVR" ->
                        client.send(
                                "CVR " + number + " 6.0.0602 6.0.0602 1.0.0000 http://d.example/ http://i.example/");
                    case "USR" -> {
                        if (heard.word(3).equals("I") && elsewhere) {
                            client.send("XFR " + number + " NS " + advertisedNotification + " 0 127.0.0.1:1863");
                            return;
                        } else if (heard.word(3).equals("I")) {
                            account = heard.word(4);
                            client.send("USR " + number + " TWN S lc=1033,id=507,tw=40,ru=http%3A%2F%2Fm.example");
                        } else if (heard.word(4).equals(MsnClient.TICKET) && !account.isEmpty()) {
                            client.send("USR " + number + " OK " + account + " " + nick(account) + " 1 0");
                            online.put(account, client);
                            in = true;
                        } else {
                            client.send("911 " + number);
                            return;
                        }
                    }
                    case "OUT" -> {
                        return;
                    }
                    default -> {
                        if (!in) {
                            faults.add("before sign-on: " + heard.words());
                            return;
                        }
                        serve(client, account, heard);
                    }
                }
            }
        } finally {
            online.remove(account, client);
        }
    }

    private void serve(MsnSocket client, String account, Heard heard) throws IOException {
        long number = heard.transaction();
        switch (heard.word(0)) {
            case "SYN" -> contacts(client, number, lists.getOrDefault(account, List.of()));
            case "CHG" -> client.send("CHG " + number + " " + heard.word(2) + " " + heard.word(3));
            case "PNG" -> client.send("QNG 48");
            case "XFR" ->
                client.send("XFR " + number + " SB " + advertisedSwitchboard + " CKI " + cookie(account, new Room()));
            default -> faults.add("on a notification server: " + heard.words());
        }
    }

    /** All of them on both sides' forward lists and allowed, as people who have added each other are. */
    private static void contacts(MsnSocket client, long number, List<String> contacts) throws IOException {
        client.send("SYN " + number + " 1 " + contacts.size() + " 1");
        if (!contacts.isEmpty()) {
            client.send("LSG 0 Friends 0");
        }
        for (String contact : contacts) {
            client.send("LST " + contact + " " + nick(contact) + " 11 0");
        }
    }

    private String cookie(String account, Room room) {
        String cookie = UUID.randomUUID().toString();
        cookies.put(cookie, new Ticket(account, room));
        return cookie;
    }

    private static String nick(String account) {
        return account.substring(0, account.indexOf('@')) + "%20at%20home";
    }

    /** Switchboard. */
    private void host(MsnSocket client) throws IOException {
        Counted counted = new Counted(client);
        Heard first = counted.next();
        if (first == null) {
            return;
        }
        Ticket ticket = cookies.remove(first.word(3));
        if (ticket == null || !ticket.account().equals(first.word(2))) {
            faults.add("an unknown cookie");
            client.send("911 " + first.transaction());
            return;
        }
        Room room = ticket.room();
        String account = ticket.account();
        enter(client, first, account, room);
        try {
            Heard heard;
            while ((heard = counted.next()) != null && !heard.is("OUT")) {
                rooms.lock();
                try {
                    switch (heard.word(0)) {
                        case "CAL" -> call(client, heard, account, room);
                        case "MSG" -> message(client, heard, account, room);
                        default -> faults.add("on a switchboard: " + heard.words());
                    }
                } finally {
                    rooms.unlock();
                }
            }
        } finally {
            leave(account, client, room);
        }
    }

    private void enter(MsnSocket client, Heard first, String account, Room room) throws IOException {
        rooms.lock();
        try {
            if (first.is("USR")) {
                client.send("USR " + first.transaction() + " OK " + account + " " + nick(account));
            } else if (first.is("ANS") && first.word(4).equals(room.session)) {
                int i = 0;
                for (Map.Entry<String, MsnSocket> other : room.people.entrySet()) {
                    client.send("IRO " + first.transaction() + " " + ++i + " " + room.people.size() + " "
                            + other.getKey() + " " + nick(other.getKey()));
                    other.getValue().send("JOI " + account + " " + nick(account));
                }
                client.send("ANS " + first.transaction() + " OK");
            } else {
                faults.add("into a switchboard: " + first.words());
            }
            room.people.put(account, client);
        } finally {
            rooms.unlock();
        }
    }

    private void call(MsnSocket client, Heard heard, String account, Room room) throws IOException {
        MsnSocket other = online.get(heard.word(2));
        if (other == null || room.people.containsKey(heard.word(2))) {
            client.send((other == null ? 217 : 215) + " " + heard.transaction());
            return;
        }
        client.send("CAL " + heard.transaction() + " RINGING " + room.session);
        other.send("RNG " + room.session + " " + advertisedSwitchboard + " CKI " + cookie(heard.word(2), room) + " "
                + account + " " + nick(account));
    }

    private void message(MsnSocket client, Heard heard, String account, Room room) throws IOException {
        received.add(new Received(account, heard));
        if (heard.payload().length() > LONGEST_PAYLOAD) {
            faults.add("a payload of " + heard.word(3));
        }
        for (Map.Entry<String, MsnSocket> other : room.people.entrySet()) {
            if (!other.getKey().equals(account)) {
                tell(() -> other.getValue().send("MSG " + account + " " + nick(account), heard.payload()));
            }
        }
        boolean heardByAnybody = room.people.size() > 1;
        String wanted = heard.word(2);
        if (!Set.of("A", "D", "N", "U").contains(wanted)) {
            faults.add("a class " + wanted);
        } else if (heardByAnybody && (wanted.equals("A") || wanted.equals("D"))) {
            client.send("ACK " + heard.transaction());
        } else if (!heardByAnybody && !wanted.equals("U")) {
            client.send("NAK " + heard.transaction());
        }
    }

    private interface Telling {
        void run() throws IOException;
    }

    /** Somebody else, who may be gone: that is theirs. */
    private static void tell(Telling telling) throws IOException {
        try {
            telling.run();
        } catch (SocketException e) {
            // Their own connection says so, too.
        }
    }

    private void leave(String account, MsnSocket client, Room room) throws IOException {
        rooms.lock();
        try {
            room.people.remove(account, client);
            for (MsnSocket other : room.people.values()) {
                tell(() -> other.send("BYE " + account));
            }
        } finally {
            rooms.unlock();
        }
    }

    @Override
    public void close() {
        try (dispatch;
                notification;
                switchboard) {
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            // They are gone either way.
        }
    }
}
