package org.sallyport.proxy;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.ldap.DirectorySettings;
import org.sallyport.policy.identity.ldap.LdapAuthenticator;
import org.sallyport.policy.identity.ldap.LdapGroups;
import org.sallyport.policy.identity.ldap.LdapPeople;
import org.sallyport.policy.identity.ldap.SampleDirectory;
import org.sallyport.proxy.config.Configuration;

/** The directory in use, its own server included when it is the sample one. */
record Directories(
        LdapPeople people,
        LdapAuthenticator authenticator,
        LdapGroups groups,
        @Nullable SampleDirectory sample,
        @Nullable String samplePassword)
        implements AutoCloseable {

    static Directories open(Configuration.Directory configured) throws IOException {
        return switch (configured) {
            case Configuration.Directory.Ldap ldap -> of(ldap.settings(), null, null);
            case Configuration.Directory.Sample ignored -> {
                SampleDirectory server = SampleDirectory.start(SampleDirectory.Options.random());
                yield of(server.settings(), server, server.password());
            }
        };
    }

    private static Directories of(
            DirectorySettings settings, @Nullable SampleDirectory sample, @Nullable String password) {
        return new Directories(
                LdapPeople.open(settings),
                LdapAuthenticator.open(settings),
                LdapGroups.open(settings),
                sample,
                password);
    }

    @Override
    public void close() {
        people.close();
        authenticator.close();
        groups.close();
        if (sample != null) {
            sample.close();
        }
    }
}
