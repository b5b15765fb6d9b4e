package org.sallyport.proxy.scenario;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.MsnClient;
import org.sallyport.proxy.testkit.MsnService;

/** MSN. */
final class MsnWire implements Wire {

    private static final Address DISPATCH = new Address("messenger.hotmail.com", 1863);
    private static final Address NOTIFICATION = new Address("ns1.msgr.hotmail.com", 1863);
    private static final Address SWITCHBOARD = new Address("sb1.msgr.hotmail.com", 1863);

    private final MsnService service;

    MsnWire() throws IOException {
        service = MsnService.start(NOTIFICATION, SWITCHBOARD);
    }

    @Override
    public String id() {
        return "msnp";
    }

    @Override
    public String service() {
        return "msn";
    }

    @Override
    public String screenName(String handle) {
        return handle + "@example.com";
    }

    @Override
    public Address front() {
        return DISPATCH;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(DISPATCH, service.dispatchPort()),
                new Route(NOTIFICATION, service.notificationPort()),
                new Route(SWITCHBOARD, service.switchboardPort()));
    }

    @Override
    public Player signOn(Way way, String name) throws Exception {
        MsnClient client;
        try {
            client = MsnClient.signOn(MsnClient.Way.by(way.dialer()), way.front(), name);
        } catch (MsnClient.Refused e) {
            throw new Player.Refused("code " + e.code());
        }
        Await.until(name + " is online", () -> service.isOnline(name));
        return new MsnPlayer(name, client);
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
                .map(MsnService.Received::heard)
                .filter(heard -> heard.field("Content-Type").startsWith("text/plain"))
                .map(heard -> heard.body())
                .toList();
    }

    @Override
    public List<String> files(Predicate<String> who) {
        return service.received().stream()
                .filter(one -> who.test(one.account()))
                .map(one -> MsnPlayer.fileOf(one.heard()))
                .filter(file -> !file.isEmpty())
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
