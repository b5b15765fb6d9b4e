package org.sallyport.policy.identity.binding;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.PersonKey;
import org.sallyport.policy.identity.Persons;
import org.sallyport.protocols.ScreenName;

/**
 * Whose a name is, by its binding first and by the directory's attributes else. A binding says only who; what the person is
 * (groups, disabled) the directory says, as it does of everybody.
 *
 * <p>A name that is bound to somebody whom the directory does not have any more is that of somebody who left: unless the
 * directory gives it to another person, its owner counts as disabled, with no groups. A directory that does not answer makes
 * such names unavailable like all others.
 *
 * <p>Safe for any thread, with the promises of those it asks. {@link #close} closes the directory's people.
 */
public final class BoundPeople implements People {

    private final Bindings bindings;
    private final Persons persons;
    private final People directory;

    /**
     * @param bindings which names are bound
     * @param persons who people are, by id
     * @param directory who has names that aren't bound
     */
    public BoundPeople(Bindings bindings, Persons persons, People directory) {
        this.bindings = bindings;
        this.persons = persons;
        this.directory = directory;
    }

    @Override
    public @Nullable Identity ifKnown(ScreenName name) {
        Binding binding = bindings.find(name);
        if (binding == null) {
            return directory.ifKnown(name);
        }
        Identity owner = persons.ifKnown(new PersonKey.Id(binding.person()));
        if (owner != Identity.Unregistered.INSTANCE) {
            return owner == null ? null : bound(owner);
        }
        Identity other = directory.ifKnown(name);
        return other == null ? null : orGone(binding, other);
    }

    @Override
    public CompletableFuture<Identity> resolve(ScreenName name) {
        Binding binding = bindings.find(name);
        return binding == null
                ? directory.resolve(name)
                : persons.resolve(new PersonKey.Id(binding.person()))
                        .thenCompose(owner -> owner == Identity.Unregistered.INSTANCE
                                ? directory.resolve(name).thenApply(other -> orGone(binding, other))
                                : CompletableFuture.completedFuture(bound(owner)));
    }

    @Override
    public CompletableFuture<Identity> refresh(ScreenName name) {
        Binding binding = bindings.find(name);
        return binding == null
                ? directory.refresh(name)
                : persons.refresh(new PersonKey.Id(binding.person()))
                        .thenCompose(owner -> owner == Identity.Unregistered.INSTANCE
                                ? directory.refresh(name).thenApply(other -> orGone(binding, other))
                                : CompletableFuture.completedFuture(bound(owner)));
    }

    private static Identity bound(Identity owner) {
        return owner instanceof Identity.Known known
                ? new Identity.Known(known.person(), Identity.Source.BINDING)
                : owner;
    }

    private static Identity orGone(Binding binding, Identity other) {
        if (other != Identity.Unregistered.INSTANCE) {
            return other;
        }
        Person gone = new Person(binding.person(), binding.login(), binding.login(), null, Set.of(), true);
        return new Identity.Known(gone, Identity.Source.BINDING);
    }

    @Override
    public void close() {
        directory.close();
    }
}
