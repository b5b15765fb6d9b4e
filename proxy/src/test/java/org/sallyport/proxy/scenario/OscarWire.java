package org.sallyport.proxy.scenario;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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

    private static final int NOT_SIGNED_ON = 4;
    private static final int RENDEZVOUS = 2;
    private static final int CANCELS = 1;

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
        return messages(who, 1).stream()
                .map(message -> String.valueOf(message.text()))
                .toList();
    }

    @Override
    public List<String> files(Predicate<String> who) {
        return messages(who, RENDEZVOUS).stream()
                .filter(message -> message.rendezvous() == 0)
                .map(OscarWire::fileOf)
                .toList();
    }

    private List<Snac.Icbm> messages(Predicate<String> who, int channel) {
        return service.received().stream()
                .filter(one -> who.test(one.account()) && one.snac().is(4, 6))
                .map(one -> one.snac().outgoing())
                .filter(message -> message.channel() == channel)
                .toList();
    }

    private static String fileOf(Snac.Icbm offer) {
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

    private record OscarPlayer(String name, OscarClient client) implements Player {

        @Override
        public @Nullable Answer say(Peer to, String text, boolean waits) throws Exception {
            long id = client.say(to.name(), text);
            if (!waits) {
                return null;
            }
            Snac answer =
                    client.expect("an answer", snac -> snac.requestId() == id && (snac.is(4, 0x0C) || snac.is(4, 1)));
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

        @Override
        public @Nullable Seen poll(Sort sort) {
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
                case OFFER -> new Seen(message.peer(), fileOf(message));
            };
        }

        private static boolean is(Snac snac, Sort sort) {
            if (sort == Sort.TYPING) {
                return true;
            }
            Snac.Icbm message = snac.incoming();
            boolean ours = message.peer().equals("sallyport");
            return switch (sort) {
                case TEXT -> message.channel() == 1 && !ours;
                case NOTICE -> message.channel() == 1 && ours;
                case OFFER -> message.channel() == RENDEZVOUS && message.rendezvous() == 0;
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
}
