package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.AggregatePostConnectProcessor;
import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Credentials;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Server;

/**
 * Connections to the directory, and what is said on them: one request at a time on each.
 *
 * <p>Every call blocks, for at most the configured waits: one for the connection to each server, and for signing on and for each
 * answer one until it begins and as long again until its last byte. What breaks off or takes longer is asked once more on a new
 * connection. Safe for any thread; connects to nothing before the first question.
 */
final class Exchanges implements AutoCloseable {

    /** Connections to a stand-in are given up after this, so that the first server is used again once it is back. */
    private static final long STAND_IN_MILLIS = 60_000;

    private final Overtime overtime;
    private final ServerSet unauthenticated;
    private final LDAPConnectionPool pool;

    /** What is asked on a connection; it has that for itself. */
    @FunctionalInterface
    interface Question<T> {
        T ask(LDAPConnection connection) throws LDAPException;
    }

    /** @throws LDAPException when the file with the trusted certificates can't be used */
    Exchanges(DirectoryConnection settings) throws LDAPException {
        this.overtime = new Overtime(settings.responseTimeout());
        SSLContext tls = TlsTrust.context(settings.trust());
        this.unauthenticated = servers(settings, tls, null);
        BindRequest bind = switch (settings.credentials()) {
            // Said aloud even for nobody: a server that hangs shows here, where the next one is still tried.
            case Credentials.Anonymous anonymous -> new SimpleBindRequest();
            case Credentials.Simple simple -> new SimpleBindRequest(simple.dn(), simple.password());
        };
        this.pool = new LDAPConnectionPool(servers(settings, tls, bind), bind, 0, settings.poolSize(), null, false);
        pool.setConnectionPoolName("directory");
    }

    private ServerSet servers(DirectoryConnection settings, SSLContext tls, @Nullable BindRequest bind) {
        List<ServerSet> sets = new ArrayList<>();
        for (Server server : settings.parsedServers()) {
            LDAPConnectionOptions options = new LDAPConnectionOptions();
            options.setConnectTimeoutMillis(
                    Math.toIntExact(settings.connectTimeout().toMillis()));
            options.setResponseTimeoutMillis(settings.responseTimeout().toMillis());
            // One request at a time on each connection, so none needs a reader thread of its own.
            options.setUseSynchronousMode(true);
            options.setFollowReferrals(false);
            options.setAbandonOnTimeout(false);
            if (!(settings.trust() instanceof DirectoryConnection.Trust.Unchecked)) {
                options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
            }
            SocketFactory sockets = server.tls() ? tls.getSocketFactory() : SocketFactory.getDefault();
            PostConnectProcessor watch = overtime.signOn();
            PostConnectProcessor first = settings.startTls()
                    ? new AggregatePostConnectProcessor(watch, new StartTLSPostConnectProcessor(tls.getSocketFactory()))
                    : watch;
            sets.add(new SingleServerSet(server.host(), server.port(), sockets, options, bind, first));
        }
        FailoverServerSet failover = new FailoverServerSet(sets);
        failover.setMaxFailoverConnectionAgeMillis(STAND_IN_MILLIS);
        return failover;
    }

    /** Searches; what was found before an error is in it. */
    SearchResult search(SearchRequest request) throws LDAPException {
        return with(connection -> search(connection, request));
    }

    /** Searches on a connection that a question has. */
    SearchResult search(LDAPConnection connection, SearchRequest request) throws LDAPException {
        return overtime.within(() -> pool.discardConnection(connection), () -> connection.search(request));
    }

    /** Asks, once more on a new connection if the first one turns out to be none: servers close those that are idle. */
    <T> T with(Question<T> question) throws LDAPException {
        LDAPConnection first = overtime.signingOn(pool::getConnection);
        try {
            T answer = question.ask(first);
            pool.releaseConnection(first);
            return answer;
        } catch (LDAPException e) {
            if (ResultCode.isConnectionUsable(e.getResultCode())) {
                pool.releaseConnection(first);
                throw e;
            }
        } catch (RuntimeException e) {
            pool.discardConnection(first);
            throw e;
        }
        LDAPConnection second = overtime.signingOn(() -> pool.replaceDefunctConnection(first));
        boolean usable = false;
        try {
            T answer = question.ask(second);
            usable = true;
            return answer;
        } catch (LDAPException e) {
            usable = ResultCode.isConnectionUsable(e.getResultCode());
            throw e;
        } finally {
            if (usable) {
                pool.releaseConnection(second);
            } else {
                pool.discardConnection(second);
            }
        }
    }

    /** Tries a password on a connection of its own, which is closed again: a bind changes who a connection is. */
    void bind(String dn, String password) throws LDAPException {
        try (LDAPConnection connection = overtime.signingOn(unauthenticated::getConnection)) {
            overtime.within(connection::closeWithoutUnbind, () -> connection.bind(new SimpleBindRequest(dn, password)));
        }
    }

    @Override
    public void close() {
        pool.close();
        overtime.close();
    }
}
