package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.protocols.ScreenName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the person behind a screen name in an LDAP directory.
 *
 * <p><b>What has to be in the directory:</b> a value of the service's attribute must be the screen name in its normalised form
 * ({@code alicesmith}) or as its owner's client sends it ({@code Alice Smith}); both are searched for at once, and case does
 * not matter. The normalised form always works; the other one only as long as the client keeps sending exactly that.
 *
 * <p><b>Answers:</b> one person is {@link Identity.Known}, also when the account is closed. Nobody is
 * {@link Identity.Unregistered}, and so are: a service without an attribute in the settings, a name that is empty or longer
 * than 256 characters, and a name that several persons have, for picking one of them would be a guess (counted, and logged once
 * per name). Whatever keeps the directory from answering is {@link Identity.Unavailable} and is never kept.
 *
 * <p><b>Threading:</b> {@link #ifKnown} takes no lock; {@link #resolve} never waits. Lookups run on as many threads as there
 * are pooled connections, with a bounded queue before them; an answer that is "no answer in time" comes on the thread of the
 * deadlines, and one that is at hand on the caller's own. Who asks for a name that is being looked up shares that lookup.
 *
 * <p><b>Lifecycle:</b> {@link #open} connects to nothing. {@link #close} ends what is under way with "unavailable".
 */
public final class LdapPeople implements People {

    private static final Logger log = LoggerFactory.getLogger(LdapPeople.class);

    private static final int MAX_NAME = 256;
    /** Enough to tell one from several when the server's matching is looser than ours. */
    private static final int MAX_FOUND = 20;
    /** Names of which a conflict was logged; past this many, conflicts are only counted. */
    private static final int MAX_REPORTED = 1_000;

    private final DirectorySettings settings;
    private final DirectoryClient client;
    private final RecentCache<ScreenName, Identity> known;
    private final RecentCache<ScreenName, Identity> unknown;
    /** Bounded by the threads and the queue: whoever doesn't fit is taken out again at once. */
    private final ConcurrentMap<ScreenName, CompletableFuture<Identity>> underWay = new ConcurrentHashMap<>();

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor deadlines;
    private final Set<ScreenName> reported = ConcurrentHashMap.newKeySet();

    private final LongAdder lookups = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder conflicts = new LongAdder();

    private LdapPeople(DirectorySettings settings, LongSupplier nanos) {
        DirectorySettings.Lookup bounds = settings.lookup();
        this.settings = settings;
        this.client = new DirectoryClient(settings, nanos);
        this.known = new RecentCache<>(bounds.cacheSize(), bounds.ttl().toNanos(), nanos);
        this.unknown =
                new RecentCache<>(bounds.cacheSize(), bounds.negativeTtl().toNanos(), nanos);
        int threads = settings.connection().poolSize();
        this.workers = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(bounds.waiting()),
                daemons("directory-lookup"));
        workers.allowCoreThreadTimeOut(true);
        this.deadlines = new ScheduledThreadPoolExecutor(1, daemons("directory-deadline"));
        deadlines.setRemoveOnCancelPolicy(true);
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

    private static ThreadFactory daemons(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 1).factory();
    }

    @Override
    public @Nullable Identity ifKnown(ScreenName name) {
        if (attribute(name) == null) {
            return Identity.Unregistered.INSTANCE;
        }
        Identity kept = known.get(name);
        if (kept == null) {
            kept = unknown.get(name);
        }
        if (kept != null) {
            hits.increment();
        }
        return kept;
    }

    @Override
    public CompletableFuture<Identity> resolve(ScreenName name) {
        Identity kept = ifKnown(name);
        if (kept != null) {
            return CompletableFuture.completedFuture(kept);
        }
        CompletableFuture<Identity> answer = new CompletableFuture<>();
        CompletableFuture<Identity> earlier = underWay.putIfAbsent(name, answer);
        if (earlier != null) {
            return earlier.copy();
        }
        String paused = client.paused();
        if (paused != null) {
            finish(name, answer, new Identity.Unavailable(paused));
            return answer.copy();
        }
        try {
            ScheduledFuture<?> deadline = deadlines.schedule(
                    () -> finish(name, answer, new Identity.Unavailable("no answer in time")),
                    settings.lookup().deadline().toNanos(),
                    TimeUnit.NANOSECONDS);
            try {
                workers.execute(() -> {
                    // When the deadline passed while this was waiting, nobody is waiting any more.
                    if (!answer.isDone()) {
                        finish(name, answer, lookUp(name));
                    }
                    deadline.cancel(false);
                });
            } catch (RejectedExecutionException e) {
                deadline.cancel(false);
                throw e;
            }
        } catch (RejectedExecutionException fullOrClosed) {
            String cause = workers.isShutdown() ? "closed" : "too many lookups are waiting";
            finish(name, answer, new Identity.Unavailable(cause));
        }
        // A copy, so that no caller can complete or cancel what others wait for.
        return answer.copy();
    }

    /** What has been done so far. */
    public DirectoryStats stats() {
        return new DirectoryStats(lookups.sum(), hits.sum(), failures.sum(), unavailable.sum(), conflicts.sum());
    }

    /** Whether the directory answered the last time it was asked. */
    public DirectoryState state() {
        return client.state();
    }

    /** Answers kept at the moment. */
    int cached() {
        return known.size() + unknown.size();
    }

    /** Names being looked up at the moment. */
    int underWay() {
        return underWay.size();
    }

    private @Nullable String attribute(ScreenName name) {
        int length = name.normalized().length();
        if (length == 0 || length > MAX_NAME || name.display().length() > MAX_NAME) {
            return null;
        }
        return settings.person().screenNames().get(name.service());
    }

    private void finish(ScreenName name, CompletableFuture<Identity> answer, Identity identity) {
        underWay.remove(name, answer);
        // Counted first, so that whoever has the answer also sees the count.
        if (identity instanceof Identity.Unavailable && !answer.isDone()) {
            unavailable.increment();
        }
        answer.complete(identity);
    }

    private Identity lookUp(ScreenName name) {
        lookups.increment();
        try {
            Identity identity = ask(name);
            switch (identity) {
                case Identity.Known person -> {
                    known.put(name, person);
                    unknown.remove(name);
                }
                case Identity.Unregistered nobody -> {
                    unknown.put(name, nobody);
                    known.remove(name);
                }
                case Identity.Unavailable none -> {}
            }
            return identity;
        } catch (LDAPException e) {
            failures.increment();
            return new Identity.Unavailable(DirectoryClient.describe(e));
        } catch (RuntimeException e) {
            // Whatever went wrong in here or in the library, the caller holds a message back for this answer.
            failures.increment();
            log.error("A lookup failed", e);
            return new Identity.Unavailable("internal error");
        }
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
        DirectoryClient.Found found = client.find(attribute, forms, MAX_FOUND);
        Set<String> comparable = new LinkedHashSet<>();
        forms.forEach(form -> comparable.add(PersonReader.comparable(form)));
        List<SearchResultEntry> owners = new ArrayList<>();
        for (SearchResultEntry entry : found.entries()) {
            if (PersonReader.has(entry, attribute, comparable)) {
                owners.add(entry);
            }
        }
        if (owners.size() > 1 || found.more()) {
            conflict(name, attribute);
            return Identity.Unregistered.INSTANCE;
        }
        return owners.isEmpty() ? Identity.Unregistered.INSTANCE : new Identity.Known(client.person(owners.getFirst()));
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
        workers.shutdownNow();
        deadlines.shutdownNow();
        underWay.forEach((name, answer) -> finish(name, answer, new Identity.Unavailable("closed")));
        client.close();
    }
}
