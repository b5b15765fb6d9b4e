package org.sallyport.proxy.entry.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.proxy.relay.HttpRoad;

/**
 * Who sends the requests of a connection, and what is to become of each: the word of the first inspector that has one.
 *
 * <p>One for each connection, confined to its event loop.
 */
final class Admission {

    private final Opening opening;
    private final @Nullable Address bound;
    private final Channel client;
    private final List<HttpInspector> inspectors;
    private final @Nullable SignIn signIn;
    private @Nullable Person user;

    /** @param bound where all requests go; null when each names its own */
    Admission(Works works, HttpRoad.Traveller traveller, @Nullable Address bound) {
        this.opening = traveller.opening();
        this.bound = bound;
        this.client = traveller.client();
        this.user = traveller.user();
        this.inspectors = works.inspectors().stream()
                .map(HttpInspector.Maker::forConnection)
                .toList();
        this.signIn = bound == null ? works.signIn(opening.entry()) : null;
    }

    /**
     * Asks whoever has a say in it.
     *
     * @param head what only the gateway is meant to read is taken out of it before anybody else sees it
     * @param wanted whether the answer still is
     * @param then gets the answer, within this call or later, unless it isn't wanted any more
     * @param stranger gets, in its place, what a client is told that has to sign in first
     */
    void ask(
            HttpRequest head,
            Target.Good target,
            BooleanSupplier wanted,
            Consumer<Treatment> then,
            Consumer<FullHttpResponse> stranger) {
        SignIn door = signIn;
        if (door == null) {
            if (bound == null) {
                Fields.forService(head.headers());
            }
            inspect(0, head, target, wanted, then);
            return;
        }
        door.check(head.headers(), client.eventLoop(), result -> {
            if (!wanted.getAsBoolean()) {
                return;
            }
            Fields.forService(head.headers());
            user = result.person();
            if (user == null) {
                stranger.accept(Answers.signIn(result));
            } else {
                inspect(0, head, target, wanted, then);
            }
        });
    }

    private void inspect(
            int index, HttpRequest head, Target.Good target, BooleanSupplier wanted, Consumer<Treatment> then) {
        if (index == inspectors.size()) {
            then.accept(Treatment.Pass.INSTANCE);
            return;
        }
        inspectors.get(index).look(origin(target), head, treatment -> {
            if (!wanted.getAsBoolean()) {
                if (treatment instanceof Treatment.Whole whole) {
                    whole.exchange().failed();
                } else if (treatment instanceof Treatment.Watched watched) {
                    watched.watch().close();
                }
            } else if (treatment instanceof Treatment.Pass) {
                inspect(index + 1, head, target, wanted, then);
            } else {
                then.accept(treatment);
            }
        });
    }

    private HttpOrigin origin(Target.Good target) {
        Person person = user;
        Opening here = bound == null ? opening.to(target.to(), Opening.NamedBy.HTTP) : opening;
        if (person != null && here.user() == null) {
            here = new Opening(
                    here.connection(),
                    here.time(),
                    here.entry(),
                    here.client(),
                    here.destination(),
                    here.namedBy(),
                    person.login(),
                    here.transparent());
        }
        return new HttpOrigin(here, target.named(), person, client);
    }
}
