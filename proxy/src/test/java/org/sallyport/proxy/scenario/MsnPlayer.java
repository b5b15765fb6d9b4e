package org.sallyport.proxy.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.testkit.MsnClient;
import org.sallyport.proxy.testkit.MsnConversation;
import org.sallyport.proxy.testkit.MsnSocket.Heard;

/** Somebody at MSN: a conversation is a connection of its own, which the first text opens. */
final class MsnPlayer implements Player {

    private static final int NOT_ONLINE = 217;
    private static final String OFFERED = "Application-File: ";

    private final String name;
    private final MsnClient client;

    /** By room, or by the other's name. */
    private final Map<String, Talk> talks = new LinkedHashMap<>();

    private static final class Talk {
        private final MsnConversation conversation;
        private final List<String> others = new ArrayList<>();

        Talk(MsnConversation conversation) {
            this.conversation = conversation;
        }
    }

    MsnPlayer(String name, MsnClient client) {
        this.name = name;
        this.client = client;
    }

    @Override
    public String name() {
        return name;
    }

    private static MsnPlayer of(Player player) {
        return (MsnPlayer) player;
    }

    /** The conversation with somebody; null when there is none and nobody to have it with. */
    private @Nullable Talk with(Peer to) throws Exception {
        Talk talk = talks.get(to.name());
        if (talk != null) {
            if (to.player() == null && talk.others.remove(to.name())) {
                talk.conversation.expectLeave(to.name());
            }
            return talk;
        }
        Talk mine = new Talk(client.open());
        try {
            mine.conversation.call(to.name());
        } catch (MsnClient.Refused e) {
            if (e.code() == NOT_ONLINE) {
                return null;
            }
            throw e;
        }
        if (to.player() == null) {
            throw new AssertionError(to.name() + " is called and isn't there");
        }
        talks.put(to.name(), mine);
        of(to.player()).comes(name, name, mine);
        return mine;
    }

    /** Answers whoever calls. */
    private void comes(String key, String caller, Talk host) throws Exception {
        Talk talk = new Talk(client.answer(caller));
        host.conversation.expectJoin(name);
        talk.others.add(caller);
        talk.others.addAll(host.others);
        talk.others.remove(name);
        host.others.add(name);
        talks.put(key, talk);
    }

    @Override
    public @Nullable Answer say(Peer to, String text, boolean waits) throws Exception {
        Talk talk = with(to);
        return talk == null ? Answer.UNDELIVERABLE : say(talk, text, waits);
    }

    private static @Nullable Answer say(Talk talk, String text, boolean waits) throws Exception {
        long transaction = talk.conversation.say("A", text);
        if (!waits) {
            return null;
        }
        Heard answer = Waiting.forThat(
                "an answer",
                () -> talk.conversation.poll(
                        heard -> heard.transaction() == transaction && (heard.is("ACK") || heard.is("NAK"))));
        if (answer.is("ACK")) {
            return Answer.ACKNOWLEDGED;
        }
        return talk.others.isEmpty() ? Answer.UNDELIVERABLE : Answer.REFUSED;
    }

    @Override
    public void type(Peer to) throws Exception {
        Talk talk = with(to);
        if (talk != null) {
            talk.conversation.type();
        }
    }

    @Override
    public BooleanSupplier offer(Peer to, String file, int bytes) throws Exception {
        Talk talk = with(to);
        if (talk == null) {
            throw new AssertionError(to.name() + " isn't there");
        }
        String cookie = talk.conversation.offerFile(file, bytes);
        return () -> talk.conversation.poll(heard -> heard.is("MSG")
                        && heard.body().contains("Invitation-Command: CANCEL\r\n")
                        && heard.body().contains("Invitation-Cookie: " + cookie + "\r\n"))
                != null;
    }

    @Override
    public void open(String room, List<Peer> with) throws Exception {
        Talk mine = new Talk(client.open());
        talks.put(room, mine);
        for (Peer peer : with) {
            if (peer.player() == null) {
                throw new AssertionError(peer.name() + " isn't there");
            }
            peer.player().join(room, this);
        }
    }

    @Override
    public void join(String room, Player host) throws Exception {
        Talk theirs = of(host).talks.get(room);
        if (theirs == null) {
            throw new AssertionError("no room " + room);
        }
        theirs.conversation.call(name);
        comes(room, host.name(), theirs);
    }

    @Override
    public @Nullable Answer sayIn(String room, String text, boolean waits) throws Exception {
        Talk talk = talks.get(room);
        if (talk == null) {
            throw new AssertionError("no room " + room);
        }
        return say(talk, text, waits);
    }

    @Override
    public @Nullable Seen poll(Sort sort) {
        Predicate<Heard> wanted = heard -> heard.is("MSG")
                && switch (sort) {
                    case TEXT -> isText(heard) && !isOurs(heard);
                    case NOTICE -> isText(heard) && isOurs(heard);
                    case TYPING -> !heard.field("TypingUser").isEmpty();
                    case OFFER -> !fileOf(heard).isEmpty();
                };
        for (Talk talk : talks.values()) {
            Heard heard = talk.conversation.poll(wanted);
            if (heard != null) {
                return new Seen(heard.word(1), sort == Sort.OFFER ? fileOf(heard) : heard.body());
            }
        }
        return null;
    }

    private static boolean isText(Heard heard) {
        return heard.field("Content-Type").startsWith("text/plain");
    }

    /** A conversation has only those in it who are: the gateway speaks in another's place, and says so. */
    private static boolean isOurs(Heard heard) {
        return heard.body().startsWith("sallyport: ");
    }

    /** The name of an offered file; empty when none is. */
    static String fileOf(Heard heard) {
        return heard.body()
                .lines()
                .filter(line -> line.startsWith(OFFERED))
                .map(line -> line.substring(OFFERED.length()))
                .findFirst()
                .orElse("");
    }

    /** Its last conversation: a rule ends no more than that. */
    @Override
    public void expectEnd() throws Exception {
        List<String> keys = List.copyOf(talks.keySet());
        Talk last = talks.get(keys.getLast());
        if (last != null) {
            last.conversation.expectEnd();
            talks.remove(keys.getLast());
        }
    }

    @Override
    public void settle() throws Exception {
        client.ping();
        for (Talk talk : talks.values()) {
            talk.conversation.ping();
        }
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
