package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.address.Logons;
import org.sallyport.policy.rule.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears from scripts who is logged on where. That an address became somebody else's is in the log, with who said so. */
final class LogonsDesk {

    private static final Logger LOG = LoggerFactory.getLogger(LogonsDesk.class);
    private static final String PATH = "/logons";
    private static final int LONGEST = 256;

    private final Logons logons;

    LogonsDesk(Logons logons) {
        this.logons = logons;
    }

    List<Route> routes() {
        return List.of(
                Route.api(Access.FEED_LOGONS, HandlerType.POST, PATH, this::on),
                Route.api(Access.FEED_LOGONS, HandlerType.DELETE, PATH, this::off));
    }

    private record Logon(
            @Nullable String address,
            @Nullable String login,
            @Nullable Long ttl) {}

    private record Taken(String address, String login, long ttl) {}

    private void on(Context ctx, Caller caller) throws ApiProblem {
        Logon logon = Api.read(ctx, Logon.class);
        InetAddress address = address(logon.address());
        String login = Api.text(logon.login(), "login", LONGEST);
        long most = Logons.LONGEST.toSeconds();
        Long ttl = logon.ttl();
        if (ttl == null || ttl < 1 || ttl > most) {
            throw new ApiProblem(
                    422, "For how long?", "ttl must say for how many seconds this is true, from 1 to " + most + ".");
        }
        String before = logons.login(address);
        switch (logons.report(address, login, Duration.ofSeconds(ttl))) {
            case TAKEN -> {
                if (!login.equals(before)) {
                    LOG.info("{} says that {} is at {}", caller.login(), login, address.getHostAddress());
                }
                Api.give(ctx, new Taken(address.getHostAddress(), login, ttl));
            }
            case WRONG -> throw new ApiProblem(422, "No such login", "login must have no control characters.");
            case FULL ->
                throw new ApiProblem(
                        503,
                        "Too many",
                        "No more than " + Logons.MOST + " addresses are remembered. Tell shorter times.");
        }
    }

    private record Where(@Nullable String address) {}

    private record Gone(String address, boolean changed) {}

    private void off(Context ctx, Caller caller) throws ApiProblem {
        InetAddress address = address(Api.read(ctx, Where.class).address());
        boolean changed = logons.ended(address);
        if (changed) {
            LOG.info("{} says that nobody is at {} any more", caller.login(), address.getHostAddress());
        }
        Api.give(ctx, new Gone(address.getHostAddress(), changed));
    }

    /** An address in numbers: nothing is looked up. */
    private static InetAddress address(@Nullable String given) throws ApiProblem {
        String text = Api.text(given, "address", LONGEST);
        if (text.indexOf('/') < 0 && Network.parse(text).isPresent()) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                // Told below.
            }
        }
        throw new ApiProblem(422, "No address", "address must be an IPv4 or IPv6 address in numbers.");
    }
}
