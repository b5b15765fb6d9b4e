package org.sallyport.policy.identity.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.identity.binding.BindingStoreTest.aim;
import static org.sallyport.policy.identity.binding.BindingStoreTest.bound;
import static org.sallyport.policy.identity.binding.BindingStoreTest.claim;
import static org.sallyport.policy.identity.binding.BindingStoreTest.person;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.binding.Registration.Outcome;

class RegistrationTest {

    private static final String NOTICE = "Please register: {registration-link}.";
    private static final Pattern SHOWN = Pattern.compile("https://im\\.example/register \\(code: (\\S{4}-\\S{4})\\)");
    private static final Person ALICE = person("alice");

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private BindingStore store;
    private Registration registration;

    @BeforeEach
    void open() throws Exception {
        store = BindingStore.open(folder, InstantSource.system());
        registration = new Registration(
                store, RegistrationSettings.DEFAULTS.at("https://im.example/"), nanos::get, new SecureRandom());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private String code(String name) {
        String notice = registration.notice(NOTICE, aim(name), "c1");
        Matcher matcher = SHOWN.matcher(String.valueOf(notice));
        assertThat(matcher.find()).as(notice).isTrue();
        return matcher.group(1);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void whoeverWasShownTheCodeGetsTheName() throws Exception {
        String code = code("stranger");
        assertThat(registration.redeem(code.toLowerCase(Locale.ROOT).replace("-", " "), ALICE, "10.0.0.1"))
                .isEqualTo(new Outcome.Registered(aim("stranger")));
        assertThat(bound(store, "stranger").login()).isEqualTo("alice");
        assertThat(bound(store, "stranger").source()).isEqualTo(Binding.Source.REGISTRATION);
        assertThat(registration.redeem(code, person("bob"), "10.0.0.2"))
                .as("a code is good once")
                .isEqualTo(new Outcome.Wrong());
        assertThat(Files.readString(folder.resolve("bindings.log"))).doesNotContain(code.replace("-", ""));
    }

    @Test
    void aCodeIsShownAgainOnlyAfterAWhileAndStaysTheSame() {
        String code = code("stranger");
        assertThat(registration.notice(NOTICE, aim("stranger"), "c1")).isNull();
        assertThat(registration.notice(NOTICE, aim("stranger"), "c2"))
                .as("another client has not seen it")
                .contains(code);
        pass(RegistrationSettings.DEFAULTS.resend());
        assertThat(code("stranger")).isEqualTo(code);
        assertThat(registration.codes()).isEqualTo(1);
        pass(RegistrationSettings.DEFAULTS.codeLife());
        assertThat(registration.redeem(code, ALICE, "a")).as("too old").isEqualTo(new Outcome.Wrong());
        assertThat(code("stranger")).isNotEqualTo(code);
    }

    @Test
    void tenThousandTriesGetNowhere() {
        Set<String> live = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            live.add(code("name" + i));
        }
        int looked = 0;
        for (int i = 0; i < 10_000; i++) {
            Outcome outcome = registration.redeem("AAAA-" + i, person("p" + i % 500), "10.0.0." + i % 250);
            looked += outcome instanceof Outcome.Wrong ? 1 : 0;
        }
        assertThat(looked).isEqualTo(RegistrationSettings.DEFAULTS.tries() * Registration.OVERALL);
        assertThat(registration.redeem(live.iterator().next(), ALICE, "elsewhere"))
                .as("all have to wait, also with the right one")
                .isInstanceOf(Outcome.TooMany.class);
        assertThat(store.list(Bindings.Filter.ALL, 0, 1).total()).isZero();
    }

    @Test
    void oneWhoGuessesHasToWaitAndNobodyElseHas() {
        String code = code("stranger");
        int tries = RegistrationSettings.DEFAULTS.tries();
        for (int i = 0; i < tries; i++) {
            assertThat(registration.redeem("WRONG" + i, person("mallory"), "10.6.6." + i))
                    .isEqualTo(new Outcome.Wrong());
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(registration.redeem(code, person("mallory"), "10.6.7." + i))
                    .isInstanceOf(Outcome.TooMany.class);
        }
        for (int i = 0; i < tries; i++) {
            assertThat(registration.redeem("WRONG" + i, person("m" + i), "10.9.9.9"))
                    .isEqualTo(new Outcome.Wrong());
        }
        assertThat(registration.redeem(code, person("fresh"), "10.9.9.9"))
                .as("by address as well")
                .isInstanceOf(Outcome.TooMany.class);
        assertThat(registration.redeem(code, ALICE, "10.0.0.1")).isInstanceOf(Outcome.Registered.class);
        pass(RegistrationSettings.DEFAULTS.pause());
        assertThat(registration.redeem(code("other"), person("mallory"), "10.6.6.0"))
                .isInstanceOf(Outcome.Registered.class);
    }

    @Test
    void rightCodesDoNotCount() {
        for (int i = 0; i < 100; i++) {
            assertThat(registration.redeem(code("name" + i), ALICE, "10.0.0.1")).isInstanceOf(Outcome.Registered.class);
        }
        assertThat(store.of(ALICE.id())).hasSize(100);
    }

    @Test
    void aNameThatSomebodyElseGotMeanwhileWaitsForAnAdministrator() {
        String code = code("wanted");
        store.bind(claim("wanted", person("bob")));
        assertThat(registration.redeem(code, ALICE, "a")).isEqualTo(new Outcome.Disputed(aim("wanted")));
        assertThat(bound(store, "wanted").login()).isEqualTo("bob");
        assertThat(store.conflicts()).hasSize(1);
    }

    @Test
    void leaversRegisterNothing() {
        Person leaver = new Person("id", "erin", "Erin", null, Set.of(), true);
        String code = code("hers");
        assertThat(registration.redeem(code, leaver, "a")).isInstanceOf(Outcome.Refused.class);
        assertThat(store.find(aim("hers"))).isNull();
    }

    @Test
    void codesAreBounded() {
        String first = code("first");
        for (int i = 0; i < Registration.MOST_CODES; i++) {
            registration.notice(NOTICE, aim("name" + i), "c");
        }
        assertThat(registration.codes()).isEqualTo(Registration.MOST_CODES);
        assertThat(registration.redeem(first, ALICE, "a")).as("went first").isEqualTo(new Outcome.Wrong());
    }

    @Test
    void withoutAnAddressNobodyIsShownACode() {
        Registration off = new Registration(store, RegistrationSettings.DEFAULTS);
        assertThat(off.notice(NOTICE, aim("x"), "c")).isEqualTo("Please register: .");
        assertThat(off.codes()).isZero();
    }
}
