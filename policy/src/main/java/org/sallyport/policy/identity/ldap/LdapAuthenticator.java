package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.Person;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks passwords by binding to the directory with them.
 *
 * <p>The login is searched for with the service account, then the password is tried on a connection of its own. For a login that
 * nobody or several persons have, a bind is tried all the same, with a DN that nobody has, so that neither the outcome nor the
 * number of round trips tells whether a login exists. (How long the server itself takes for either is its own affair.)
 *
 * <p>Wrong passwords are counted per login, whichever address they come from; see {@link DirectorySettings.SignIn}. Tries that
 * the directory could not judge are not counted.
 *
 * <p><b>Threading:</b> safe for any thread; blocks while the directory answers. <b>Lifecycle:</b> {@link #open} connects to
 * nothing; a closed one answers {@link Authenticator.Result.Unavailable}. Neither logins nor passwords are logged.
 */
public final class LdapAuthenticator implements Authenticator, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LdapAuthenticator.class);

    private static final int MAX_LOGIN = 256;
    private static final int MAX_PASSWORD = 1_024;
    private static final int MAX_FOUND = 20;

    /** What a server says when it has looked at a password, or at the account, and doesn't let the person in. */
    private static final Set<Integer> REFUSALS = Set.of(
            ResultCode.INVALID_CREDENTIALS_INT_VALUE,
            ResultCode.NO_SUCH_OBJECT_INT_VALUE,
            ResultCode.INAPPROPRIATE_AUTHENTICATION_INT_VALUE,
            ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE,
            ResultCode.CONSTRAINT_VIOLATION_INT_VALUE,
            ResultCode.UNWILLING_TO_PERFORM_INT_VALUE,
            ResultCode.INVALID_DN_SYNTAX_INT_VALUE);

    private final DirectorySettings settings;
    private final DirectoryClient client;
    private final TryLimit limit;
    private final String nobody;
    private final LongAdder conflicts = new LongAdder();

    private LdapAuthenticator(DirectorySettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.client = new DirectoryClient(settings, nanos);
        this.limit = new TryLimit(settings.signIn().tries(), settings.signIn().window(), nanos);
        String base = settings.person().baseDn();
        this.nobody = "cn=sallyport-nobody-" + java.util.UUID.randomUUID() + (base.isBlank() ? "" : "," + base);
    }

    /**
     * Makes ready to ask; connects to nothing yet.
     *
     * @throws IllegalArgumentException when the file with the trusted certificates can't be used
     */
    public static LdapAuthenticator open(DirectorySettings settings) {
        return open(settings, System::nanoTime);
    }

    static LdapAuthenticator open(DirectorySettings settings, LongSupplier nanos) {
        return new LdapAuthenticator(settings, nanos);
    }

    @Override
    public Result authenticate(String login, String password) {
        if (login.isBlank() || login.length() > MAX_LOGIN || password.isEmpty() || password.length() > MAX_PASSWORD) {
            return Result.Refused.INSTANCE;
        }
        String key = PersonReader.comparable(login);
        Duration wait = limit.begin(key);
        if (wait != null) {
            return new Result.TooMany(wait);
        }
        Result result = check(login, key, password);
        switch (result) {
            case Result.Accepted accepted -> limit.succeeded(key);
            case Result.Unavailable unavailable -> limit.undecided(key);
            case Result.Refused refused -> {}
            case Result.TooMany tooMany -> {}
        }
        return result;
    }

    private Result check(String login, String key, String password) {
        try {
            SearchResultEntry entry = entry(login, key);
            boolean right = passwordFits(entry == null ? nobody : entry.getDN(), password);
            if (entry == null || !right) {
                return Result.Refused.INSTANCE;
            }
            Person person = client.person(entry);
            return person.disabled() ? Result.Refused.INSTANCE : new Result.Accepted(person);
        } catch (LDAPException e) {
            return new Result.Unavailable(DirectoryClient.describe(e));
        } catch (RuntimeException e) {
            log.error("A sign-in could not be checked", e);
            return new Result.Unavailable("internal error");
        }
    }

    private @Nullable SearchResultEntry entry(String login, String key) throws LDAPException {
        String attribute = settings.person().login();
        DirectoryClient.Found found = client.find(attribute, Set.of(login), MAX_FOUND);
        List<SearchResultEntry> owners = new ArrayList<>();
        for (SearchResultEntry candidate : found.entries()) {
            if (PersonReader.has(candidate, attribute, Set.of(key))) {
                owners.add(candidate);
            }
        }
        if (owners.size() > 1 || found.more()) {
            conflicts.increment();
            log.warn("More than one person has the login that somebody tried: refused");
            return null;
        }
        return owners.isEmpty() ? null : owners.getFirst();
    }

    private boolean passwordFits(String dn, String password) throws LDAPException {
        try {
            client.bind(dn, password);
            return true;
        } catch (LDAPException e) {
            if (REFUSALS.contains(e.getResultCode().intValue())) {
                return false;
            }
            client.failed(e);
            throw e;
        }
    }

    /** Whether the directory answered the last time it was asked. */
    public DirectoryState state() {
        return client.state();
    }

    /** Sign-ins refused because several persons have the login. */
    public long conflicts() {
        return conflicts.sum();
    }

    @Override
    public void close() {
        client.close();
    }
}
