package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.policy.identity.PersonFinder;
import org.sallyport.policy.identity.PersonKey;
import org.sallyport.policy.identity.Persons;
import org.sallyport.protocols.ScreenName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the person behind a screen name, a login or an id in an LDAP directory.
 *
 * <p><b>What has to be in the directory:</b> a value of the service's attribute must be the screen name in its normalised form
 * ({@code alicesmith}) or as its owner's client sends it ({@code Alice Smith}); both are searched for at once, and case does
 * not matter. The normalised form always works; the other one only as long as the client keeps sending exactly that.
 *
 * <p><b>Answers:</b> one person is {@link Identity.Known}, also when the account is closed. Nobody is
 * {@link Identity.Unregistered}, and so are: a service without an attribute in the settings, a name that is empty or longer
 * than 256 characters, and a name that several persons have, for picking one of them would be a guess (counted, and logged once
 * per name). Whatever keeps the directory from answering is {@link Identity.Unavailable} and is never kept; where the settings
 * allow it, a former answer takes its place while the directory is down.
 *
 * <p><b>Threading:</b> {@code ifKnown} takes no lock; {@code resolve} never waits. Lookups run on as many threads as there
 * are pooled connections, with a bounded queue before them; an answer that is "no answer in time" comes on the thread of the
 * deadlines, and one that is at hand on the caller's own. Who asks for a name that is being looked up shares that lookup.
 *
 * <p><b>Lifecycle:</b> {@link #open} connects to nothing. {@link #close} ends what is under way with "unavailable".
 */
public final class LdapPeople implements People {

    private static final Logger log = LoggerFactory.getLogger(LdapPeople.class);

    private static final int MAX_NAME = 256;
    /** An id may be a DN. */
    private static final int MAX_ID = 2_048;
    /** Enough to tell one from several when the server's matching is looser than ours. */
    private static final int MAX_FOUND = 20;
    /** Names of which a conflict was logged; past this many, conflicts are only counted. */
    private static final int MAX_REPORTED = 1_000;

    private final DirectorySettings settings;
    private final DirectoryClient client;
    private final Lookups<Wanted> lookups;
    private final Set<ScreenName> reported = ConcurrentHashMap.newKeySet();
    private final LongAdder conflicts = new LongAdder();

    /** Whom somebody asks for. */
    private sealed interface Wanted {
        record ByName(ScreenName name) implements Wanted {}

        record ByKey(PersonKey key) implements Wanted {}
    }

    private LdapPeople(DirectorySettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.client = new DirectoryClient(settings, nanos);
        this.lookups = new Lookups<>(settings, client, nanos, this::ask);
    }

    /**
     * Makes ready to ask; connects to nothing yet.
     *
     * @throws IllegalArgumentException when the file with the trusted certificates can't be used
     */
    public static LdapPeople open(DirectorySettings settings) {
        return open(settings, System::nanoTime);
    }

    static LdapPeople open(DirectorySettings settings, LongSupplier nanos) {
        return new LdapPeople(settings, nanos);
    }

    @Override
    public @Nullable Identity ifKnown(ScreenName name) {
        return attribute(name) == null ? Identity.Unregistered.INSTANCE : lookups.kept(new Wanted.ByName(name));
    }

    @Override
    public CompletableFuture<Identity> resolve(ScreenName name) {
        return attribute(name) == null
                ? CompletableFuture.completedFuture(Identity.Unregistered.INSTANCE)
                : lookups.resolve(new Wanted.ByName(name));
    }

    @Override
    public CompletableFuture<Identity> refresh(ScreenName name) {
        return attribute(name) == null
                ? CompletableFuture.completedFuture(Identity.Unregistered.INSTANCE)
                : lookups.refresh(new Wanted.ByName(name));
    }

    /** The same people by login and id, from the same cache; they live as long as this. */
    public Persons persons() {
        return persons;
    }

    private final Persons persons = new Persons() {
        @Override
        public @Nullable Identity ifKnown(PersonKey key) {
            return isPossible(key) ? lookups.kept(new Wanted.ByKey(key)) : Identity.Unregistered.INSTANCE;
        }

        @Override
        public CompletableFuture<Identity> resolve(PersonKey key) {
            return isPossible(key)
                    ? lookups.resolve(new Wanted.ByKey(key))
                    : CompletableFuture.completedFuture(Identity.Unregistered.INSTANCE);
        }

        @Override
        public CompletableFuture<Identity> refresh(PersonKey key) {
            return isPossible(key)
                    ? lookups.refresh(new Wanted.ByKey(key))
                    : CompletableFuture.completedFuture(Identity.Unregistered.INSTANCE);
        }
    };

    /** The same people for whoever may wait, no longer than the settings' deadline; what is kept is answered at once. */
    public PersonFinder finder() {
        return finder;
    }

    private final PersonFinder finder = new PersonFinder() {
        @Override
        public Identity byLogin(String login) {
            return persons.resolve(new PersonKey.Login(login)).join();
        }

        @Override
        public Identity byId(String id) {
            return persons.resolve(new PersonKey.Id(id)).join();
        }
    };

    private static boolean isPossible(PersonKey key) {
        return switch (key) {
            case PersonKey.Id id -> !id.value().isBlank() && id.value().length() <= MAX_ID;
            case PersonKey.Login login ->
                !login.value().isBlank() && login.value().length() <= MAX_NAME;
        };
    }

    /** What has been done so far. */
    public DirectoryStats stats() {
        return lookups.stats(conflicts.sum());
    }

    /** Whether the directory answered the last time it was asked. */
    public DirectoryState state() {
        return client.state();
    }

    /** Answers kept at the moment. */
    int cached() {
        return lookups.cached();
    }

    /** Names being looked up at the moment. */
    int underWay() {
        return lookups.underWay();
    }

    private @Nullable String attribute(ScreenName name) {
        int length = name.normalized().length();
        if (length == 0 || length > MAX_NAME || name.display().length() > MAX_NAME) {
            return null;
        }
        return settings.person().screenNames().get(name.service());
    }

    private Identity ask(Wanted wanted) throws LDAPException {
        return switch (wanted) {
            case Wanted.ByName byName -> ask(byName.name());
            case Wanted.ByKey byKey ->
                switch (byKey.key()) {
                    case PersonKey.Id id -> known(client.byId(id.value()));
                    case PersonKey.Login login -> byLogin(login.value());
                };
        };
    }

    private Identity known(@Nullable SearchResultEntry entry) throws LDAPException {
        return entry == null ? Identity.Unregistered.INSTANCE : new Identity.Known(client.person(entry));
    }

    private Identity byLogin(String login) throws LDAPException {
        String attribute = settings.person().login();
        List<SearchResultEntry> owners = owners(attribute, Set.of(login));
        if (owners.size() > 1) {
            conflicts.increment();
            return Identity.Unregistered.INSTANCE;
        }
        return known(owners.isEmpty() ? null : owners.getFirst());
    }

    private Identity ask(ScreenName name) throws LDAPException {
        String attribute = attribute(name);
        if (attribute == null) {
            return Identity.Unregistered.INSTANCE;
        }
        Set<String> forms = new LinkedHashSet<>(List.of(name.normalized()));
        if (!name.display().isBlank()) {
            forms.add(name.display());
        }
        List<SearchResultEntry> owners = owners(attribute, forms);
        if (owners.size() > 1) {
            conflict(name, attribute);
            return Identity.Unregistered.INSTANCE;
        }
        return known(owners.isEmpty() ? null : owners.getFirst());
    }

    /** Those who have one of these values; several when the directory has more than can be looked at. */
    private List<SearchResultEntry> owners(String attribute, Set<String> forms) throws LDAPException {
        DirectoryClient.Found found = client.find(attribute, forms, MAX_FOUND);
        if (found.more()) {
            return found.entries();
        }
        Set<String> comparable = new LinkedHashSet<>();
        forms.forEach(form -> comparable.add(PersonReader.comparable(form)));
        List<SearchResultEntry> owners = new ArrayList<>();
        for (SearchResultEntry entry : found.entries()) {
            if (PersonReader.has(entry, attribute, comparable)) {
                owners.add(entry);
            }
        }
        return owners;
    }

    private void conflict(ScreenName name, String attribute) {
        conflicts.increment();
        if (reported.size() < MAX_REPORTED && reported.add(name)) {
            log.warn(
                    "More than one person has the screen name {} in {}: it counts as unregistered",
                    name.toString().replaceAll("\\p{Cntrl}", "?"),
                    attribute);
        }
    }

    @Override
    public void close() {
        lookups.close();
        client.close();
    }
}
