package org.sallyport.proxy.scenario;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.tunnel.FarEnd;
import org.sallyport.proxy.tunnel.HttpTalk;
import org.sallyport.proxy.tunnel.HttpTalk.Message;

/**
 * Exchange's instant messaging: a server that people subscribe to, and that calls them back, each time anew, with what others send
 * them. Who is not subscribed is not found.
 */
final class RvpWire implements Wire {

    static final Address SERVER = new Address("im.example.com", 80);

    private final FarEnd service;
    private final Map<String, URI> subscribers = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    private record Received(String account, RvpNote note) {}

    RvpWire() throws IOException {
        service = new FarEnd(this::answer);
    }

    private static String accountOf(String url) {
        return url.substring(url.lastIndexOf('/') + 1) + "@example.com";
    }

    private Message answer(Message request) throws IOException {
        String method = request.head().substring(0, request.head().indexOf(' '));
        String from = accountOf(request.field("RVP-From-Principal"));
        String node = accountOf(request.target());
        switch (method) {
            case "SUBSCRIBE" -> subscribers.put(node, URI.create(request.field("Call-Back")));
            case "UNSUBSCRIBE" -> subscribers.remove(node);
            case "NOTIFY" -> {
                received.add(new Received(from, RvpNote.read(request.body())));
                return passOn(request, subscribers.get(node));
            }
            default -> faults.add("not expected: " + method);
        }
        return FarEnd.ok(RvpPlayer.VERSION + "Subscription-Id: 101\r\n", new byte[0]);
    }

    private static Message passOn(Message request, @Nullable URI callBack) throws IOException {
        if (callBack == null) {
            return new Message("HTTP/1.1 404 Not Found\r\n" + RvpPlayer.VERSION, new byte[0]);
        }
        try (HttpTalk talk = new HttpTalk(new InetSocketAddress(callBack.getHost(), callBack.getPort()))) {
            String fields = RvpPlayer.VERSION + "RVP-From-Principal: " + request.field("RVP-From-Principal")
                    + "\r\nContent-Type: text/xml\r\n";
            Message answer = talk.named(callBack.getAuthority()).ask("NOTIFY /", fields, request.body());
            return new Message("HTTP/1.1 " + answer.status() + " So\r\n" + RvpPlayer.VERSION, new byte[0]);
        }
    }

    @Override
    public String id() {
        return "rvp";
    }

    @Override
    public String service() {
        return "exchange-im";
    }

    @Override
    public String screenName(String handle) {
        return handle + "@example.com";
    }

    @Override
    public Address front() {
        return SERVER;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(SERVER, service.port()));
    }

    @Override
    public Player signOn(Way way, String name) throws Exception {
        Proxy proxy = way.proxy();
        Socket socket;
        if (proxy == null) {
            socket = way.dialer().dial(way.front());
        } else {
            socket = new Socket(proxy.address().getAddress(), proxy.address().getPort());
        }
        RvpPlayer player = new RvpPlayer(name, new HttpTalk(socket).named(SERVER.host()), proxy);
        try {
            player.subscribe();
            Await.until(name + " is online", () -> isOnline(name));
            return player;
        } catch (Exception | AssertionError e) {
            player.close();
            throw e;
        }
    }

    @Override
    public boolean isOnline(String name) {
        return subscribers.containsKey(name);
    }

    @Override
    public List<String> heard(Predicate<String> who) {
        return received.stream()
                .filter(one -> who.test(one.account()) && one.note().isText())
                .map(one -> one.note().text())
                .toList();
    }

    @Override
    public List<String> files(Predicate<String> who) {
        return List.of();
    }

    @Override
    public List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
