package org.sallyport.proxy.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.tunnel.FarEnd;
import org.sallyport.proxy.tunnel.HttpTalk;
import org.sallyport.proxy.tunnel.HttpTalk.Message;

/** Somebody at Exchange's instant messaging: asks the server, and is called by it. */
final class RvpPlayer implements Player {

    static final String VERSION = "RVP-Notifications-Version: 1.0\r\n";

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final String PLAIN = "text/plain; charset=UTF-8";

    private final String name;
    private final HttpTalk talk;
    private final Wire.@Nullable Proxy proxy;
    private final FarEnd called = new FarEnd(request -> FarEnd.ok(VERSION, new byte[0]));

    /** Which calls were looked at already, by their number. */
    private final Set<Integer> seen = new HashSet<>();

    RvpPlayer(String name, HttpTalk talk, Wire.@Nullable Proxy proxy) throws IOException {
        this.name = name;
        this.talk = talk;
        this.proxy = proxy;
    }

    @Override
    public String name() {
        return name;
    }

    private static String alias(String screenName) {
        return screenName.substring(0, screenName.indexOf('@'));
    }

    private Message ask(String method, String whose, String fields, byte @Nullable [] body) throws IOException {
        String path = "/instmsg/aliases/" + alias(whose);
        Wire.Proxy through = proxy;
        String target = through == null ? path : "http://" + RvpWire.SERVER.host() + path;
        String signedIn = through == null ? "" : "Proxy-Authorization: " + through.authorization() + "\r\n";
        return talk.ask(
                method + " " + target,
                VERSION + "RVP-From-Principal: http://" + RvpWire.SERVER.host() + "/instmsg/aliases/" + alias(name)
                        + "\r\n" + signedIn + fields,
                body);
    }

    /** Signs on. */
    void subscribe() throws IOException {
        Message answer = ask(
                "SUBSCRIBE",
                name,
                "Notification-Type: pragma/notify\r\nCall-Back: http://127.0.0.1:" + called.port()
                        + "\r\nSubscription-Lifetime: 14400\r\n",
                null);
        if (answer.status() != 200) {
            throw new Refused("status " + answer.status());
        }
    }

    private Message send(Peer to, String type, String text) throws IOException {
        return ask(
                "NOTIFY",
                to.name(),
                "Content-Type: text/xml\r\n",
                RvpNote.write(alias(name), alias(to.name()), type, text));
    }

    @Override
    public @Nullable Answer say(Peer to, String text, boolean waits) throws IOException {
        // HTTP gives an answer whether anybody waits for it or not.
        int status = send(to, PLAIN, text).status();
        return switch (status) {
            case 200 -> Answer.ACKNOWLEDGED;
            case FORBIDDEN -> Answer.REFUSED;
            case NOT_FOUND -> Answer.UNDELIVERABLE;
            default -> throw new IOException("status " + status);
        };
    }

    @Override
    public void type(Peer to) throws IOException {
        send(to, "text/x-msmsgscontrol\r\nTypingUser: " + name, "\r\n");
    }

    @Override
    public @Nullable Seen poll(Sort sort) {
        List<Message> calls = called.asked();
        for (int i = 0; i < calls.size(); i++) {
            if (seen.contains(i)) {
                continue;
            }
            RvpNote note;
            try {
                note = RvpNote.read(calls.get(i).body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            boolean ours = note.from().equals("sallyport@example.com");
            boolean wanted = switch (sort) {
                case TEXT -> note.isText() && !ours;
                case NOTICE -> note.isText() && ours;
                case TYPING -> note.type().startsWith("text/x-msmsgscontrol");
                case OFFER -> false;
            };
            if (wanted) {
                seen.add(i);
                return new Seen(note.from(), note.text());
            }
        }
        return null;
    }

    /** Every request has had its answer, and the server answers once it has called whom it had to. */
    @Override
    public void settle() {}

    @Override
    public void signOff() throws IOException {
        ask("UNSUBSCRIBE", name, "Subscription-Id: 101\r\n", null);
        close();
    }

    @Override
    public void close() {
        try {
            talk.close();
            called.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
