package org.sallyport.proxy.scenario;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.YmsgClient;
import org.sallyport.proxy.testkit.YmsgPacket;
import org.sallyport.proxy.testkit.YmsgService;

/** Yahoo! Messenger. */
final class YmsgWire implements Wire {

    private static final Address PAGER = new Address("scsa.msg.yahoo.com", 5050);

    private final YmsgService service;

    YmsgWire() throws IOException {
        service = YmsgService.start();
    }

    @Override
    public String id() {
        return "ymsg";
    }

    @Override
    public String service() {
        return "yahoo";
    }

    @Override
    public String screenName(String handle) {
        return handle;
    }

    @Override
    public Address front() {
        return PAGER;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(PAGER, service.port()));
    }

    @Override
    public Player signOn(Way way, String name) throws Exception {
        YmsgClient client;
        try {
            client = YmsgClient.signOn(way.dialer(), way.front(), name, YmsgClient.V16);
        } catch (YmsgClient.Refused e) {
            throw new Player.Refused("code " + e.code());
        }
        Await.until(name + " is online", () -> service.isOnline(name));
        return new YmsgPlayer(name, client, service);
    }

    @Override
    public void keep(String name, List<String> contacts) {
        service.keep(name, contacts);
    }

    @Override
    public boolean isOnline(String name) {
        return service.isOnline(name);
    }

    @Override
    public List<String> heard(Predicate<String> who) {
        return service.received().stream()
                .filter(one -> who.test(one.account()))
                .map(YmsgService.Received::packet)
                .filter(packet ->
                        packet.service() == YmsgClient.MESSAGE || packet.service() == YmsgClient.IN_CONFERENCE)
                .map(packet -> packet.first(14))
                .toList();
    }

    @Override
    public List<String> files(Predicate<String> who) {
        return service.received().stream()
                .filter(one -> who.test(one.account()))
                .map(YmsgService.Received::packet)
                .filter(YmsgPlayer::isOffer)
                .map((YmsgPacket packet) -> packet.first(27))
                .toList();
    }

    @Override
    public List<String> faults() {
        return service.faults();
    }

    @Override
    public void close() {
        service.close();
    }
}
