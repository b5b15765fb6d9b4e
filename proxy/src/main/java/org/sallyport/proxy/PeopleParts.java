package org.sallyport.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.sallyport.policy.identity.People;
import org.sallyport.policy.identity.PersonFinder;
import org.sallyport.policy.identity.address.Logons;
import org.sallyport.policy.identity.binding.BindingStore;
import org.sallyport.policy.identity.binding.BindingsCsv;
import org.sallyport.policy.identity.binding.BoundPeople;
import org.sallyport.policy.identity.binding.NameReader;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.policy.identity.ldap.LdapPeople;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Protocols;
import org.sallyport.proxy.config.Configuration;
import org.sallyport.proxy.relay.Identities;

/**
 * All that says whose an account is: bindings, the directory, the clients' addresses. What the gateway decides by, and what a
 * console needs to change it.
 *
 * @param bindings whose names are, besides what the directory says
 * @param registration how people bind theirs
 * @param csv bindings from files and to them
 * @param finder people by login, for whoever enters bindings by hand
 * @param names how services compare names
 * @param logons who is at which address, to be told by whoever sees people log on
 * @param people whose a name is
 * @param identities whose a connection is
 */
public record PeopleParts(
        BindingStore bindings,
        Registration registration,
        BindingsCsv csv,
        PersonFinder finder,
        NameReader names,
        Logons logons,
        People people,
        Identities identities)
        implements AutoCloseable {

    /** Opens the bindings in the data directory; the directory stays somebody else's to close. */
    static PeopleParts open(
            Path data, Configuration.People settings, LdapPeople directory, Protocols protocols, Clock clock)
            throws IOException {
        BindingStore bindings = BindingStore.open(data.resolve("people"), clock);
        Logons logons = new Logons();
        NameReader names = names(protocols);
        People people = new BoundPeople(bindings, directory.persons(), directory);
        return new PeopleParts(
                bindings,
                new Registration(bindings, settings.registration()),
                new BindingsCsv(bindings, directory.finder(), names),
                directory.finder(),
                names,
                logons,
                people,
                new Identities(people, directory.persons(), logons.orElse(settings.addresses())));
    }

    /** As the plugin that reads a service compares its names. */
    private static NameReader names(Protocols protocols) {
        return (service, typed) -> {
            for (ProtocolPlugin plugin : protocols.all()) {
                if (plugin.services().contains(service)) {
                    return Optional.of(plugin.screenName(service, typed));
                }
            }
            return Optional.empty();
        };
    }

    @Override
    public void close() throws IOException {
        bindings.close();
    }
}
