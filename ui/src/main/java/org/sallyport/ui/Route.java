package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One address of the console, whom it is for, and what answers there. There is no way to name the one without the other, and
 * {@link Gate} stands before every route.
 */
record Route(HandlerType method, String path, Access access, Open answer) {

    /** Answers anybody; the session is null for people who have not signed in. */
    interface Open {
        void answer(Context ctx, @Nullable Session session) throws Exception;
    }

    /** Answers somebody who is signed in. */
    interface Personal {
        void answer(Context ctx, Session session) throws Exception;
    }

    static Route open(HandlerType method, String path, Open answer) {
        return new Route(method, path, Access.ANYONE, answer);
    }

    static Route signedIn(HandlerType method, String path, Personal answer) {
        return new Route(method, path, Access.SIGNED_IN, known(answer));
    }

    static Route reader(HandlerType method, String path, Personal answer) {
        return new Route(method, path, Access.READER, known(answer));
    }

    private static Open known(Personal answer) {
        return (ctx, session) ->
                answer.answer(ctx, Objects.requireNonNull(session, "the gate lets nobody through unknown"));
    }
}
