package org.sallyport.ui;

import java.util.Optional;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.PersonFinder;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.policy.identity.binding.NameReader;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.ui.page.Visible;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is behind which name, for pages and scripts alike. What was changed, and by whom, is in the log. Blocks on the directory
 * and the disk. Safe for any thread.
 */
final class Identities {

    private static final Logger LOG = LoggerFactory.getLogger(Identities.class);

    private final Bindings bindings;
    private final PersonFinder people;
    private final NameReader names;

    Identities(Bindings bindings, PersonFinder people, NameReader names) {
        this.bindings = bindings;
        this.people = people;
        this.names = names;
    }

    Bindings bindings() {
        return bindings;
    }

    /** What came of something typed. */
    sealed interface Attempt {

        /** It was asked of the bindings. */
        record Asked(Bindings.Outcome outcome) implements Attempt {}

        /** It can't be meant so; {@code why} is for whoever typed it. */
        record Wrong(String why) implements Attempt {}

        /** The directory does not answer. */
        record Unavailable() implements Attempt {}
    }

    /**
     * Binds a name.
     *
     * @param service the id of its service
     * @param typed the name
     * @param login whose it is to be
     */
    Attempt bind(String service, String typed, String login, String reason, Caller by) {
        Optional<ScreenName> name = name(service, typed);
        if (name.isEmpty()) {
            return new Attempt.Wrong(
                    "This service has no such names. Choose another one, or look how the name is written.");
        }
        if (reason.length() > Bindings.LONGEST_REASON) {
            return new Attempt.Wrong("The reason takes at most " + Bindings.LONGEST_REASON + " characters.");
        }
        return switch (people.byLogin(login)) {
            case Identity.Known known -> bind(name.get(), known.person(), reason, by);
            case Identity.Unregistered nobody ->
                new Attempt.Wrong("Nobody in the directory signs in with this login, or more than one does.");
            case Identity.Unavailable none -> {
                LOG.warn("a login can't be looked up: {}", none.cause());
                yield new Attempt.Unavailable();
            }
        };
    }

    private Attempt bind(ScreenName name, Person person, String reason, Caller by) {
        Bindings.Outcome outcome =
                bindings.bind(new Bindings.Claim(name, person, Binding.Source.ADMINISTRATOR, by.login(), reason));
        note(outcome, by, "bound", name);
        return new Attempt.Asked(outcome);
    }

    Bindings.Outcome unbind(ScreenName name, String reason, Caller by) {
        Bindings.Outcome outcome = bindings.unbind(name, by.login(), reason);
        note(outcome, by, "unbound", name);
        return outcome;
    }

    Bindings.Outcome settle(String conflict, Bindings.Settlement settlement, String reason, Caller by) {
        Bindings.Outcome outcome = bindings.settle(conflict, settlement, by.login(), reason);
        if (outcome instanceof Bindings.Outcome.Done done) {
            note(outcome, by, "settled who has", done.change().name());
        }
        return outcome;
    }

    private static void note(Bindings.Outcome outcome, Caller by, String what, ScreenName name) {
        switch (outcome) {
            case Bindings.Outcome.Done done -> LOG.info("{} {} {}", by.login(), what, Visible.line(name.toString()));
            case Bindings.Outcome.Disputed disputed ->
                LOG.info("{} claims {}, which is another's", by.login(), Visible.line(name.toString()));
            case Bindings.Outcome.Failed failed -> LOG.error("bindings can't be written: {}", failed.cause());
            case Bindings.Outcome.Unchanged same -> {
                // Nothing happened.
            }
            case Bindings.Outcome.Refused refused -> {
                // Whoever tried is told.
            }
        }
    }

    /** The account that a name stands for; empty when there can't be one. */
    Optional<ScreenName> name(String service, String typed) {
        if (typed.isBlank()
                || typed.length() > Bindings.LONGEST_NAME
                || typed.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        try {
            return names.read(new ServiceId(service), typed);
        } catch (IllegalArgumentException e) {
            // Not even the shape of a service's id.
            return Optional.empty();
        }
    }

    /** An account as pages show it: the name, and whose it is. */
    String shown(ScreenName name) {
        Binding binding = bindings.find(name);
        String display = Visible.line(name.display());
        return binding == null ? display : display + " (" + Visible.line(binding.login()) + ")";
    }
}
