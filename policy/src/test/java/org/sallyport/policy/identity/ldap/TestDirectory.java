package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldif.LDIFReader;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.ldap.DirectoryConnection.Credentials;

/** The sample's entries and more in a server that a test can write to, stop, start again, and put TLS on. */
final class TestDirectory implements AutoCloseable {

    static final String BASE = SampleDirectory.BASE_DN;
    static final String SERVICE = "cn=service," + BASE;
    static final String PASSWORD = "secret";

    final InMemoryDirectoryServer server;

    TestDirectory(@Nullable SSLContext tls, int port) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.setGenerateOperationalAttributes(false);
        config.addAdditionalBindCredentials(SERVICE, PASSWORD);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        List<InMemoryListenerConfig> listeners = new ArrayList<>();
        listeners.add(InMemoryListenerConfig.createLDAPConfig(
                "plain", loopback, port, tls == null ? null : tls.getSocketFactory()));
        if (tls != null) {
            listeners.add(InMemoryListenerConfig.createLDAPSConfig(
                    "tls", loopback, 0, tls.getServerSocketFactory(), tls.getSocketFactory()));
        }
        config.setListenerConfigs(listeners);
        server = new InMemoryDirectoryServer(config);
        try (InputStream in = SampleDirectory.class.getResourceAsStream("sample-directory.ldif")) {
            for (Entry entry : LDIFReader.readEntries(Objects.requireNonNull(in))) {
                if (entry.hasObjectClass("inetOrgPerson")) {
                    entry.addAttribute("userPassword", PASSWORD);
                }
                server.add(entry);
            }
        }
        server.startListening();
    }

    TestDirectory() throws Exception {
        this(null, 0);
    }

    void person(String uid, String... attributes) throws Exception {
        List<String> lines = new ArrayList<>(List.of(
                "dn: uid=" + uid + ",ou=people," + BASE,
                "objectClass: inetOrgPerson",
                "uid: " + uid,
                "cn: " + uid,
                "sn: " + uid,
                "userPassword: " + PASSWORD));
        lines.addAll(List.of(attributes));
        server.add(lines.toArray(String[]::new));
    }

    int port() {
        return server.getListenPort("plain");
    }

    int tlsPort() {
        return server.getListenPort("tls");
    }

    DirectorySettings settings() {
        return settingsFor("ldap://localhost:" + port());
    }

    static DirectorySettings settingsFor(String... urls) {
        return DirectorySettings.openLdap(
                DirectoryConnection.to(List.of(urls), new Credentials.Simple(SERVICE, PASSWORD)), BASE);
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
