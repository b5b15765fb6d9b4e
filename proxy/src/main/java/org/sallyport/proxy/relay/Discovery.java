package org.sallyport.proxy.relay;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Recogniser;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.carrier.ProxyHandshake;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.tls.ClientHello;
import org.sallyport.proxy.tls.Interception;
import org.sallyport.proxy.tls.Plan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a connection is, and what becomes of it: read, handed to those who read HTTP, passed on unread, or closed.
 *
 * <p><b>Unread</b> is what nobody reads. When it goes to a catalogued messenger, or speaks a messenger's protocol known by name
 * only, the rules decide on it as on any other event ({@link ImEvent.Unread}); else {@link RelaySettings.Unknown} does.
 *
 * <p>Confined to the event loop. Lives until the answer is known.
 */
final class Discovery implements Identifying.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    static final ProtocolId HTTP = new ProtocolId("http");
    private static final ProtocolId TLS = new ProtocolId("tls");

    private final Relay relay;
    private final RelayServices services;
    private final Identifying identifying;
    private final long begun = System.nanoTime();
    private boolean intercepted;

    /** What was allowed to go on unread until it turns into TLS. */
    private ProtocolId allowed = ProtocolId.UNKNOWN;

    private ServiceId allowedService = ServiceId.UNKNOWN;

    Discovery(Relay relay, Opening opening, RelayServices services, EventLoop loop) {
        this.relay = relay;
        this.services = services;
        this.identifying = new Identifying(opening, services, loop, this);
    }

    void begin() {
        identifying.begin();
    }

    void stop() {
        identifying.stop();
    }

    boolean isOver() {
        return identifying.isOver();
    }

    Opening opening() {
        return identifying.opening();
    }

    /** More of this side is held. */
    void look(Side from) {
        if (!identifying.isOver()) {
            identifying.look(from);
        }
    }

    /** One side will say no more. */
    void inputEnded() {
        if (!identifying.isOver()) {
            identifying.inputEnded();
        }
    }

    @Override
    public FirstBytes held() {
        return relay.held();
    }

    @Override
    public void passHeld(Side from, int bytes) {
        relay.passHeld(from, bytes);
    }

    @Override
    public void timeOver() {
        relay.ending().guarded(() -> {
            if (!identifying.isOver() && !relay.isClosed()) {
                identifying.timedOut();
                relay.goOn();
            }
        });
    }

    /** What a service was given to call a client back is no door for anything else. */
    private boolean strayed(ProtocolId protocol) {
        if (opening().namedBy() != Opening.NamedBy.CALL_BACK) {
            return false;
        }
        LOG.warn(
                "connection {} from {} to {} is no call-back: closed",
                opening().connection(),
                opening().client().getAddress().getHostAddress(),
                opening().destination());
        relay.refuse(protocol, service());
        return true;
    }

    @Override
    public void identified(ProtocolPlugin plugin) {
        known(plugin.id());
        if (strayed(plugin.id())) {
            return;
        }
        relay.readWith(plugin, service());
    }

    @Override
    public void recognised(Recogniser recogniser) {
        known(recogniser.id());
        if (strayed(recogniser.id())) {
            return;
        }
        ServiceId service = service();
        if (service.equals(ServiceId.UNKNOWN) && recogniser.services().size() == 1) {
            service = recogniser.services().iterator().next();
        }
        ServiceId spoken = service;
        unread(recogniser.id(), recogniser.id().value(), spoken, () -> {
            if (recogniser.mayStartTls() && identifying.layers() < Identifying.MOST_LAYERS) {
                allowed = recogniser.id();
                allowedService = spoken;
                relay.release();
                identifying.goOnWith(ProxyHandshake.startTls());
                if (relay.isInputEnded()) {
                    // While the rules were asked.
                    inputEnded();
                }
                relay.goOn();
            } else {
                relay.passUnread(recogniser.id(), spoken);
            }
        });
    }

    @Override
    public void http() {
        known(HTTP);
        HttpRoad road = services.http();
        if (road == null || !relay.handOver(road)) {
            unreadOrUnknown(HTTP, "web", RelaySettings.Unknown.PASS, service());
        }
    }

    @Override
    public void tls() {
        known(TLS);
        if (strayed(TLS)) {
            return;
        }
        String name = ClientHello.read(held().fromClient()) instanceof ClientHello.Hello whole
                ? whole.hello().serverName()
                : null;
        ServiceId service = name == null ? service() : claimed(name);
        Interception interception = services.interception();
        Plan plan = interception == null ? null : interception.plan(opening(), name, service);
        if (interception != null && plan != null) {
            intercept(interception, plan, service);
        } else if (!allowed.equals(ProtocolId.UNKNOWN)
                && (service.equals(ServiceId.UNKNOWN) || service.equals(allowedService))) {
            // The rules have said yes to all of this stream.
            relay.passUnread(allowed, allowedService);
        } else {
            unreadOrUnknown(TLS, "tls", services.settings().unknownTls(), service);
        }
    }

    /** The name in a hello is a claim: it says more than an address, or a name an address once had, and not more than the host
     * the client asked for. */
    private ServiceId claimed(String name) {
        ServiceId known = service();
        Address destination = opening().destination();
        Address named = new Address(name, destination.port());
        ServiceId claimed = services.catalogue().apply(named);
        boolean weak = opening().namedBy() == Opening.NamedBy.DNS
                || NetUtil.isValidIpV4Address(destination.host())
                || NetUtil.isValidIpV6Address(destination.host());
        boolean tells = known.equals(ServiceId.UNKNOWN) || !claimed.equals(ServiceId.UNKNOWN);
        if (weak && tells) {
            identifying.named(named, Opening.NamedBy.TLS);
            return claimed;
        }
        // A name nobody knows does not make a known address unknown.
        return known.equals(ServiceId.UNKNOWN) ? claimed : known;
    }

    /** Takes TLS off. Where that can't be, the connection ends: what is to be looked into never passes unread. */
    private void intercept(Interception interception, Plan plan, ServiceId service) {
        boolean begun = identifying.layers() < Identifying.MOST_LAYERS
                && relay.intercept(interception, plan, service, () -> {
                    intercepted = true;
                    allowed = ProtocolId.UNKNOWN;
                    allowedService = ServiceId.UNKNOWN;
                    identifying.again();
                });
        if (!begun) {
            LOG.warn(
                    "connection {} from {} to {} is to be looked into and can't be, for all it is wrapped in: closed",
                    opening().connection(),
                    opening().client().getAddress().getHostAddress(),
                    opening().destination());
            relay.refuse(TLS, service);
        }
    }

    /** Whether what is read now came out of TLS. */
    boolean isIntercepted() {
        return intercepted;
    }

    @Override
    public void foreign() {
        known(ProtocolId.UNKNOWN);
        if (strayed(ProtocolId.UNKNOWN)) {
            return;
        }
        unreadOrUnknown(ProtocolId.UNKNOWN, "unknown", services.settings().unknown(), service());
    }

    @Override
    public void quiet() {
        relay.passUnread(allowed, allowedService);
    }

    @Override
    public void refused(String why) {
        known(ProtocolId.UNKNOWN);
        LOG.info(
                "connection {} to {} {}: closed",
                opening().connection(),
                opening().destination(),
                why);
        relay.refuse(ProtocolId.UNKNOWN, service());
    }

    private void known(ProtocolId protocol) {
        services.meters().identified(protocol, System.nanoTime() - begun);
    }

    private ServiceId service() {
        return services.catalogue().apply(opening().destination());
    }

    private void unreadOrUnknown(
            ProtocolId protocol, String carrier, RelaySettings.Unknown otherwise, ServiceId service) {
        if (!service.equals(ServiceId.UNKNOWN)) {
            unread(protocol, carrier, service, () -> relay.passUnread(protocol, service));
            return;
        }
        switch (otherwise) {
            case PASS -> relay.passUnread(protocol, service);
            case LOG -> {
                LOG.info(
                        "connection {} from {} to {} passes unread: {}",
                        opening().connection(),
                        opening().client().getAddress().getHostAddress(),
                        opening().destination(),
                        carrier);
                relay.passUnread(protocol, service);
            }
            case BLOCK -> {
                LOG.info(
                        "connection {} from {} to {} is of no known messenger ({}): closed",
                        opening().connection(),
                        opening().client().getAddress().getHostAddress(),
                        opening().destination(),
                        carrier);
                relay.refuse(protocol, service);
            }
        }
    }

    /** A messenger that can't be read: the rules say what becomes of it, and until then nothing goes on. */
    private void unread(ProtocolId protocol, String carrier, ServiceId service, Runnable allowed) {
        @Nullable Person user = relay.hearing().user();
        ImEvent.Unread event = new ImEvent.Unread(
                Flow.OUTBOUND,
                services.uses().apply(opening().destination()),
                user == null ? null : Guard.atDoor(user),
                carrier);
        Place place = new Place(opening(), protocol, service, null, user);
        relay.judgeUnread(place, List.of(event), decision -> decided(decision, protocol, carrier, service, allowed));
    }

    private void decided(Decision decision, ProtocolId protocol, String carrier, ServiceId service, Runnable allowed) {
        if (decision.verdict() instanceof Verdict.Allow) {
            allowed.run();
        } else {
            LOG.info(
                    "connection {} from {} to {} ({}, {}): closed by {}",
                    opening().connection(),
                    opening().client().getAddress().getHostAddress(),
                    opening().destination(),
                    service,
                    carrier,
                    decision.rules().isEmpty() ? "a failure to decide" : decision.rules());
            relay.refuse(protocol, service);
        }
    }
}
