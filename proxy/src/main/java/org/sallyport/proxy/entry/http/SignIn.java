package org.sallyport.proxy.entry.http;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.proxy.entry.BasicCredentials;
import org.sallyport.proxy.entry.ProxyUsers;

/** Who uses a connection of a proxy entry that asks. The same credentials are checked once. On the connection's event loop. */
final class SignIn {

    /** How it went: somebody, or what to say. */
    record Result(@Nullable Person person, String refusal) {}

    private final ProxyUsers users;
    private @Nullable String accepted;
    private @Nullable Person person;

    SignIn(ProxyUsers users) {
        this.users = users;
    }

    /** Checks the credentials of a request. */
    void check(HttpHeaders headers, EventLoop loop, Consumer<Result> then) {
        List<String> offered = headers.getAll(HttpHeaderNames.PROXY_AUTHORIZATION);
        String header = offered.size() == 1 ? offered.getFirst() : null;
        if (header != null && header.equals(accepted)) {
            then.accept(new Result(person, ""));
            return;
        }
        BasicCredentials credentials = BasicCredentials.parse(header);
        if (credentials == null) {
            then.accept(new Result(null, "Sign in to the proxy with your directory name and password."));
            return;
        }
        users.check(credentials.login(), credentials.password(), loop, found -> {
            if (found != null) {
                accepted = header;
                person = found;
            }
            then.accept(new Result(found, "The name or the password is wrong."));
        });
    }
}
