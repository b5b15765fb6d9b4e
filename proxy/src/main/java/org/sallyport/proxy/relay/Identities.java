package org.sallyport.proxy.relay;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.PersonKey;
import org.sallyport.policy.identity.Persons;
import org.sallyport.policy.identity.address.WhoIsAt;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ScreenName;

/**
 * Who is behind the names on a connection. Of a connection's own account that nobody has registered, the person is whoever signed
 * in at the gateway's door, and else whoever is at the client's address.
 *
 * <p>Safe for any thread; blocks nothing.
 */
public final class Identities {

    private final People people;
    private final Persons persons;
    private final WhoIsAt addresses;

    /**
     * @param people whose the names are
     * @param persons who the logins of {@code addresses} are
     * @param addresses who is at which address
     */
    public Identities(People people, Persons persons, WhoIsAt addresses) {
        this.people = people;
        this.persons = persons;
        this.addresses = addresses;
    }

    /** Where nobody knows who is at an address. */
    static Identities of(People people) {
        return new Identities(people, Persons.NONE, WhoIsAt.UNKNOWN);
    }

    /**
     * Finds out who is behind names.
     *
     * @param into gets the answers; from other threads too, until what is returned is done
     * @return null when all answers were at hand; otherwise what completes, normally, when they are there
     */
    @Nullable CompletableFuture<?> gather(Place place, Collection<ScreenName> names, Map<ScreenName, Identity> into) {
        List<CompletableFuture<?>> missing = null;
        for (ScreenName name : names) {
            Identity identity = ifKnown(name);
            if (identity != null) {
                into.put(name, place.identity(name, identity));
            } else {
                missing = missing == null ? new ArrayList<>() : missing;
                missing.add(people.resolve(name)
                        .handle((found, failure) -> found == null ? unavailable(failure) : found)
                        .thenAccept(found -> into.put(name, place.identity(name, found))));
            }
        }
        if (missing == null) {
            return lookAround(place, into);
        }
        return CompletableFuture.allOf(missing.toArray(CompletableFuture[]::new))
                .thenCompose(done -> {
                    CompletableFuture<?> more = lookAround(place, into);
                    return more == null ? CompletableFuture.completedFuture(null) : more.thenApply(found -> null);
                });
    }

    /** Finds out what can be had without waiting. */
    void gatherAtHand(Place place, Collection<ScreenName> names, Map<ScreenName, Identity> into) {
        for (ScreenName name : names) {
            Identity identity = ifKnown(name);
            if (identity != null) {
                into.put(name, place.identity(name, identity));
            }
        }
        PersonKey key = stranger(place, into);
        Identity there = key == null ? null : persons.ifKnown(key);
        if (there != null) {
            take(place, there, into);
        }
    }

    /** Whether the account is somebody's because of where its client is. */
    private @Nullable CompletableFuture<?> lookAround(Place place, Map<ScreenName, Identity> into) {
        PersonKey key = stranger(place, into);
        if (key == null) {
            return null;
        }
        Identity there = persons.ifKnown(key);
        if (there != null) {
            take(place, there, into);
            return null;
        }
        return persons.resolve(key)
                .handle((found, failure) -> found == null ? unavailable(failure) : found)
                .thenAccept(found -> take(place, found, into));
    }

    /** Who is at the address of an account that is nobody's; null when it is somebody's, or nobody knows. */
    private @Nullable PersonKey stranger(Place place, Map<ScreenName, Identity> into) {
        ScreenName account = place.account();
        if (account == null || into.get(account) != Identity.Unregistered.INSTANCE) {
            return null;
        }
        return atAddress(place.opening().client().getAddress());
    }

    private @Nullable PersonKey atAddress(@Nullable InetAddress address) {
        String login = address == null ? null : addresses.login(address);
        return login == null ? null : new PersonKey.Login(login);
    }

    private static void take(Place place, Identity there, Map<ScreenName, Identity> into) {
        ScreenName account = place.account();
        if (account != null) {
            into.put(
                    account,
                    there instanceof Identity.Known known
                            ? new Identity.Known(known.person(), Identity.Source.ADDRESS)
                            : there);
        }
    }

    /**
     * Whose a connection is, asked of the directory in any case.
     *
     * @param account the connection's account
     * @param user who signed in at the gateway's own door, if anybody did
     * @param opening how it came in
     */
    CompletableFuture<Identity> refresh(ScreenName account, @Nullable Person user, Opening opening) {
        return people.refresh(account).thenCompose(identity -> {
            PersonKey key = identity == Identity.Unregistered.INSTANCE ? otherwise(user, opening) : null;
            return key == null ? CompletableFuture.completedFuture(identity) : persons.refresh(key);
        });
    }

    /** Whether the account of a connection is a stranger's, for whom nobody need be asked for. The parameters are as above. */
    boolean isSurelyNobody(ScreenName account, @Nullable Person user, Opening opening) {
        return people.ifKnown(account) == Identity.Unregistered.INSTANCE && otherwise(user, opening) == null;
    }

    private @Nullable PersonKey otherwise(@Nullable Person user, Opening opening) {
        return user == null ? atAddress(opening.client().getAddress()) : new PersonKey.Id(user.id());
    }

    private @Nullable Identity ifKnown(ScreenName name) {
        return name.service().equals(Guard.DOOR) ? Identity.Unregistered.INSTANCE : people.ifKnown(name);
    }

    /** Not to know is never the same as to be told that there is nobody. */
    private static Identity unavailable(@Nullable Throwable failure) {
        return new Identity.Unavailable(
                failure == null ? "no answer" : failure.getClass().getSimpleName());
    }
}
