package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Credentials;

/**
 * A small directory within this process, for first steps: it stands in until a real one is configured. It listens on loopback
 * only, can't be written to, and forgets its passwords with the process.
 *
 * <p>Who is in it is in {@code sample-directory.ldif} next to this class: among others alice (AIM {@code alice}), bob (AIM
 * {@code bobby}), carol in group {@code compliance}, dave in group {@code administrators}, and erin, whose account is closed.
 *
 * <p>Safe for any thread. {@link #close} ends the listener and its connections.
 */
public final class SampleDirectory implements AutoCloseable {

    /** Everything in it is below this. */
    public static final String BASE_DN = "dc=example,dc=com";

    private static final String LDIF = "sample-directory.ldif";
    private static final String SERVICE_DN = "cn=sallyport,ou=services," + BASE_DN;

    private final InMemoryDirectoryServer server;
    private final String servicePassword;
    private final String peoplePassword;

    /**
     * How to start it.
     *
     * @param port 0 for any free one, else 1 to 65535
     * @param password everybody's password, 1 to 1024 characters
     */
    public record Options(int port, String password) {

        public Options {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("port: must be 0 to 65535, is " + port);
            }
            if (password.isEmpty() || password.length() > 1024) {
                throw new IllegalArgumentException("password: must have 1 to 1024 characters");
            }
        }

        /** Any free port, and a new random password. */
        public static Options random() {
            return new Options(0, randomPassword());
        }

        @Override
        public String toString() {
            return "Options[port=" + port + ", password=***]";
        }
    }

    private SampleDirectory(InMemoryDirectoryServer server, String servicePassword, String peoplePassword) {
        this.server = server;
        this.servicePassword = servicePassword;
        this.peoplePassword = peoplePassword;
    }

    /**
     * Starts it.
     *
     * @throws IOException when the port is taken
     */
    public static SampleDirectory start(Options options) throws IOException {
        String servicePassword = randomPassword();
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE_DN);
            // No schema: the attributes for screen names are nobody's standard.
            config.setSchema(null);
            // The LDIF has entryUUIDs of its own, so that a person is the same one after a restart.
            config.setGenerateOperationalAttributes(false);
            config.setAllowedOperationTypes(OperationType.BIND, OperationType.SEARCH, OperationType.UNBIND);
            config.setAuthenticationRequiredOperationTypes(OperationType.SEARCH);
            config.addAdditionalBindCredentials(SERVICE_DN, servicePassword);
            config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig(
                    "loopback", InetAddress.getLoopbackAddress(), options.port(), null));
            InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
            for (Entry entry : entries()) {
                if (entry.hasObjectClass("inetOrgPerson")) {
                    entry.addAttribute(new Attribute("userPassword", options.password()));
                }
                server.add(entry);
            }
            server.startListening();
            return new SampleDirectory(server, servicePassword, options.password());
        } catch (LDAPException e) {
            throw new IOException("the sample directory cannot start: " + DirectoryClient.describe(e), e);
        }
    }

    private static List<Entry> entries() throws IOException {
        try (InputStream in = SampleDirectory.class.getResourceAsStream(LDIF)) {
            if (in == null) {
                throw new IOException(LDIF + " is missing");
            }
            return LDIFReader.readEntries(in);
        } catch (LDIFException e) {
            throw new IOException(LDIF + ": " + e.getMessage(), e);
        }
    }

    private static String randomPassword() {
        byte[] bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The settings that point at it. */
    public DirectorySettings settings() {
        List<String> servers = List.of("ldap://localhost:" + port());
        return DirectorySettings.openLdap(
                DirectoryConnection.to(servers, new Credentials.Simple(SERVICE_DN, servicePassword)), BASE_DN);
    }

    /** Where it listens, on loopback. */
    public int port() {
        return server.getListenPort();
    }

    /** Everybody's password, to tell whoever tries Sallyport out. */
    public String password() {
        return peoplePassword;
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
