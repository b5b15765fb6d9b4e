package org.sallyport.proxy.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.YmsgClient;
import org.sallyport.proxy.testkit.YmsgPacket;
import org.sallyport.proxy.testkit.YmsgService;

/** Somebody at Yahoo! Messenger. */
final class YmsgPlayer implements Player {

    private static final int PUSHED = 1;
    private static final int UNKNOWN_USER = 2;

    private final String name;
    private final YmsgClient client;
    private final YmsgService service;
    private final Map<String, Room> rooms = new HashMap<>();
    private int settled;

    /** A conference: clients name its members each time they say something. */
    private record Room(String id, List<YmsgPlayer> members) {}

    YmsgPlayer(String name, YmsgClient client, YmsgService service) {
        this.name = name;
        this.client = client;
        this.service = service;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Answer say(Peer to, String text, boolean waits) throws Exception {
        YmsgClient.Sent sent = client.say(to.name(), text);
        if (!waits) {
            return null;
        }
        YmsgPacket answer = Waiting.forThat(
                "an answer",
                () -> client.poll(packet -> packet.is(YmsgClient.MESSAGE_ACK, PUSHED)
                                && packet.first(430).equals(sent.id())
                        || packet.is(YmsgClient.MESSAGE, UNKNOWN_USER)
                                && packet.first(429).equals(sent.id())));
        return answer.service() == YmsgClient.MESSAGE_ACK ? Answer.ACKNOWLEDGED : Answer.UNDELIVERABLE;
    }

    @Override
    public Answer refusal() {
        return Answer.ACKNOWLEDGED;
    }

    @Override
    public void type(Peer to) throws IOException {
        client.type(to.name(), true);
    }

    @Override
    public BooleanSupplier offer(Peer to, String file, int bytes) throws IOException {
        String id = client.offerFile(to.name(), file, bytes);
        return () -> client.poll(packet -> packet.is(YmsgClient.FILE_OFFER, PUSHED)
                        && packet.first(265).equals(id)
                        && packet.first(222).equals("4"))
                != null;
    }

    @Override
    public void open(String room, List<Peer> with) throws Exception {
        String id = client.invite("come in", with.stream().map(Peer::name).toArray(String[]::new));
        Room opened = new Room(id, new ArrayList<>(List.of(this)));
        rooms.put(room, opened);
        for (Peer peer : with) {
            if (!(peer.player() instanceof YmsgPlayer other)) {
                throw new AssertionError(peer.name() + " isn't there");
            }
            Waiting.forThat(
                    "an invitation",
                    () -> other.client.poll(packet -> packet.service() == YmsgClient.CONFERENCE_INVITE
                            && packet.first(57).equals(id)));
            other.join(room, this);
        }
    }

    @Override
    public void join(String room, Player host) throws Exception {
        Room there = ((YmsgPlayer) host).rooms.get(room);
        if (there == null) {
            throw new AssertionError("no room " + room);
        }
        client.join(there.id(), others(there));
        for (YmsgPlayer member : there.members()) {
            Waiting.forThat(
                    name + " in the room",
                    () -> member.client.poll(packet -> packet.service() == YmsgClient.CONFERENCE_JOIN
                            && packet.first(53).equals(name)));
        }
        there.members().add(this);
        rooms.put(room, there);
    }

    private String[] others(Room room) {
        return room.members().stream()
                .map(YmsgPlayer::name)
                .filter(member -> !member.equals(name))
                .toArray(String[]::new);
    }

    /** Nothing that is said in a conference is ever acknowledged. */
    @Override
    public @Nullable Answer sayIn(String room, String text, boolean waits) throws IOException {
        Room there = rooms.get(room);
        if (there == null) {
            throw new AssertionError("no room " + room);
        }
        client.sayIn(there.id(), text, others(there));
        return null;
    }

    @Override
    public @Nullable Seen poll(Sort sort) {
        Predicate<YmsgPacket> wanted = switch (sort) {
            case TEXT -> packet -> isText(packet) && !isOurs(packet);
            case NOTICE -> packet -> isText(packet) && isOurs(packet);
            case TYPING ->
                packet ->
                        packet.is(YmsgClient.NOTIFY, PUSHED) && packet.first(13).equals("1");
            case OFFER -> YmsgPlayer::isOffer;
        };
        YmsgPacket packet = client.poll(wanted);
        if (packet == null) {
            return null;
        }
        String text = packet.first(sort == Sort.OFFER ? 27 : 14);
        return new Seen(packet.first(packet.service() == YmsgClient.IN_CONFERENCE ? 3 : 4), text);
    }

    private static boolean isText(YmsgPacket packet) {
        return packet.is(YmsgClient.MESSAGE, PUSHED) || packet.is(YmsgClient.IN_CONFERENCE, PUSHED);
    }

    private static boolean isOurs(YmsgPacket packet) {
        return packet.first(packet.service() == YmsgClient.IN_CONFERENCE ? 3 : 4)
                .equals("sallyport");
    }

    static boolean isOffer(YmsgPacket packet) {
        return packet.service() == YmsgClient.FILE_OFFER && packet.first(222).equals("1");
    }

    @Override
    public void expectEnd() throws InterruptedException {
        client.expect("the word for it", packet -> packet.is(YmsgClient.LOGOFF, -1));
        client.expectClosed();
    }

    @Override
    public void settle() throws Exception {
        int times = ++settled;
        client.keepAlive();
        Await.until("the service has read it", () -> stillThere() >= times);
        String mark = "6" + times;
        service.push(
                client.session(),
                YmsgPacket.of(YmsgClient.PING, PUSHED).with(143, mark).with(144, "13"));
        client.expect(
                "a sign of the service",
                packet ->
                        packet.service() == YmsgClient.PING && packet.first(143).equals(mark));
    }

    private long stillThere() {
        return service.received().stream()
                .filter(one -> one.account().equals(name) && one.packet().service() == YmsgClient.KEEPALIVE)
                .count();
    }

    @Override
    public void signOff() throws IOException {
        client.signOff();
    }

    @Override
    public void close() {
        client.close();
    }
}
