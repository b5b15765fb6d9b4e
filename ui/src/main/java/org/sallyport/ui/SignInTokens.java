package org.sallyport.ui;

import io.javalin.http.Context;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The token in forms of people who have not signed in: made from a nonce in their cookie, so that nothing is remembered of them
 * here.
 */
final class SignInTokens {

    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Cookies cookies;
    private final Secrets secrets;

    SignInTokens(Cookies cookies, Secrets secrets) {
        this.cookies = cookies;
        this.secrets = secrets;
    }

    /** The token for a form, and the cookie it goes with, if the browser has none yet. */
    String give(Context ctx) {
        String nonce = cookies.signIn(ctx);
        if (nonce == null || !NONCE.matcher(nonce).matches()) {
            nonce = secrets.token();
            cookies.giveSignIn(ctx, nonce);
        }
        return secrets.signed(nonce);
    }

    /** The token a form must carry; null when no form was given. */
    @Nullable
    String expected(Context ctx) {
        String nonce = cookies.signIn(ctx);
        return nonce == null ? null : secrets.signed(nonce);
    }
}
