package org.sallyport.proxy.scenario;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.GatewayFiles;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarService;
import org.sallyport.proxy.testkit.Snac;

/** AIM. */
final class OscarWire implements Wire {

    private static final int RENDEZVOUS = 2;

    private final OscarService service;

    OscarWire() throws IOException {
        service = OscarService.start(GatewayFiles.BOS);
    }

    @Override
    public String id() {
        return "oscar";
    }

    @Override
    public String service() {
        return "aim";
    }

    @Override
    public String screenName(String handle) {
        return handle;
    }

    @Override
    public Address front() {
        return GatewayFiles.AUTHORIZER;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(GatewayFiles.AUTHORIZER, service.authorizerPort()),
                new Route(GatewayFiles.BOS, service.bosPort()));
    }

    @Override
    public Player signOn(Way way, String name) throws Exception {
        OscarClient client;
        try {
            client = OscarClient.signOn(way.dialer(), way.front(), name);
        } catch (OscarClient.Refused e) {
            throw new Player.Refused("code " + e.code());
        }
        Await.until(name + " is online", () -> service.isOnline(name));
        return new OscarPlayer(name, client);
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
        return service.words(who);
    }

    @Override
    public List<String> files(Predicate<String> who) {
        return service.received().stream()
                .filter(one -> who.test(one.account()) && one.snac().is(4, 6))
                .map(one -> one.snac().outgoing())
                .filter(OscarWire::isOffer)
                .map(OscarWire::fileOf)
                .toList();
    }

    static boolean isOffer(Snac.Icbm message) {
        return message.channel() == RENDEZVOUS && message.rendezvous() == 0;
    }

    static String fileOf(Snac.Icbm offer) {
        byte[] block = Objects.requireNonNull(offer.tlvs().first(5)).bytes();
        // What it is, a cookie and a capability stand before the rest.
        int start = 2 + 8 + 16;
        WireReader in = new WireReader(Unpooled.wrappedBuffer(block), start, block.length);
        Tlv description = TlvList.read(in, Limits.DEFAULT).first(0x2711);
        if (description == null) {
            return "";
        }
        byte[] bytes = description.bytes();
        int end = 8;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 8, end - 8, StandardCharsets.US_ASCII);
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
