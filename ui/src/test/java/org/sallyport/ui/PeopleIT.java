package org.sallyport.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.protocols.ScreenName;

/** The pages on people and held messages in a real browser, as an administrator, a reviewer and somebody who registers. */
class PeopleIT {

    private static @Nullable Chromium chromium;

    private Kit kit;

    @BeforeAll
    static void launch() {
        chromium = new Chromium();
    }

    @AfterAll
    static void quit() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        kit = new Kit(folder);
    }

    @AfterEach
    void stop() throws IOException {
        kit.close();
        assertThat(browser().complaints).isEmpty();
    }

    private static Chromium browser() {
        return Objects.requireNonNull(chromium, "launched before");
    }

    private String url(String path) {
        return "http://127.0.0.1:" + kit.console.port() + path;
    }

    private Page open(String login, ColorScheme scheme, int width, boolean scripts) {
        Page page = browser().open(url(""), scheme, width, 900, scripts);
        page.navigate(url("/sign-in"));
        Chromium.signIn(page, login, FakeDirectory.PASSWORD);
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private void bind(String name, String login, Binding.Source source) {
        kit.bindings.bind(new Bindings.Claim(
                new ScreenName(FakePeople.AIM, name, name), FakePeople.person(login), source, login, ""));
    }

    @Test
    void anAdministratorKeepsPeopleInOrder() {
        kit.presence
                .on("c-4f1a", "annaf", "anna", "AIM/5.1.3036")
                .on("c-4f1b", "NightTrader77", null, "Trillian 3.1")
                .on("c-4f1c", "boris_k", "boris", "");
        bind("annaf", "anna", Binding.Source.REGISTRATION);
        bind("boris_k", "boris", Binding.Source.CSV);
        bind("annaf", "boris", Binding.Source.REGISTRATION);
        Page page = open("adam", ColorScheme.LIGHT, 1280, true);
        assertThat(page).hasURL(url("/who-is-on"));
        assertThat(page.getByText("NightTrader77").first()).isVisible();
        Chromium.shoot(page, "who-is-on-light");
        page.locator("tr:has-text('NightTrader77') a").click();
        page.getByLabel("What to tell them").fill("This account is not registered.");
        Chromium.shoot(page, "end-session-light");
        button(page, "End the session").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("NightTrader77 is ended");
        assertThat(page.locator("tbody tr")).hasCount(2);

        page.getByText("Identities", new Page.GetByTextOptions().setExact(true)).click();
        page.getByText("Bind a name").click();
        page.getByLabel("Screen name", new Page.GetByLabelOptions().setExact(true))
                .fill("CoolGuy 99");
        page.getByLabel("Login of the person").fill("sam");
        page.getByLabel("Why, for the record").fill("Came by with a badge");
        Chromium.shoot(page, "identities-bind-light");
        button(page, "Bind").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("is sam's now");
        Chromium.shoot(page, "identities-light");

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Conflicts"))
                .click();
        Chromium.shoot(page, "conflicts-light");
        button(page, "Hand over to boris").click();
        assertThat(page.getByText("handed over")).isVisible();

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Import"))
                .click();
        page.locator("input[type=file]")
                .setInputFiles(new FilePayload(
                        "names.csv",
                        "text/csv",
                        "service,screen-name,login\naim,zoe,aude\naim,annaf,sam\naim,boris_k,boris\naim,x,nobody\n"
                                .getBytes(StandardCharsets.UTF_8)));
        button(page, "Look at it").click();
        assertThat(page.getByText("1 wrong")).isVisible();
        Chromium.shoot(page, "import-light");
        button(page, "Import what is right").click();
        assertThat(page.getByText("Imported.")).isVisible();
        assertThat(kit.bindings.of("id-aude")).hasSize(1);

        page.navigate(url("/identities/name?service=aim&name=annaf"));
        assertThat(page.getByText("Went from anna to boris")).isVisible();
        Chromium.shoot(page, "identity-name-light");
        page.context().close();
    }

    @Test
    void aReviewerDecides() {
        kit.held
                .hold("h-1", "legal", "annaf", "The merger closes on Friday, keep it to yourself.", "merger-talk")
                .hold("h-2", "legal", "annaf", "Can you send me the numbers for Q3 before they are out?", "numbers")
                .hold("h-3", "trading-desk", "boris_k", "call me on my cell", "after-hours");
        bind("annaf", "anna", Binding.Source.REGISTRATION);
        Page page = open("olga", ColorScheme.DARK, 1280, true);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Held"))
                .click();
        assertThat(page.locator(".hit")).hasCount(3);
        Chromium.shoot(page, "held-dark");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Open"))
                .first()
                .click();
        page.getByLabel("Why, for the record").fill("It was in the paper this morning");
        Chromium.shoot(page, "held-message-dark");
        button(page, "Release").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Released");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Open"))
                .first()
                .click();
        button(page, "Reject").click();
        assertThat(page.locator(".hit")).hasCount(1);
        page.navigate(url("/held/h-1"));
        assertThat(page.getByText("It was in the paper")).isVisible();
        Chromium.shoot(page, "held-decided-dark");
        page.navigate(url("/who-is-on"));
        assertThat(page.getByText("the group audit or operations")).isVisible();
        Chromium.shoot(page, "not-allowed-dark");
        page.context().close();
    }

    @Test
    void aReviewerTurnsThePagesOfWhatIsHeld() {
        for (int i = 1; i <= 120; i++) {
            kit.held.hold("h-" + i, i % 3 == 0 ? "legal" : "desk", "annaf", "Message number " + i + ".", "merger-talk");
        }
        Page page = open("olga", ColorScheme.LIGHT, 1280, true);
        page.navigate(url("/held"));
        assertThat(page.locator(".hit")).hasCount(50);
        page.getByText("Next").click();
        assertThat(page.getByText("Message number 51.")).isVisible();
        page.getByText("Next").scrollIntoViewIfNeeded();
        Chromium.shoot(page, "held-pages-light");
        page.getByText("Next").click();
        assertThat(page.locator(".hit")).hasCount(20);
        page.getByLabel("Queue").selectOption("legal");
        button(page, "Show").click();
        assertThat(page.getByText("40 messages")).isVisible();
        Chromium.shoot(page, "held-queue-light");
        page.context().close();
    }

    @Test
    void somebodyRegistersOnAPhoneWithoutScripts() {
        Page page = browser().open(url(""), ColorScheme.LIGHT, 390, 844, false);
        page.navigate(url("/register"));
        page.getByLabel("Login").fill("sam");
        page.getByLabel("Password").fill("wrong");
        page.getByLabel("Code from your client").fill(kit.code("coolguy"));
        button(page, "Register").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Your code was not used");
        Chromium.shoot(page, "register-mobile");
        page.getByLabel("Password").fill(FakeDirectory.PASSWORD);
        button(page, "Register").click();
        assertThat(page.getByText("is yours now")).isVisible();
        Chromium.shoot(page, "registered-mobile");

        kit.presence.on("c-4f1a", "annaf", "anna", "AIM/5.1.3036");
        page.navigate(url("/sign-in"));
        Chromium.signIn(page, "adam", FakeDirectory.PASSWORD);
        Chromium.shoot(page, "who-is-on-mobile");
        page.navigate(url("/identities"));
        Chromium.shoot(page, "identities-mobile");
        page.context().close();
    }
}
