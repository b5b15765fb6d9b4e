package org.sallyport.proxy.scenario;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario file says. Immutable.
 *
 * @param file its name
 * @param prefix what every screen name and login in it begins with, so that scenarios keep out of each other's way
 * @param about what it shows, in a line
 * @param protocols for which it is played
 * @param people by their names in the file
 * @param policy the rules, with {@code $anna} for a screen name and {@code $anna.login} for a login, and without a version
 * @param policyLine where they stand
 */
record Scenario(
        String file,
        String prefix,
        String about,
        List<String> protocols,
        Map<String, Person> people,
        String policy,
        int policyLine,
        List<Step> steps,
        Outside outside,
        List<Entry> archive) {

    private static final Pattern NAME = Pattern.compile("\\$([a-z]+)(\\.login)?");

    /** Freezes the lists. */
    Scenario {
        protocols = List.copyOf(protocols);
        steps = List.copyOf(steps);
        archive = List.copyOf(archive);
    }

    /**
     * Somebody.
     *
     * @param registered whether the directory has them
     * @param outside whether they come to the service past the gateway
     * @param contacts who is on the list that the service keeps for them; null: it keeps none
     * @param addresses whose user the configuration says they are; an address or a network, empty for none
     * @param sameAs whose second client it is
     */
    record Person(
            String key,
            boolean registered,
            boolean disabled,
            boolean outside,
            List<String> groups,
            @Nullable List<String> contacts,
            String addresses,
            @Nullable String sameAs) {
        /** Freezes the lists. */
        Person {
            groups = List.copyOf(groups);
            contacts = contacts == null ? null : List.copyOf(contacts);
        }
    }

    /**
     * What the service is to have received of those who come through the gateway, all of it and in this order.
     *
     * @param hears texts
     * @param files names of offered files
     * @param escaped bytes of texts that were to stay here and that the gateway gave to the service
     */
    record Outside(int line, List<String> hears, List<String> files, int escaped) {
        /** Freezes them. */
        Outside {
            hears = List.copyOf(hears);
            files = List.copyOf(files);
        }
    }

    /**
     * Records that the archive is to hold. The first components tell which are meant; the others say what is in each of them, and
     * what isn't said isn't there.
     *
     * @param times how many there are
     * @param as whose login is on record, where that is not the one's with the screen name
     * @param rule null: it doesn't matter which
     */
    record Entry(
            int line,
            String feature,
            List<String> flows,
            String from,
            @Nullable String text,
            @Nullable String file,
            @Nullable String step,
            int times,
            List<String> to,
            @Nullable String as,
            String verdict,
            @Nullable String rule,
            List<String> reasons,
            List<String> alerts,
            List<String> told,
            List<String> review,
            String quarantine,
            List<String> tags,
            String severity,
            String route,
            List<String> notices,
            String failure) {
        /** Freezes the lists. */
        Entry {
            flows = List.copyOf(flows);
            to = List.copyOf(to);
            reasons = List.copyOf(reasons);
            alerts = List.copyOf(alerts);
            told = List.copyOf(told);
            review = List.copyOf(review);
            tags = List.copyOf(tags);
            notices = List.copyOf(notices);
        }
    }

    /** Whose client it is: themselves, or who has another. */
    Person owner(String key) {
        Person person = person(key);
        return person.sameAs() == null ? person : person(person.sameAs());
    }

    private Person person(String key) {
        Person person = people.get(key);
        if (person == null) {
            throw new IllegalArgumentException(key);
        }
        return person;
    }

    /** Somebody's login. */
    String login(String key) {
        return prefix + owner(key).key();
    }

    /** Somebody's screen name. */
    String screenName(Wire wire, String key) {
        return wire.screenName(login(key));
    }

    /** The rules with everybody's names at a service in them. */
    String policyFor(Wire wire) {
        return NAME.matcher(policy)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(2) == null ? screenName(wire, found.group(1)) : login(found.group(1))));
    }

    @Override
    public String toString() {
        return file + ": " + about;
    }
}
