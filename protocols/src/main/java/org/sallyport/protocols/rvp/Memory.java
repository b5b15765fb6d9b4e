package org.sallyport.protocols.rvp;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.rvp.wire.CallBackUrl;
import org.sallyport.protocols.rvp.wire.RvpNames;

/**
 * What the connections of a person tell each other: a client speaks on some, and is called on others. Everything is kept in the
 * gateway's {@link org.sallyport.protocols.Handoffs}, under keys that begin with what they are for, and as long as a sign-on
 * lasts, which is hours.
 *
 * <p>Confined to the connection's event loop.
 */
final class Memory {

    /** How long a client asks a sign-on to last when it doesn't say; they renew in time. */
    static final long USUAL_SECONDS = 14_400;

    /** Somebody may be called shortly after that. */
    private static final long SLACK_SECONDS = 600;

    private static final long SHORTEST_SECONDS = 600;
    private static final long LONGEST_SECONDS = 86_400;

    private final SessionContext context;

    /** Where the client of this connection waits. */
    private @Nullable Reachable here;

    private @Nullable ScreenName hereIs;

    Memory(SessionContext context) {
        this.context = context;
    }

    /** A duration in a field, within reason. */
    static Duration lasting(@Nullable String seconds) {
        boolean number = seconds != null
                && !seconds.isEmpty()
                && seconds.length() <= 9
                && seconds.chars().allMatch(c -> c >= '0' && c <= '9');
        long said = number && seconds != null ? Long.parseLong(seconds) : USUAL_SECONDS;
        return Duration.ofSeconds(Math.clamp(said, SHORTEST_SECONDS, LONGEST_SECONDS) + SLACK_SECONDS);
    }

    /** Which server a client has asked to call it. */
    record Expected(ScreenName account, Address named, Address dialled) {}

    /**
     * A client waits for calls of the server it speaks to.
     *
     * @param at where, as the client says it or as the server was told
     * @param server as the request named it
     */
    void waitsForCalls(Address at, ScreenName account, Address server, Duration holds) {
        String purpose = server + " " + context.opening().destination();
        remember("call " + at, new Handoff(RvpNames.SERVICE, account, purpose, null), holds);
    }

    /** Nobody is to call there any more. */
    void waitsForNobody(Address at) {
        remember("call " + at, new Handoff(RvpNames.SERVICE, null, "", null), Duration.ofSeconds(SHORTEST_SECONDS));
    }

    /** Who waits for calls where this connection leads, and for whose; null when nobody is known to. */
    @Nullable Expected expectedHere() {
        Handoff waiting = recall("call " + context.opening().destination());
        ScreenName account = waiting == null ? null : waiting.account();
        String[] servers = waiting == null ? new String[0] : waiting.purpose().split(" ", 2);
        CallBackUrl named = servers.length < 2 ? null : CallBackUrl.read("http://" + servers[0]);
        CallBackUrl dialled = servers.length < 2 ? null : CallBackUrl.read("http://" + servers[1]);
        return account == null || named == null || dialled == null
                ? null
                : new Expected(account, named.address(), dialled.address());
    }

    /** Whether whoever has opened this connection is the server that was asked to call. */
    boolean isFrom(Expected expected) {
        InetAddress caller = context.opening().client().getAddress();
        return leadsTo(expected.named(), caller) || leadsTo(expected.dialled(), caller);
    }

    private boolean leadsTo(Address server, @Nullable InetAddress caller) {
        if (caller == null) {
            return false;
        }
        Set<InetAddress> found = context.foundAt(server);
        // Where the client dialled a number, that is where the server is.
        return found.contains(caller) || caller.equals(NetUtil.createInetAddressFromIpAddressString(server.host()));
    }

    /** Whether an address is where this connection's client is: nobody waits for calls at somebody else's. */
    boolean isClients(Address address) {
        InetAddress client = context.opening().client().getAddress();
        return client != null && client.equals(NetUtil.createInetAddressFromIpAddressString(address.host()));
    }

    /**
     * Where a person's client waits for calls, once a server has accepted that it does. What one that nobody knows accepts counts
     * on this connection alone: else it could have others spoken to in a person's place.
     */
    void canBeCalled(ScreenName account, CallBackUrl url, String server, Duration holds) {
        here = new Reachable(url, server);
        hereIs = account;
        if (!context.catalogued().equals(RvpNames.SERVICE)) {
            return;
        }
        String purpose = url.at(url.address()) + " " + server;
        remember("at " + account, new Handoff(RvpNames.SERVICE, account, purpose, null), holds);
    }

    /** Whether this is the connection on which this person's client said where it waits. */
    boolean waitsHere(ScreenName account) {
        return here != null && account.equals(hereIs);
    }

    /** A person's client, and the server it is signed on at. */
    record Reachable(CallBackUrl client, String server) {}

    /** Where a person's client waits for calls; null when that isn't known. */
    @Nullable Reachable reach(ScreenName account) {
        if (here != null && account.equals(hereIs)) {
            return here;
        }
        Handoff at = recall("at " + account);
        String[] parts = at == null ? new String[0] : at.purpose().split(" ", 2);
        CallBackUrl url = parts.length < 2 ? null : CallBackUrl.read(parts[0]);
        return url == null ? null : new Reachable(url, parts[1]);
    }

    /** A server has taken these credentials for this person. */
    void signs(String credentials, ScreenName account, Duration holds) {
        remember(signature(credentials), new Handoff(RvpNames.SERVICE, account, "signature", null), holds);
    }

    /** Whose credentials these were found to be at this server; null when that isn't known. */
    @Nullable ScreenName signer(String credentials) {
        Handoff signer = recall(signature(credentials));
        return signer == null ? null : signer.account();
    }

    private String signature(String credentials) {
        return "signs " + server() + " " + credentials.toLowerCase(Locale.ROOT);
    }

    /** What a subscription is for. */
    void subscribed(String id, String purpose, Duration holds) {
        remember("subscription " + server() + " " + id, new Handoff(RvpNames.SERVICE, null, purpose, null), holds);
    }

    /** What a subscription is for; empty when that isn't known. */
    String subscription(String id) {
        Handoff known = recall("subscription " + server() + " " + id);
        return known == null ? "" : known.purpose();
    }

    /** Two people were invited to something. */
    void invited(ScreenName one, ScreenName other, String cookie, Feature to) {
        remember(
                invitation(one, other, cookie),
                new Handoff(RvpNames.SERVICE, one, to.id(), null, other, cookie),
                Duration.ofSeconds(USUAL_SECONDS));
    }

    /** What two people were invited to; null when that isn't known. */
    @Nullable Feature invitedTo(ScreenName one, ScreenName other, String cookie) {
        Handoff known = recall(invitation(one, other, cookie));
        return known == null ? null : Feature.byId(known.purpose()).orElse(null);
    }

    private static String invitation(ScreenName one, ScreenName other, String cookie) {
        boolean ordered = one.normalized().compareTo(other.normalized()) < 0;
        return "invitation " + (ordered ? one + " " + other : other + " " + one) + " " + cookie;
    }

    private Address server() {
        return context.opening().destination();
    }

    private void remember(String key, Handoff handoff, Duration holds) {
        context.handoffs().remember(RvpPlugin.ID, key.getBytes(StandardCharsets.UTF_8), handoff, holds);
    }

    private @Nullable Handoff recall(String key) {
        return context.handoffs().recall(RvpPlugin.ID, key.getBytes(StandardCharsets.UTF_8));
    }
}
