package org.sallyport.proxy.config;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.address.FixedAddresses;
import org.sallyport.policy.identity.binding.RegistrationSettings;

/** Reads {@code people}. */
final class PeopleReader {

    private static final Duration DAY = Duration.ofDays(1);

    private final Section section;

    PeopleReader(Section section) {
        this.section = section;
    }

    Configuration.People read() {
        RegistrationSettings d = RegistrationSettings.DEFAULTS;
        @Nullable String url = section.optionalText(
                "registration-url",
                200,
                "The console as people reach it, such as `https://im.example.com`: what notices with `{registration-link}` lead to. Without one nobody can register.");
        Duration codeLife = section.duration(
                "code-life", Duration.ofMinutes(1), DAY, d.codeLife(), "How long a code to register with is good for.");
        Duration resend = section.duration(
                "code-resend",
                Duration.ofSeconds(1),
                DAY,
                d.resend(),
                "How long nobody is shown the same code, and the notice around it, again.");
        int tries = section.number(
                "code-tries",
                1,
                100,
                d.tries(),
                "Wrong codes of one person, or from one address, before they have to wait.");
        Duration pause =
                section.duration("code-pause", Duration.ofSeconds(1), DAY, d.pause(), "How long wrong codes count.");
        Map<String, String> addresses = section.map(
                "addresses",
                Map.of(),
                "Whose an address or a network is, by login, where nobody has registered the account.");
        Duration every = section.duration(
                "leavers-every",
                Duration.ZERO,
                DAY,
                Duration.ofMinutes(1),
                "How often the directory is asked whether somebody who is signed on has left; 0s for never.");
        String notice = section.text(
                "leavers-notice",
                "Your account is closed.",
                500,
                "What people who have left are told as they are signed off.");
        RegistrationSettings registration =
                checked(() -> new RegistrationSettings(url == null ? "" : url, codeLife, resend, tries, pause), d);
        FixedAddresses fixed = checked(() -> new FixedAddresses(addresses), FixedAddresses.NONE);
        return new Configuration.People(registration, fixed, every, notice);
    }

    private <T> T checked(Supplier<T> making, T otherwise) {
        try {
            return making.get();
        } catch (IllegalArgumentException e) {
            section.fail(String.valueOf(e.getMessage()));
            return otherwise;
        }
    }
}
