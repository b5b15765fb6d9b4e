package org.sallyport.proxy.entry.http;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.Person;
import org.sallyport.proxy.entry.BasicCredentials;
import org.sallyport.proxy.entry.ProxyUsers;

/** Who uses a connection of a proxy entry that asks. The same credentials are checked once. On the connection's event loop. */
final class SignIn {

    /**
     * How it went: somebody, or what to say.
     *
     * @param retrySeconds when to try again, after too many wrong passwords; 0: nothing of the kind
     * @param away whether passwords can't be checked now
     */
    record Result(@Nullable Person person, String refusal, long retrySeconds, boolean away) {

        static Result of(@Nullable Person person, String refusal) {
            return new Result(person, refusal, 0, false);
        }
    }

    private final ProxyUsers users;
    private @Nullable String accepted;
    private @Nullable Person person;

    SignIn(ProxyUsers users) {
        this.users = users;
    }

    /** Checks the credentials of a request. */
    void check(HttpHeaders headers, EventLoop loop, Consumer<Result> then) {
        List<String> offered = headers.getAll(HttpHeaderNames.PROXY_AUTHORIZATION).stream()
                .filter(BasicCredentials::offered)
                .toList();
        String header = offered.size() == 1 ? offered.getFirst() : null;
        if (header != null && header.equals(accepted)) {
            then.accept(Result.of(person, ""));
            return;
        }
        BasicCredentials credentials = BasicCredentials.parse(header);
        if (credentials == null) {
            then.accept(Result.of(null, "Sign in to the proxy with your directory name and password."));
            return;
        }
        users.check(credentials.login(), credentials.password(), loop, answer -> {
            if (answer instanceof Authenticator.Result.Accepted known) {
                accepted = header;
                person = known.person();
            }
            then.accept(result(answer));
        });
    }

    private static Result result(Authenticator.Result answer) {
        return switch (answer) {
            case Authenticator.Result.Accepted known -> Result.of(known.person(), "");
            case Authenticator.Result.Refused refused -> Result.of(null, "The name or the password is wrong.");
            case Authenticator.Result.TooMany many ->
                new Result(
                        null,
                        "There were too many wrong passwords. Try again later.",
                        Math.max(1, many.retryAfter().toSeconds()),
                        false);
            case Authenticator.Result.Unavailable away ->
                new Result(null, "Passwords can't be checked right now. Try again later.", 0, true);
        };
    }
}
