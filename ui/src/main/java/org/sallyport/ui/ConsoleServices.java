package org.sallyport.ui;

import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveSearch;
import org.sallyport.policy.held.HeldMessages;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.PersonFinder;
import org.sallyport.policy.identity.address.Logons;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.policy.identity.binding.NameReader;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.policy.presence.WhoIsOn;

/**
 * What the console works with. Put together before {@link Console#start}, by one thread; what is not given is empty: the pages
 * are there and say so.
 */
public final class ConsoleServices {

    private final ArchiveSearch archive;
    private final Authenticator authenticator;
    private final Clock clock;
    private HeldMessages held = HeldMessages.NONE;
    private WhoIsOn whoIsOn = WhoIsOn.NOBODY;

    private Bindings bindings = NoBindings.INSTANCE;
    private PersonFinder people = PersonFinder.NONE;
    private NameReader names = (service, typed) -> Optional.empty();
    private @Nullable Registration registration;
    private Logons logons = new Logons();
    private @Nullable PolicyServices policy;

    private ConsoleServices(ArchiveSearch archive, Authenticator authenticator, Clock clock) {
        this.archive = archive;
        this.authenticator = authenticator;
        this.clock = clock;
    }

    /**
     * What it can't do without.
     *
     * @param archive where searches go; called on the console's threads
     * @param authenticator who checks logins and slows down guessing
     * @param clock the time for sessions; its zone is the one that pages write days and times in
     */
    public static ConsoleServices of(ArchiveSearch archive, Authenticator authenticator, Clock clock) {
        return new ConsoleServices(archive, authenticator, clock);
    }

    /** Messages that wait for a reviewer; called on the console's threads. */
    public ConsoleServices held(HeldMessages messages) {
        held = messages;
        return this;
    }

    /** Who is signed on now; called on the console's threads. */
    public ConsoleServices whoIsOn(WhoIsOn presences) {
        whoIsOn = presences;
        return this;
    }

    /** The policy, and whom and what it can be tried out on; without it there are no pages about it. */
    public ConsoleServices policy(PolicyServices services) {
        policy = services;
        return this;
    }

    /**
     * Who is behind which name. All are called on the console's threads.
     *
     * @param known the names that are bound
     * @param finder who knows logins
     * @param reader how services compare names
     */
    public ConsoleServices people(Bindings known, PersonFinder finder, NameReader reader) {
        bindings = known;
        people = finder;
        names = reader;
        return this;
    }

    /** Who takes the codes that clients were shown; called on the console's threads. */
    public ConsoleServices registration(Registration codes) {
        registration = codes;
        return this;
    }

    /** Who is logged on where, to be told by scripts; called on the console's threads. */
    public ConsoleServices logons(Logons heard) {
        logons = heard;
        return this;
    }

    ArchiveSearch archive() {
        return archive;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    Clock clock() {
        return clock;
    }

    HeldMessages held() {
        return held;
    }

    WhoIsOn whoIsOn() {
        return whoIsOn;
    }

    @Nullable PolicyServices policy() {
        return policy;
    }

    Bindings bindings() {
        return bindings;
    }

    PersonFinder people() {
        return people;
    }

    NameReader names() {
        return names;
    }

    Logons logons() {
        return logons;
    }

    @Nullable
    Registration registration() {
        return registration;
    }
}
