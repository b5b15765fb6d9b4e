package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One address of the console, whom it is for, how much may be sent to it, and what answers there. There is no way to name the
 * one without the other, and {@link Gate} stands before every route.
 */
sealed interface Route {

    /** More than the forms and documents of most addresses can hold. */
    int SMALL_BODY = 64 * 1024;

    /** Where everything for scripts is. */
    String API = "/api/v1";

    HandlerType method();

    String path();

    Access access();

    /** The most bytes that a request's body may have. */
    int maxBody();

    /** The same with another limit for bodies. */
    Route withMaxBody(int bytes);

    /** Whether requests with this method may change something. */
    default boolean changes() {
        return !method().equals(HandlerType.GET);
    }

    /** For browsers: takes forms, answers with pages. */
    record Page(HandlerType method, String path, Access access, int maxBody, boolean files, Open answer)
            implements Route {
        @Override
        public Page withMaxBody(int bytes) {
            return new Page(method, path, access, bytes, files, answer);
        }

        /** The same, for a form that holds files. */
        Page withFiles() {
            return new Page(method, path, access, maxBody, true, answer);
        }
    }

    /** For scripts: takes and gives JSON, see {@link Api}. Nobody unknown gets here. */
    record Remote(HandlerType method, String path, Access access, int maxBody, String takes, Call answer)
            implements Route {
        @Override
        public Remote withMaxBody(int bytes) {
            return new Remote(method, path, access, bytes, takes, answer);
        }

        /** The same, taking bodies of another type. It must be one that no form can send. */
        Remote taking(String type) {
            return new Remote(method, path, access, maxBody, type, answer);
        }
    }

    /** Answers anybody; the session is null for people who have not signed in. */
    interface Open {
        void answer(Context ctx, @Nullable Session session) throws Exception;
    }

    /** Answers somebody who is signed in. */
    interface Personal {
        void answer(Context ctx, Session session) throws Exception;
    }

    /** Answers a script of somebody known. */
    interface Call {
        void answer(Context ctx, Caller caller) throws Exception;
    }

    static Route open(HandlerType method, String path, Open answer) {
        return new Page(method, path, Access.ANYONE, SMALL_BODY, false, answer);
    }

    static Route signedIn(HandlerType method, String path, Personal answer) {
        return page(Access.SIGNED_IN, method, path, answer);
    }

    /** A page for those who have a permission. */
    static Page page(Access access, HandlerType method, String path, Personal answer) {
        if (access == Access.ANYONE) {
            throw new IllegalArgumentException(path + " cannot be for anyone and know who it is");
        }
        return new Page(
                method,
                path,
                access,
                SMALL_BODY,
                false,
                (ctx, session) ->
                        answer.answer(ctx, Objects.requireNonNull(session, "the gate lets nobody through unknown")));
    }

    /** @param path what follows {@link #API} */
    static Remote api(Access access, HandlerType method, String path, Call answer) {
        if (access == Access.ANYONE) {
            throw new IllegalArgumentException(path + " cannot be for anyone and know who it is");
        }
        return new Remote(method, API + path, access, SMALL_BODY, "application/json", answer);
    }
}
