package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import org.jspecify.annotations.Nullable;

/**
 * The console's two cookies. Neither can be read by scripts or is sent along from other sites. Over TLS their names begin with
 * {@code __Host-}, so that a neighbour under the same domain cannot plant them (RFC 6265bis, section 4.1.3.2).
 */
final class Cookies {

    private static final int UNTIL_BROWSER_CLOSES = -1;

    private final boolean secure;
    private final String session;
    private final String signIn;

    Cookies(boolean secure) {
        this.secure = secure;
        this.session = secure ? "__Host-sallyport" : "sallyport";
        this.signIn = secure ? "__Host-sallyport-sign-in" : "sallyport-sign-in";
    }

    @Nullable String session(Context ctx) {
        return ctx.cookie(session);
    }

    void giveSession(Context ctx, String token) {
        set(ctx, session, token, UNTIL_BROWSER_CLOSES);
    }

    void dropSession(Context ctx) {
        set(ctx, session, "", 0);
    }

    /** The nonce that the sign-in form's token was made from. */
    @Nullable String signIn(Context ctx) {
        return ctx.cookie(signIn);
    }

    void giveSignIn(Context ctx, String nonce) {
        set(ctx, signIn, nonce, UNTIL_BROWSER_CLOSES);
    }

    void dropSignIn(Context ctx) {
        set(ctx, signIn, "", 0);
    }

    private void set(Context ctx, String name, String value, int maxAge) {
        Cookie cookie = new Cookie(name, value, "/", maxAge, secure, true);
        cookie.setSameSite(SameSite.STRICT);
        ctx.cookie(cookie);
    }
}
