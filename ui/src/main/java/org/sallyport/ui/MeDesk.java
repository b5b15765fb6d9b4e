package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells scripts whom they act for. */
final class MeDesk {

    private final Sessions sessions;
    private final Cookies cookies;

    MeDesk(Sessions sessions, Cookies cookies) {
        this.sessions = sessions;
        this.cookies = cookies;
    }

    List<Route> routes() {
        return List.of(Route.api(Access.SIGNED_IN, HandlerType.GET, "/me", this::me));
    }

    /** @param csrf what changes must carry; null where a password came with the request, which needs none */
    private record Me(
            String login,
            String name,
            List<String> roles,
            List<String> may,
            @Nullable String csrf) {}

    private void me(Context ctx, Caller caller) {
        Session session = ctx.header("Authorization") == null ? sessions.find(cookies.session(ctx)) : null;
        Api.give(
                ctx,
                new Me(
                        caller.login(),
                        caller.person().name(),
                        caller.roles().stream().map(Role::id).sorted().toList(),
                        Arrays.stream(Access.values())
                                .filter(access -> !access.roles().isEmpty() && caller.may(access))
                                .map(Access::what)
                                .toList(),
                        session == null ? null : session.csrf()));
    }
}
