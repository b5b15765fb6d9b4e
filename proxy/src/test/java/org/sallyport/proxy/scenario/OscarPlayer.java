package org.sallyport.proxy.scenario;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.oscar.wire.WireReader;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarRoom;
import org.sallyport.proxy.testkit.Snac;

/** Somebody at AIM: each room is a connection of its own. */
final class OscarPlayer implements Player {

    private static final int NOT_SIGNED_ON = 4;
    private static final int CANCELS = 1;
    private static final String GATEWAY = "sallyport";

    private final String name;
    private final OscarClient client;
    private final Map<String, Entered> rooms = new LinkedHashMap<>();

    /**
     * A room.
     *
     * @param inside everybody there, this one too; shared by all of them
     */
    private record Entered(OscarRoom room, List<OscarPlayer> inside) {}

    OscarPlayer(String name, OscarClient client) {
        this.name = name;
        this.client = client;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Answer say(Peer to, String text, boolean waits) throws Exception {
        long id = client.say(to.name(), text);
        if (!waits) {
            return null;
        }
        Snac answer = client.expect("an answer", snac -> snac.requestId() == id && (snac.is(4, 0x0C) || snac.is(4, 1)));
        if (answer.is(4, 0x0C)) {
            return Answer.ACKNOWLEDGED;
        }
        return answer.reader().u16() == NOT_SIGNED_ON ? Answer.UNDELIVERABLE : Answer.REFUSED;
    }

    @Override
    public void type(Peer to) throws IOException {
        client.type(to.name());
    }

    @Override
    public BooleanSupplier offer(Peer to, String file, int bytes) throws IOException {
        long cookie = client.offerFile(to.name(), file, bytes);
        return () -> client.poll(snac -> snac.is(4, 7)
                        && snac.incoming().cookie() == cookie
                        && snac.incoming().rendezvous() == CANCELS)
                != null;
    }

    /** Names of rooms are the service's for good: those of one scenario must not be another's. */
    @Override
    public void open(String room, List<Peer> with) throws Exception {
        rooms.put(
                room,
                new Entered(OscarRoom.open(client, room + " of " + name), new java.util.ArrayList<>(List.of(this))));
        for (Peer peer : with) {
            if (peer.player() == null) {
                throw new AssertionError(peer.name() + " isn't there");
            }
            peer.player().join(room, this);
        }
    }

    @Override
    public void join(String room, Player host) throws Exception {
        Entered there = ((OscarPlayer) host).entered(room);
        OscarRoom mine = OscarRoom.enter(client, there.room().cookie());
        for (OscarPlayer other : there.inside()) {
            other.entered(room).room().expectJoined(name);
        }
        there.inside().add(this);
        rooms.put(room, new Entered(mine, there.inside()));
    }

    private Entered entered(String room) {
        Entered entered = rooms.get(room);
        if (entered == null) {
            throw new AssertionError(name + " is in no room " + room);
        }
        return entered;
    }

    /** A line is answered by being shown to its author as well. One that is refused just isn't. */
    @Override
    public @Nullable Answer sayIn(String room, String text, boolean waits) throws Exception {
        OscarRoom there = entered(room).room();
        there.say(text);
        if (!waits) {
            return null;
        }
        there.ping();
        Snac.Line own =
                there.poll(line -> line.from().equals(name) && line.text().equals(text));
        return own == null ? Answer.REFUSED : Answer.ACKNOWLEDGED;
    }

    @Override
    public @Nullable Seen poll(Sort sort) {
        Seen outside = pollOutside(sort);
        if (outside != null || sort != Sort.TEXT && sort != Sort.NOTICE) {
            return outside;
        }
        for (Entered entered : rooms.values()) {
            Snac.Line line = entered.room()
                    .poll(one -> !one.from().equals(name) && one.from().equals(GATEWAY) == (sort == Sort.NOTICE));
            if (line != null) {
                return new Seen(line.from(), line.text());
            }
        }
        return null;
    }

    private @Nullable Seen pollOutside(Sort sort) {
        Snac snac = client.poll(one -> one.is(4, sort == Sort.TYPING ? 0x14 : 7) && is(one, sort));
        if (snac == null) {
            return null;
        }
        if (sort == Sort.TYPING) {
            WireReader in = snac.reader();
            in.u64();
            in.u16();
            return new Seen(in.s8(), "");
        }
        Snac.Icbm message = snac.incoming();
        return switch (sort) {
            case TEXT, NOTICE, TYPING -> new Seen(message.peer(), String.valueOf(message.text()));
            case OFFER -> new Seen(message.peer(), OscarWire.fileOf(message));
        };
    }

    private static boolean is(Snac snac, Sort sort) {
        if (sort == Sort.TYPING) {
            return true;
        }
        Snac.Icbm message = snac.incoming();
        boolean ours = message.peer().equals(GATEWAY);
        return switch (sort) {
            case TEXT -> message.channel() == 1 && !ours;
            case NOTICE -> message.channel() == 1 && ours;
            case OFFER -> OscarWire.isOffer(message);
            case TYPING -> false;
        };
    }

    @Override
    public void expectEnd() throws InterruptedException {
        client.expectClosed();
    }

    @Override
    public void settle() throws Exception {
        client.ping();
        for (Entered entered : rooms.values()) {
            entered.room().ping();
        }
    }

    /** Who is in a room with it is told by the service when its connection there is gone. */
    @Override
    public void signOff() throws Exception {
        client.signOff();
        close();
        for (Map.Entry<String, Entered> room : rooms.entrySet()) {
            for (OscarPlayer other : room.getValue().inside()) {
                other.entered(room.getKey()).room().expectLeft(name);
            }
        }
    }

    @Override
    public void close() {
        for (Map.Entry<String, Entered> room : rooms.entrySet()) {
            room.getValue().inside().remove(this);
            room.getValue().room().close();
        }
        client.close();
    }
}
