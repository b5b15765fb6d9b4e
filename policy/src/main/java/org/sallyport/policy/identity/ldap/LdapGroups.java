package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.ldap.DirectorySettings.GroupSearch;
import org.sallyport.policy.identity.ldap.DirectorySettings.MemberOf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of all groups the directory has, read a page at a time and kept for a minute.
 *
 * <p><b>Threading:</b> any thread; blocks while the directory answers, and whoever asks meanwhile waits for the same answer.
 * <b>Lifecycle:</b> {@link #open} connects to nothing; a closed one knows no names. <b>Bounds:</b> {@value #MOST_NAMES} names.
 */
public final class LdapGroups implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LdapGroups.class);

    /** More than any company has; whoever has more is not warned of a missing one. */
    static final int MOST_NAMES = 100_000;

    private static final long KEPT_NANOS = 60_000_000_000L;

    private final DirectoryClient client;
    private final GroupSearch groups;
    private final LongSupplier nanos;
    private @Nullable Answer answer;

    private record Answer(Optional<Set<String>> names, long expires) {}

    private LdapGroups(DirectorySettings settings, LongSupplier nanos) {
        this.client = new DirectoryClient(settings, nanos);
        this.nanos = nanos;
        this.groups = switch (settings.groups()) {
            case GroupSearch search -> search;
            case MemberOf memberOf -> GroupSearch.below(domain(settings.person().baseDn()));
        };
    }

    /** The part of a DN that is a domain: where groups are named by people's entries, they may be anywhere in it. */
    static String domain(String base) {
        try {
            RDN[] rdns = new DN(base).getRDNs();
            int first = rdns.length;
            while (first > 0 && rdns[first - 1].hasAttribute("dc")) {
                first--;
            }
            return first == rdns.length ? base : new DN(Arrays.copyOfRange(rdns, first, rdns.length)).toString();
        } catch (LDAPException e) {
            throw new IllegalArgumentException("not a DN: " + base, e);
        }
    }

    /**
     * Makes ready to ask; connects to nothing yet.
     *
     * @throws IllegalArgumentException when the file with the trusted certificates can't be used
     */
    public static LdapGroups open(DirectorySettings settings) {
        return open(settings, System::nanoTime);
    }

    static LdapGroups open(DirectorySettings settings, LongSupplier nanos) {
        return new LdapGroups(settings, nanos);
    }

    /** Every name in lower case; empty when the directory does not answer, or there are too many. */
    public synchronized Optional<Set<String>> names() {
        Answer kept = answer;
        if (kept != null && nanos.getAsLong() - kept.expires() < 0) {
            return kept.names();
        }
        Optional<Set<String>> names = read();
        // A directory that is down is not asked again for each of a policy's groups.
        answer = new Answer(names, nanos.getAsLong() + KEPT_NANOS);
        return names;
    }

    private Optional<Set<String>> read() {
        Set<String> names = new HashSet<>();
        try {
            boolean all = client.readAll(
                    groups.baseDn(),
                    Filter.create(groups.filter()),
                    MOST_NAMES,
                    entry -> {
                        for (String name : PersonReader.values(entry, groups.name())) {
                            names.add(name.toLowerCase(Locale.ROOT));
                        }
                    },
                    groups.name());
            return all ? Optional.of(Set.copyOf(names)) : Optional.empty();
        } catch (LDAPException e) {
            log.info("Nobody knows which groups there are: {}", DirectoryClient.describe(e));
            return Optional.empty();
        }
    }

    /**
     * Whether there is a group of this name. Yes when that can't be told: the directory does not answer, or none of its groups is
     * an entry.
     *
     * @param name in lower case
     */
    public boolean has(String name) {
        Optional<Set<String>> names = names();
        return names.isEmpty() || names.get().isEmpty() || names.get().contains(name);
    }

    @Override
    public void close() {
        client.close();
    }
}
