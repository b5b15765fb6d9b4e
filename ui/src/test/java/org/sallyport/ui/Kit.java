package org.sallyport.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.sallyport.policy.identity.address.Logons;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.BindingStore;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.policy.identity.binding.RegistrationSettings;
import org.sallyport.protocols.ScreenName;

/** A console with everything behind it: bindings on the disk, and the rest in lists. */
final class Kit implements AutoCloseable {

    final FakeArchive archive = new FakeArchive();
    final FakePresence presence = new FakePresence();
    final FakeHeld held = new FakeHeld();
    final TestClock clock = new TestClock();
    final Logons logons = new Logons();
    final BindingStore bindings;
    final Registration registration;
    final FakePolicy policy;
    final Console console;

    Kit(Path folder) throws IOException {
        bindings = BindingStore.open(folder.resolve("bindings"), clock);
        registration = new Registration(
                bindings,
                new RegistrationSettings(
                        "http://127.0.0.1", Duration.ofMinutes(15), Duration.ofSeconds(1), 3, Duration.ofMinutes(5)));
        policy = new FakePolicy(folder.resolve("policy"), clock);
        console = Console.start(
                FakeDirectory.SETTINGS,
                ConsoleServices.of(archive, new FakeDirectory(), clock)
                        .held(held)
                        .whoIsOn(presence)
                        .people(bindings, new FakePeople(), FakePeople.NAMES)
                        .registration(registration)
                        .logons(logons)
                        .policy(policy.services()));
    }

    /** The code that a client of this name is shown. */
    String code(String name) {
        ScreenName account = ScreenName.of(FakePeople.AIM, name);
        String notice = registration.notice(Registration.PLACEHOLDER, account, "c-1");
        if (notice == null) {
            throw new IllegalStateException("no code is shown to " + name);
        }
        int at = notice.indexOf("code: ") + "code: ".length();
        return notice.substring(at, at + 9);
    }

    /** Whose this name is at AIM. */
    Binding bound(String name) {
        return Objects.requireNonNull(bindings.find(ScreenName.of(FakePeople.AIM, name)), "nobody has " + name);
    }

    Visitor as(String login) {
        return new Visitor(console).as(login);
    }

    @Override
    public void close() throws IOException {
        console.close();
        policy.close();
        bindings.close();
    }
}
