package org.sallyport.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages about the policy in a real browser, as {@link ConsoleIT} has it for the archive. */
class PolicyIT {

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

    private Page open(ColorScheme scheme, int width, boolean scripts) {
        String url = "http://127.0.0.1:" + kit.console.port();
        Page page = browser().open(url, scheme, width, 900, scripts);
        page.navigate(url + "/sign-in");
        Chromium.signIn(page, "adam", FakeDirectory.PASSWORD);
        link(page, "Policy");
        return page;
    }

    private static void press(Page page, String name) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private static void link(Page page, String name) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    @Test
    void anAdministratorChangesThePolicy() throws IOException {
        Page page = open(ColorScheme.LIGHT, 1280, true);
        Chromium.shoot(page, "policy-light");
        press(page, "Edit in a draft");
        String text = page.getByLabel("The policy, as YAML").inputValue();
        assertThat(text).isEqualTo(FakePolicy.DOCUMENT);
        page.getByLabel("The policy, as YAML").fill(text.replace("then: deny", "then: denny"));
        press(page, "Only check");
        assertThat(page.locator("#errors")).containsText("line 11");
        Chromium.shoot(page, "policy-mistake-light");
        page.getByLabel("The policy, as YAML").fill(text.replace("then: deny", "then: disconnect"));
        page.getByLabel("Why it is changed").fill("Denying was not enough");
        press(page, "Save the draft");
        assertThat(page.getByText("It has no mistakes.")).isVisible();
        page.locator(".small-tabs").getByText("Rules").click();
        Chromium.shoot(page, "policy-draft-rules-light");
        press(page, "Move Strangers' games up");
        assertThat(page.locator("tbody tr").nth(1)).containsText("Strangers' games");
        press(page, "Switch Insider words off");
        assertThat(page.locator("tr.off")).containsText("Insider words");
        link(page, "Edit No files to strangers");
        assertThat(page.locator("textarea").inputValue()).contains("# Files go by mail.");
        Chromium.shoot(page, "policy-rule-light");
        link(page, "Back to the rules");
        link(page, "Changes and publishing");
        assertThat(page.locator(".d-added").first()).isVisible();
        Chromium.shoot(page, "policy-changes-light");
        press(page, "Publish");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("It is published");
        assertThat(Files.readString(kit.policy.file))
                .contains("# Who may do what.", "# since March", "then: disconnect", "enabled: false");

        Files.writeString(kit.policy.file, FakePolicy.DOCUMENT.replace("alert: high", "alert: low"));
        page.reload();
        page.getByText("Show what is different").click();
        Chromium.shoot(page, "policy-by-hand-light");
        press(page, "Put the version back");
        link(page, "History");
        Chromium.shoot(page, "policy-history-light");
        link(page, "Version 2");
        Chromium.shoot(page, "policy-version-light");
    }

    @Test
    void aLongDraftIsTurnedPageByPage() throws IOException {
        StringBuilder many = new StringBuilder("version: 1\nrules:\n");
        for (int i = 1; i <= 250; i++) {
            many.append("  - { name: Rule ")
                    .append(i)
                    .append(", who: { person: p")
                    .append(i)
                    .append(" }, then: deny }\n");
        }
        Files.writeString(kit.policy.file, many.append("  - { name: rest, then: allow }\n"));
        Page page = open(ColorScheme.LIGHT, 1280, true);
        press(page, "Edit in a draft");
        page.locator(".small-tabs").getByText("Rules").click();
        page.getByText("Rules after").scrollIntoViewIfNeeded();
        Chromium.shoot(page, "policy-draft-long-light");
        link(page, "Rules after");
        press(page, "Move Rule 230 up");
        assertThat(page.locator("tbody tr").nth(28)).containsText("Rule 230");
        assertThat(page.getByText("Rules before")).isVisible();
    }

    @Test
    void aPolicyIsTriedOut() {
        for (int i = 0; i < 40; i++) {
            kit.policy.happened(
                    "e" + i,
                    "{ who: " + (i % 3 == 0 ? "anna" : "zoe" + i) + ", with: eve, service: "
                            + (i % 2 == 0 ? "aim" : "msn") + ", feature: " + (i % 4 == 0 ? "game" : "chat") + " }");
        }
        Page page = open(ColorScheme.DARK, 1280, true);
        link(page, "Explain");
        page.getByLabel("What is done").selectOption("chat");
        page.getByLabel("Who: a screen name").fill("anna");
        page.getByLabel("With: screen names, by commas").fill("eve");
        page.getByLabel("What is said").fill("about the merger");
        press(page, "Explain");
        assertThat(page.locator("#answer")).containsText("Insider words");
        Chromium.shoot(page, "policy-explain-dark");

        press(page, "Sign out");
        Page light = open(ColorScheme.LIGHT, 1280, true);
        press(light, "Edit in a draft");
        String text = light.getByLabel("The policy, as YAML").inputValue();
        light.getByLabel("The policy, as YAML").fill(text.replace("then: drop", "then: allow"));
        press(light, "Save and go on to publishing");
        link(light, "Try it out on the archive");
        CountDownLatch hold = new CountDownLatch(1);
        kit.policy.hold = hold;
        Chromium.shoot(light, "policy-simulations-light");
        press(light, "Try it out");
        assertThat(light.locator("progress")).isVisible();
        Chromium.shoot(light, "policy-simulating-light");
        hold.countDown();
        // The page looks by itself.
        assertThat(light.getByText("By rule")).isVisible();
        light.locator("summary").first().click();
        Chromium.shoot(light, "policy-simulation-light");

        link(light, "Lexicons");
        Chromium.shoot(light, "policy-lexicons-light");
        link(light, "lexicons/insider.txt");
        light.getByLabel("A word or phrase on each line").press("Control+End");
        light.keyboard().type("falcon\n");
        light.getByLabel("Why it is changed").fill("A new project");
        press(light, "Save");
        assertThat(light.getByRole(AriaRole.STATUS)).containsText("Saved");
        Chromium.shoot(light, "policy-lexicon-light");
    }

    @Test
    void worksOnANarrowScreenAndWithoutScripts() {
        Page page = open(ColorScheme.LIGHT, 390, false);
        Chromium.shoot(page, "policy-narrow-light");
        press(page, "Edit in a draft");
        page.locator(".small-tabs").getByText("Rules").click();
        press(page, "Move Strangers' games up");
        assertThat(page.locator("tbody tr").nth(1)).containsText("Strangers' games");
        Chromium.shoot(page, "policy-draft-rules-narrow-light");
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isEqualTo(390);
    }
}
