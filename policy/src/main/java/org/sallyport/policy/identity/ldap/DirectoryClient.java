package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Server;
import org.sallyport.policy.identity.ldap.DirectorySettings.GroupSearch;
import org.sallyport.policy.identity.ldap.DirectorySettings.MemberOf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches and binds, and knows whether the directory answers. Every call that asks the directory blocks, for at most the
 * configured waits times the number of servers; safe for any thread.
 *
 * <p>Nothing is connected before it is needed, so a directory that is down when this is opened is only a state, and one that
 * comes back is found by the next question after the pause.
 */
final class DirectoryClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DirectoryClient.class);

    private static final int MAX_CAUSE = 200;
    private static final Pattern REQUEST = Pattern.compile("\\brequest\\b.*|\\w+Request\\(.*");

    private final DirectorySettings settings;
    private final PersonReader reader;
    private final String[] attributes;
    private final Filter personFilter;
    private final @Nullable Filter groupFilter;
    private final Exchanges exchanges;
    private final LongSupplier nanos;
    /** Written under this object's lock. */
    private volatile DirectoryState state = new DirectoryState.Untried();

    private volatile @Nullable Pause pause;

    private record Pause(long until, String cause) {}

    /** What a search found; {@code more} when there was more than asked for. */
    record Found(List<SearchResultEntry> entries, boolean more) {}

    /** @throws IllegalArgumentException when the file with the trusted certificates can't be used */
    DirectoryClient(DirectorySettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
        this.reader = new PersonReader(settings);
        this.attributes = reader.attributes();
        try {
            this.personFilter = Filter.create(settings.person().filter());
            this.groupFilter = settings.groups() instanceof GroupSearch search ? Filter.create(search.filter()) : null;
            this.exchanges = new Exchanges(settings.connection());
        } catch (LDAPException e) {
            throw new IllegalArgumentException("directory: " + describe(e), e);
        }
        warnOfPlainPasswords(settings.connection());
    }

    private static void warnOfPlainPasswords(DirectoryConnection connection) {
        for (Server server : connection.parsedServers()) {
            if (!server.tls() && !connection.startTls() && !server.loopback()) {
                log.warn("Passwords go to the directory {} in the clear: use ldaps:// or startTls", server.host());
            }
        }
    }

    /**
     * Persons with one of these values, at most {@code max}.
     *
     * @param attribute where to look
     * @param values any of these; the filter is built from them as values, so nothing in them is syntax
     */
    Found find(String attribute, Set<String> values, int max) throws LDAPException {
        List<Filter> any = values.stream()
                .map(value -> Filter.createEqualityFilter(attribute, value))
                .toList();
        Filter filter =
                Filter.createANDFilter(personFilter, any.size() == 1 ? any.getFirst() : Filter.createORFilter(any));
        return search(settings.person().baseDn(), filter, max, attributes);
    }

    /** The person with this id; null when there is none. An id that is a DN is that of an entry without an id of its own. */
    @Nullable SearchResultEntry byId(String id) throws LDAPException {
        if (id.indexOf('=') > 0 && DN.isValidDN(id)) {
            return entry(id);
        }
        Filter filter = reader.idFilter(id);
        Found found = search(settings.person().baseDn(), Filter.createANDFilter(personFilter, filter), 2, attributes);
        if (found.more() || found.entries().size() != 1) {
            return null;
        }
        SearchResultEntry entry = found.entries().getFirst();
        // A server may take others for the same, such as bytes for a text they are not.
        return reader.id(entry).equalsIgnoreCase(id) ? entry : null;
    }

    private @Nullable SearchResultEntry entry(String dn) throws LDAPException {
        if (!DN.isDescendantOf(dn, settings.person().baseDn(), true)) {
            return null;
        }
        try {
            List<SearchResultEntry> found = exchanges
                    .search(new SearchRequest(dn, SearchScope.BASE, personFilter, attributes))
                    .getSearchEntries();
            answered();
            return found.isEmpty() ? null : found.getFirst();
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                // Here it is the person that is missing, and not the base.
                answered();
                return null;
            }
            if (!e.getResultCode().equals(ResultCode.REFERRAL)) {
                // Nor does it say much of the directory when one entry of it is on another server.
                failed(e);
            }
            throw e;
        }
    }

    /** The person in an entry, groups and all; asks the directory again when groups are to be searched for. */
    Person person(SearchResultEntry entry) throws LDAPException {
        return switch (settings.groups()) {
            case MemberOf memberOf -> {
                GroupsOfPerson.requireAll(entry, memberOf.attribute());
                yield reader.person(entry, Set.of());
            }
            case GroupSearch groups -> reader.person(entry, groupsOf(entry, groups));
        };
    }

    private Set<String> groupsOf(SearchResultEntry entry, GroupSearch groups) throws LDAPException {
        return new GroupsOfPerson(groups, groupFilter, this::search).of(entry.getDN());
    }

    /**
     * Reads every entry that fits, a page at a time (RFC 2696): servers give no more than so many at once. One connection is used
     * for all of it, as the pages are that connection's; when it breaks, all is read once more from the start.
     *
     * @param most how many entries are read at most
     * @param each gets them; may get some again
     * @return whether these were all
     */
    boolean readAll(String base, Filter filter, int most, Consumer<SearchResultEntry> each, String... wanted)
            throws LDAPException {
        try {
            boolean all = exchanges.with(connection -> {
                Pages pages = new Pages(most, each);
                boolean whole = pages.read(request -> exchanges.search(connection, request), base, filter, wanted);
                return whole;
            });
            answered();
            return all;
        } catch (LDAPException e) {
            failed(e);
            throw e;
        }
    }

    private Found search(String base, Filter filter, int max, String... wanted) throws LDAPException {
        SearchRequest request = new SearchRequest(base, SearchScope.SUB, filter, wanted);
        request.setSizeLimit(max);
        try {
            SearchResult result = exchanges.search(request);
            Elsewhere.refuse(result.getSearchReferences());
            answered();
            List<SearchResultEntry> entries = result.getSearchEntries();
            return new Found(entries, entries.size() > max);
        } catch (LDAPException e) {
            if (e instanceof LDAPSearchException some && e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                answered();
                return found(some, max);
            }
            failed(e);
            throw e;
        }
    }

    /** What was found when there was too much. A server that gives less than was asked for has not said how many there are. */
    private static Found found(LDAPSearchException e, int max) throws LDAPException {
        List<SearchResultEntry> entries = e.getSearchEntries();
        int given = entries == null ? 0 : entries.size();
        if (entries == null || given < max) {
            throw new LDAPException(
                    ResultCode.SIZE_LIMIT_EXCEEDED,
                    "the directory gives our account no more than " + given + " entries, and there are more",
                    e);
        }
        return new Found(entries, true);
    }

    /** Tries a password on a connection of its own, which is closed again: a bind changes who a connection is. */
    void bind(String dn, String password) throws LDAPException {
        exchanges.bind(dn, password);
    }

    /** Why the directory is not to be asked right now; null when it may be. */
    @Nullable String paused() {
        Pause current = pause;
        return current != null && nanos.getAsLong() - current.until < 0 ? current.cause : null;
    }

    DirectoryState state() {
        return state;
    }

    private void answered() {
        pause = null;
        if (state instanceof DirectoryState.Up) {
            return;
        }
        synchronized (this) {
            if (!(state instanceof DirectoryState.Up)) {
                state = new DirectoryState.Up(InstantSource.system().instant());
                log.info("The directory answers");
            }
        }
    }

    /** Notes a failure. One that comes of the question and not of the directory does not make it "down". */
    void failed(LDAPException e) {
        if (!outage(e.getResultCode())) {
            log.debug("The directory refused a question: {}", describe(e));
            return;
        }
        String cause = describe(e);
        pause = new Pause(nanos.getAsLong() + settings.lookup().pause().toNanos(), cause);
        synchronized (this) {
            if (state instanceof DirectoryState.Down earlier) {
                state = new DirectoryState.Down(earlier.since(), cause);
            } else {
                state = new DirectoryState.Down(InstantSource.system().instant(), cause);
                log.warn("The directory does not answer: {}", cause);
            }
        }
    }

    /**
     * Whether a failure says something about the directory as a whole: it can't be reached, is busy, has not all of what is below
     * the base DN, or takes exception to our account, base DN or lack of TLS. Nothing that somebody could bring about with an odd
     * screen name is in here.
     */
    private static boolean outage(ResultCode code) {
        return OUTAGES.contains(code.intValue());
    }

    private static final Set<Integer> OUTAGES = Set.of(
            ResultCode.CONNECT_ERROR_INT_VALUE,
            ResultCode.SERVER_DOWN_INT_VALUE,
            ResultCode.TIMEOUT_INT_VALUE,
            // What the library makes of an answer that breaks off within a message's first bytes.
            ResultCode.DECODING_ERROR_INT_VALUE,
            ResultCode.BUSY_INT_VALUE,
            ResultCode.UNAVAILABLE_INT_VALUE,
            ResultCode.INVALID_CREDENTIALS_INT_VALUE,
            ResultCode.NO_SUCH_OBJECT_INT_VALUE,
            ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE,
            ResultCode.CONFIDENTIALITY_REQUIRED_INT_VALUE,
            ResultCode.STRONG_AUTH_REQUIRED_INT_VALUE,
            ResultCode.INAPPROPRIATE_AUTHENTICATION_INT_VALUE,
            ResultCode.OPERATIONS_ERROR_INT_VALUE,
            ResultCode.REFERRAL_INT_VALUE);

    /**
     * A failure in one line for an administrator. What was asked is cut off: the library puts it at the end of some messages,
     * and people do type passwords where logins go.
     */
    static String describe(LDAPException e) {
        String message = e.getMessage() == null ? "" : e.getMessage().replaceAll("\\p{Cntrl}+", " ");
        message = REQUEST.matcher(message).replaceFirst("request");
        String line = e.getResultCode().getName() + (message.isBlank() ? "" : ": " + message);
        return line.length() <= MAX_CAUSE ? line : line.substring(0, MAX_CAUSE) + "…";
    }

    @Override
    public void close() {
        exchanges.close();
    }
}
