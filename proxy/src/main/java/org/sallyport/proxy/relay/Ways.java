package org.sallyport.proxy.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * The ways on which a message that was held can go on now: what came in, to the client it came for; what went out, to its
 * recipients' own connections when all of them are here, else to the service, on a connection of whoever sent it.
 *
 * <p>Safe for any thread.
 */
public final class Ways {

    private final SignedOn signedOn;

    /** Over the connections that are entered there. */
    public Ways(SignedOn signedOn) {
        this.signedOn = signedOn;
    }

    /** What came of sending it. */
    public enum Sent {
        /** Everybody has it. */
        ALL,
        /** Some have it, and others don't. */
        SOME,
        /** Nobody has. */
        NONE
    }

    /** One way, as it stood open when it was found. */
    public static final class Way {

        private final ImEvent.Message message;
        private final Side to;
        private final List<List<Relay>> ends;

        /** Those of its author, who in some rooms is shown a line when everybody is. */
        private final List<Relay> author;

        private Way(ImEvent.Message message, Side to, List<List<Relay>> ends, List<Relay> author) {
            this.message = message;
            this.to = to;
            this.ends = ends;
            this.author = author;
        }

        /** Whether the service is given it, and not the recipients themselves. */
        public boolean byService() {
            return to == Side.SERVER;
        }

        /** Sends it. Once: somebody who is signed on twice gets it twice, as from the service. */
        public CompletableFuture<Sent> go() {
            List<CompletableFuture<Boolean>> reached = new ArrayList<>();
            for (List<Relay> end : ends) {
                List<CompletableFuture<Boolean>> tries = end.stream()
                        .map(relay -> relay.reception().letGo(message, to).thenApply(Delivery.DELIVERED::equals))
                        .toList();
                reached.add(all(tries).thenApply(outcomes -> outcomes.contains(true)));
            }
            return all(reached)
                    .thenApply(ends -> !ends.contains(false) ? Sent.ALL : ends.contains(true) ? Sent.SOME : Sent.NONE)
                    .whenComplete((sent, failure) -> {
                        if (sent == Sent.ALL || sent == Sent.SOME) {
                            author.forEach(relay -> relay.reception().letGo(message, to));
                        }
                    });
        }
    }

    /** Whether anybody is on who could take it or say it: a look at names alone, for those who ask often. */
    public boolean mayBe(ImEvent.Message message, @Nullable ScreenName account) {
        return account != null && !signedOn.of(account).isEmpty()
                || message.flow() == Flow.OUTBOUND
                        && !message.to().isEmpty()
                        && message.to().stream()
                                .noneMatch(name -> signedOn.of(name).isEmpty());
    }

    /**
     * The way for a message now.
     *
     * @param account whose connection it was on
     * @param connection that connection's id: it is the first choice while it is there
     * @param stays whether it must not go to the service
     * @return empty when there is none now
     */
    public CompletableFuture<Optional<Way>> find(
            ImEvent.Message message, @Nullable ScreenName account, String connection, boolean stays) {
        if (message.flow() == Flow.INBOUND) {
            return one(message, account, connection, Side.CLIENT);
        }
        return inside(message).thenCompose(way -> {
            if (way.isPresent() || stays) {
                return CompletableFuture.completedFuture(way);
            }
            return one(message, account, connection, Side.SERVER);
        });
    }

    /** To one connection of the account. */
    private CompletableFuture<Optional<Way>> one(
            ImEvent.Message message, @Nullable ScreenName account, String connection, Side to) {
        List<Relay> own = account == null ? List.of() : signedOn.of(account);
        List<Relay> inOrder = Stream.concat(
                        own.stream().filter(relay -> is(relay, connection)),
                        own.stream().filter(relay -> !is(relay, connection)))
                .toList();
        return willing(inOrder, message, to)
                .thenApply(willing -> willing.stream()
                        .findFirst()
                        .map(relay -> new Way(message, to, List.of(List.of(relay)), List.of())));
    }

    private static boolean is(Relay relay, String connection) {
        Place place = relay.hearing().standing();
        return place != null && place.opening().connection().equals(connection);
    }

    /** To every connection of everybody it is for. */
    private CompletableFuture<Optional<Way>> inside(ImEvent.Message message) {
        ImEvent.Message arriving = Arriving.message(message, Verdict.Allow.INSTANCE);
        List<CompletableFuture<List<Relay>>> asked = new ArrayList<>();
        for (ScreenName name : message.to()) {
            asked.add(willing(List.copyOf(signedOn.of(name)), arriving, Side.CLIENT));
        }
        return all(asked).thenCombine(author(arriving), (ends, author) -> {
            boolean everybody = !ends.isEmpty() && ends.stream().noneMatch(List::isEmpty);
            return everybody ? Optional.of(new Way(arriving, Side.CLIENT, ends, author)) : Optional.empty();
        });
    }

    private CompletableFuture<List<Relay>> author(ImEvent.Message arriving) {
        ScreenName author = arriving.room() == null ? null : arriving.from();
        return willing(author == null ? List.of() : List.copyOf(signedOn.of(author)), arriving, Side.CLIENT);
    }

    private static CompletableFuture<List<Relay>> willing(List<Relay> relays, ImEvent.Message message, Side to) {
        List<CompletableFuture<Boolean>> answers = relays.stream()
                .map(relay -> relay.reception().wouldSay(message, to))
                .toList();
        return all(answers).thenApply(would -> {
            List<Relay> willing = new ArrayList<>();
            for (int i = 0; i < relays.size(); i++) {
                if (would.get(i)) {
                    willing.add(relays.get(i));
                }
            }
            return willing;
        });
    }

    private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
    }

    /** Tells whoever is on with this account something in the gateway's own name. */
    public void tell(@Nullable ScreenName account, String notice) {
        if (account != null) {
            signedOn.of(account).forEach(relay -> relay.reception().tell(notice));
        }
    }
}
