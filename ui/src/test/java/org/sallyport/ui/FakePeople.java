package org.sallyport.ui;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.PersonFinder;
import org.sallyport.policy.identity.binding.NameReader;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/** The people that {@link FakeDirectory} lets in, and anna and boris; and how AIM compares names. */
final class FakePeople implements PersonFinder {

    static final ServiceId AIM = new ServiceId("aim");

    /** Knows AIM only. */
    static final NameReader NAMES = (service, typed) -> service.equals(AIM)
            ? Optional.of(new ScreenName(service, typed.toLowerCase(Locale.ROOT).replace(" ", ""), typed))
            : Optional.empty();

    private static final Set<String> LOGINS = Set.of("anna", "boris", "olga", "sam", "adam", "aude");

    static Person person(String login) {
        return new Person("id-" + login, login, login, null, Set.of(), false);
    }

    @Override
    public Identity byLogin(String login) {
        if (login.equals("outage")) {
            return new Identity.Unavailable("ldap.example.org does not answer");
        }
        return LOGINS.contains(login) ? new Identity.Known(person(login)) : Identity.Unregistered.INSTANCE;
    }

    @Override
    public Identity byId(String id) {
        return id.startsWith("id-") ? byLogin(id.substring(3)) : Identity.Unregistered.INSTANCE;
    }
}
